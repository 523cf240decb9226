"""What the terminal prints, as blocks of a page: so both say the same, in the same words."""

import io
from typing import Any

from rich.console import Console
from rich.table import Table as PrintedTable

from gdrun.page.blocks import Lines, Table

_WIDE = 1000
"""Columns in which the widest form of any table has a place."""


class Printed(Console):
    """A console that keeps what is printed in place of showing it."""

    def __init__(self) -> None:
        super().__init__(
            file=io.StringIO(),
            width=_WIDE,
            color_system=None,
            force_terminal=False,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
            _environ={},
        )
        self._kept: list[Lines | Table] = []

    def print(self, *objects: Any, **_: Any) -> None:
        """Keeps tables and lines, and no settings, of which a page has sections."""
        for each in objects:
            if not isinstance(each, PrintedTable):
                self._add_line(str(each))
            elif each.show_header:
                self._kept.append(_as_block(each))

    def _add_line(self, line: str) -> None:
        last = self._kept[-1] if self._kept else None
        if isinstance(last, Lines):
            self._kept[-1] = Lines((*last.lines, line))
        else:
            self._kept.append(Lines((line,)))

    def blocks(self, without: frozenset[str]) -> tuple[Lines | Table, ...]:
        """What was printed, ``without`` some lines."""
        kept = [
            Lines(tuple(line for line in each.lines if line not in without))
            if isinstance(each, Lines)
            else each
            for each in self._kept
        ]
        return tuple(each for each in kept if not isinstance(each, Lines) or each.lines)


def _as_block(table: PrintedTable) -> Table:
    headings = tuple(str(column.header).replace("\n", " ") for column in table.columns)
    columns = [list(map(str, column.cells)) for column in table.columns]
    bold = frozenset(i for i, row in enumerate(table.rows) if row.style == "bold")
    return Table("", headings, tuple(zip(*columns, strict=True)), bold)
