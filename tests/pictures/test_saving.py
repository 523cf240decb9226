"""From values to files: the same bytes, whatever a user's settings are, and no word about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdrun.errors import PictureError
from gdrun.pictures.drawing.saving import format_of, picture_bytes, untitled_svg
from gdrun.pictures.registry import kinds
from tests.pictures.nasty import value
from tests.processes import ROOT


@pytest.mark.parametrize(
    ("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_the_same_bytes_each_time(form: str, begins: bytes) -> None:
    first, again = (picture_bytes(kinds()["curves"], value(), form) for _ in range(2))
    assert first == again
    assert first.startswith(begins)


def test_names_are_shown_as_they_are() -> None:
    """Neither as a formula, nor as what a browser or a terminal obeys."""
    from xml.etree import ElementTree

    text = picture_bytes(kinds()["curves"], value(), "svg").decode()
    told = " ".join("".join(each.itertext()) for each in ElementTree.fromstring(text).iter())
    assert "a$x$ <b>&[red] 日本 \\input{x} \\x1b[31m" in told
    assert "mathdefault" not in text


def test_a_page_says_title_and_notes_itself() -> None:
    content, notes = untitled_svg(kinds()["curves"], value(), (4.8, 3.5))
    assert notes == " ".join(value().notes)
    assert notes
    assert value().title not in content.decode()
    assert notes not in content.decode()


def test_format() -> None:
    assert format_of(Path("a.PNG")) == "png"
    for name in ("a.jpg", "a", ".png"):
        with pytest.raises(PictureError, match=r"use \.png, \.svg or \.pdf"):
            format_of(Path(name))


SCRIPT = """
import sys
from gdrun.pictures.drawing.saving import picture_bytes
from gdrun.pictures.registry import kinds
from tests.pictures.nasty import value
sys.stdout.buffer.write(picture_bytes(kinds()["curves"], value(), "png"))
"""


def test_settings_of_a_user_change_nothing(tmp_path: Path) -> None:
    """A backend that is none, a file of settings with mistakes, a cache that nobody may write."""
    (tmp_path / "matplotlibrc").write_text("font.size: 40\nnonsense: 3\nbackend: nobody\n")
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        check=True,
        timeout=60,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MPLBACKEND": "nonsense",
            "MPLCONFIGDIR": str(tmp_path / "matplotlibrc" / "none"),
        },
    )
    assert found.stderr == b""
    assert found.stdout == picture_bytes(kinds()["curves"], value(), "png")


def test_letters_that_a_font_lacks_are_told() -> None:
    told: list[str] = []
    for form in ("png", "svg"):
        picture_bytes(kinds()["curves"], value(), form, told.append)
    assert told == ["some letters are boxes, as the font of a .png lacks them: write a .svg"]
