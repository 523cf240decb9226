import io

import pytest
from rich.console import Console

from gdrun.report.console.streams import make_console


@pytest.mark.parametrize(
    ("said", "width"), [("0", 120), ("-5", 120), ("x", 120), ("", 120), ("19", 120), ("20", 20)]
)
def test_a_width_that_nothing_fits_is_not_taken(
    said: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", said)
    assert make_console(io.StringIO()).width == width


def test_at_a_terminal_the_terminal_is_asked_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("COLUMNS", raising=False)
    asked = Console(file=Terminal(), force_terminal=True).width
    monkeypatch.setenv("COLUMNS", "0")
    assert make_console(Terminal()).width == asked > 0
