"""Where output goes: colours and signs that the stream can show, and plain text elsewhere."""

import os
import sys
from typing import Any, TextIO, cast

from rich.console import Console
from rich.text import Text

from gdrun.report.console.closed import Aside
from gdrun.wording import visible

PIPE_WIDTH = 120
"""Columns where there is no terminal to ask."""
NARROWEST = 20
"""Columns in which a table can still be shown; ``COLUMNS`` of less says nothing."""

_PLAIN = str.maketrans(
    {
        "±": "+/-", "×": "x", "–": "-", "−": "-", "…": "...", "→": "->", "µ": "u", "²": "2",
        "≈": "~", "ε": "e", "•": "*",
    }
)  # fmt: skip


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # For the command line to answer, instead of an exit from here.

    def render_str(self, text: str, **how: Any) -> Text:
        """Rich asks for this with each heading, cell and line that it is given as a string."""
        return super().render_str(writable(text, self), **how)


def make_console(stream: TextIO | None = None) -> Console:
    """A console on ``stream``, by default standard output; it takes text as it is, not as markup.

    Without a terminal, or with ``NO_COLOR`` or ``TERM=dumb``, it writes no control codes. One on
    standard error goes on without a reader, for a result may still have one.
    """
    aside = stream is sys.stderr
    stream = stream or sys.stdout
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    at_terminal = stream.isatty()
    environment = dict(os.environ)
    if not _is_width(environment.get("COLUMNS", "")):
        environment.pop("COLUMNS", None)
    return _Console(
        file=cast("TextIO", Aside(stream)) if aside else stream,
        force_terminal=at_terminal and not plain,
        color_system="auto" if at_terminal and not plain else None,
        no_color=plain or None,
        width=None if at_terminal or "COLUMNS" in environment else PIPE_WIDTH,
        _environ=environment,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _is_width(said: str) -> bool:
    return said.isdecimal() and int(said) >= NARROWEST


def say(text: str, console: Console) -> None:
    """Prints lines, broken between words in a terminal and nowhere else."""
    console.print(writable(text, console), soft_wrap=not console.file.isatty())


def writable(text: str, console: Console) -> str:
    """``text`` in characters that a terminal only shows, and that the console's stream can encode.

    All that comes from outside, such as names of classes, goes through here on its way to a table.
    """
    text = visible(text)
    try:
        text.encode(console.encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(console.encoding, "replace").decode(console.encoding)
    return text
