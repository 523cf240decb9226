"""Whether a console shows pictures; it takes no time to tell."""

import os

from rich.console import Console

from gdrun.report.console.streams import writable

NARROWEST = 30
"""Columns below which nothing can be told from a picture."""

_WITHOUT = ("dumb", "linux")
"""Values of ``TERM`` of terminals that have no braille; Linux's own has letters alone."""

_EXAMPLE = "⣿█⁻"


def shows_pictures(console: Console) -> bool:
    """Whether it is a terminal that is wide enough, and has the letters."""
    if not console.file.isatty() or os.environ.get("TERM") in _WITHOUT:
        return False
    return console.width >= NARROWEST and writable(_EXAMPLE, console) == _EXAMPLE
