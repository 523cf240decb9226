"""Matrices, hardest rows and calibration as tables, JSON, Markdown and LaTeX."""

import io
import json
import re
from typing import Any

import pytest
from rich.console import Console

from gdrun.report.console.streams import make_console
from gdrun.report.exports import choose_exporter, export_judged, pieces_of
from gdrun.report.json.judged_rows import judged_pieces
from gdrun.report.tables.confusion import print_judged
from tests.report.judged import judged
from tests.report.names import EVIL, MARKUP, OBEYED

FEW = ("setosa", "versicolor", "virginica")


def shown(names: tuple[str, ...], width: int, **changes: Any) -> str:
    stream = io.StringIO()
    print_judged(judged(names, **changes), Console(file=stream, width=width, markup=False))
    return stream.getvalue()


def exported(names: tuple[str, ...], form: str, **changes: Any) -> str:
    content, _ = export_judged(judged(names, **changes), choose_exporter(form, None))
    assert not isinstance(content, bytes)
    return "".join(pieces_of(content))


def test_what_is_shown_where_there_is_place() -> None:
    told = re.sub(r" +\n", "\n", shown(FEW, 100))
    assert "toy, test part: seeds 0 to 2" in told
    assert re.search(r"versicolor +0 +5\.0 ± 0\.0 +1\.0 ± 0\.0\n", told)
    assert re.search(r"setosa +0\.833 ± 0\.000 +0\.167 ± 0\.000 +0\n", told)
    assert re.search(r"class +rows +precision +recall +F1\n", told)
    assert re.search(r"virginica +6 +0\.8571 ± 0\.0000 +1\.000 ± 0\.000", told)
    # Of each class seed 0 gets one row wrong, and the others the next.
    lines = told.partition("Hardest rows")[2].splitlines()[3:]
    assert [line.split() for line in lines] == [
        ["2", "setosa", "versicolor", "2", "of", "3", "1.367"],
        ["14", "versicolor", "virginica", "2", "of", "3", "1.367"],
        ["0", "setosa", "setosa", "1", "of", "3", "0.7333"],
        ["12", "versicolor", "versicolor", "1", "of", "3", "0.7333"],
    ]
    assert "Expected calibration error" in told
    assert "0.9 … 1.0" in told


def test_one_seed_has_no_spread() -> None:
    told = shown(FEW, 100, seeds=1)
    assert "±" not in told
    assert "std" not in told
    assert re.search(r"setosa +5 +1 +0", told)


@pytest.mark.parametrize("width", [24, 30, 40, 60, 80, 200])
@pytest.mark.parametrize("names", [FEW, tuple(f"a rather long name {n}" for n in range(8))])
def test_nothing_is_cut_off_where_there_is_little_place(names: tuple[str, ...], width: int) -> None:
    told = shown(names, width)
    assert max(map(len, told.splitlines())) <= width
    assert "…" not in told.replace("0 … ", "").replace(" … ", "")
    # No number is cut off, and no column gone that is needed.
    assert all(re.match(r"\s+\d+\.\d+", rest) for rest in told.split("±")[1:])
    hardest = told.partition("Hardest")[2]
    assert all(heading in hardest for heading in ("row", "true", "say", "wrong"))
    # What is confused is told, be it in a matrix or in a list.
    first = told.partition("Calibration")[0]
    assert len(re.findall(r"\b1\.0\b", first)) == len(names) - 1


def test_of_many_classes_the_pairs_that_are_confused_are_listed() -> None:
    names = tuple(f"class {n}" for n in range(100))
    told = shown(names, 80)
    assert "Classes that are confused most" in told
    assert "… and 79 more pairs; --json has the whole matrix" in told
    assert "… and 80 more" in told
    assert len(told.splitlines()) < 100
    document = json.loads("".join(judged_pieces(judged(names))))
    counts = document["confusion"]["counts"]["mean"]
    assert (len(counts), {len(line) for line in counts}) == (100, {100})
    assert counts[7][6:9] == [0.0, 5.0, 1.0]


