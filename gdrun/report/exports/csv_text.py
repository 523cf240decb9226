"""CSV as text in pieces, in which a spreadsheet runs nothing and a terminal obeys nothing."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from gdrun.wording import visible

PIECE = 1000
"""Rows that are written at once."""


def csv_pieces(heading: Iterable[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The heading and the rows, of which the cells are written as they are, see ``cell``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_guarded, heading))
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number % PIECE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def cell(value: object) -> object:
    """Numbers as they are, but NaN as nothing; all else as a text that nothing runs."""
    if isinstance(value, float) and math.isnan(value):
        return ""
    return value if isinstance(value, (int, float)) else _guarded(str(value))


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no terminal for a command.

    A number with a sign, such as the name of a class, is none. An apostrophe in front is what
    people type there themselves to have text.
    """
    runs = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return visible(f"'{text}" if runs else text)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-](\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
