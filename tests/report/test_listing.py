import io

from gdrun.report.console.streams import make_console
from gdrun.report.tables.parts import print_listing

ROW = {
    "name": "minmax",
    "aliases": ["range"],
    "parameters": {"low": 0.0, "path": "required", "centered": False, "row": None, "factor": 1 / 3},
    "meaning": "Fills [low, high], by ``low``.",
}


def test_shows_a_part_as_its_docstring_says_it() -> None:
    stream = io.StringIO()
    print_listing({"normalizers": [ROW]}, make_console(stream))
    text = stream.getvalue()
    assert text.startswith("normalizers")
    assert "minmax (range)" in text
    assert "low 0, path required, centered false, row –, factor 0.333333" in text
    assert "Fills [low, high], by low." in text


def test_in_a_narrow_window_no_word_is_broken() -> None:
    stream = io.StringIO()
    console = make_console(stream)
    console.width = 30
    print_listing({"normalizers": [ROW]}, console)
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert lines[:3] == ["normalizers", "minmax (range)", "  low 0, path required,"]
    assert max(map(len, lines)) <= 30
    assert "  Fills [low, high], by low." in lines