def test_json_has_all_of_it() -> None:
    document = json.loads("".join(judged_pieces(judged(FEW, lines=True))))
    assert document["portion"] == "test"
    assert document["seeds"] == [0, 1, 2]
    assert document["left_out"] == {"diverged": [], "failed": [], "without_outputs": []}
    confusion = document["confusion"]
    assert confusion["class_names"] == list(FEW)
    assert confusion["counts"]["std"] == [[0.0] * 3] * 3
    assert confusion["shares"]["mean"][0] == pytest.approx([5 / 6, 1 / 6, 0])
    assert [each["name"] for each in confusion["classes"]] == list(FEW)
    assert confusion["classes"][0]["precision"]["n"] == 3
    assert [each["low"] for each in confusion["calibration"]["bins"]] == [b / 10 for b in range(10)]
    assert confusion["calibration"]["error"]["n"] == 3
    assert document["hardest"][0] == {
        "row": 2, "line": 4, "true": "setosa", "said": "versicolor", "wrong": 2, "seeds": 3,
        "loss": pytest.approx(4.1 / 3),
    }  # fmt: skip


def test_of_one_seed_no_std_is_known() -> None:
    document = json.loads("".join(judged_pieces(judged(FEW, seeds=1))))
    assert document["confusion"]["counts"]["std"] == [[None] * 3] * 3


def test_markdown_has_each_table_under_its_title() -> None:
    told = exported(FEW, "markdown", lines=True)
    titles = [line for line in told.splitlines() if line.startswith("toy, test part")]
    assert len(titles) == 5
    assert "| true | setosa | versicolor | virginica |" in told
    assert "| setosa | 5.0 ± 0.0 | 1.0 ± 0.0 | 0 |" in told
    assert "| setosa | 0.833 ± 0.000 | 0.167 ± 0.000 | 0 |" in told
    assert "| 4 | setosa | versicolor | 2 of 3 | 1.367 |" in told
    for block in told.split("\n\n"):
        assert len({line.count("|") for line in block.splitlines() if "|" in line}) <= 1


def test_latex_has_each_table_with_its_title_as_a_comment() -> None:
    told = exported((*FEW, "a_b & c%"), "latex")
    assert told.count("\\begin{tabular}") == told.count("\\end{tabular}") == 5
    assert told.count("% toy, test part") == 5
    assert "setosa & 5.0 $\\pm$ 0.0 & 1.0 $\\pm$ 0.0 & 0 & 0 \\\\" in told
    assert "a\\_b \\& c\\%" in told
    assert "0.9 \\dots{} 1.0" in told


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_exports_obey_no_name_of_a_class(form: str) -> None:
    told = exported((*EVIL, *MARKUP, "two\nlines", "a|b"), form)
    assert not OBEYED.search(told)
    assert "two\nlines" not in told


@pytest.mark.parametrize("width", ["400", "60"])
def test_no_name_of_a_class_is_obeyed(monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    file = io.StringIO()
    print_judged(judged((*EVIL, *MARKUP, "two\nlines")), make_console(file))
    assert not OBEYED.search(file.getvalue())
    assert "[red]red[/red]" in file.getvalue()
    # In a matrix, each class has a line.
    assert "two\\nlines" in file.getvalue() or width == "60"


def test_without_colours_there_are_no_control_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    found = judged(FEW)
    monkeypatch.setenv("TERM", "xterm-256color")
    for plain in ("", "1"):
        monkeypatch.setenv("NO_COLOR", plain)
        file = Terminal()
        print_judged(found, make_console(file))
        assert ("\x1b" in file.getvalue()) == (not plain)


def test_signs_that_the_stream_lacks_are_replaced() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_judged(judged((*FEW, "größe")), make_console(stream))
    stream.flush()
    told = stream.buffer.getvalue().decode("ascii")
    assert "5.0 +/- 0.0" in told
    assert "gr??e" in told
