import io

import pytest

from gdrun.pictures.terminal.showing import NARROWEST, shows_pictures
from gdrun.report.console.streams import make_console


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding)

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def shows(encoding: str = "utf-8") -> bool:
    return shows_pictures(make_console(Terminal(encoding)))


@pytest.mark.parametrize(("term", "expected"), [("xterm", True), ("linux", False), ("dumb", False)])
@pytest.mark.parametrize("plain", ["", "1"])
def test_there_must_be_letters_and_need_not_be_colours(
    term: str, expected: bool, plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("NO_COLOR", plain)
    assert shows() is expected


def test_the_stream_must_be_able_to_write_them() -> None:
    assert not shows("ascii")
    assert not shows("latin-1")


def test_there_must_be_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(NARROWEST))
    assert shows()
    monkeypatch.setenv("COLUMNS", str(NARROWEST - 1))
    assert not shows()


def test_there_must_be_a_terminal() -> None:
    assert not shows_pictures(make_console(io.StringIO()))
