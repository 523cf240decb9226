"""The form that all tables have, and the choice of the widest that fits."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gdrun.report.console.streams import writable

_UNLIMITED = 1000
"""Columns in which any table has a place."""
FOLDED = 20
"""Names are folded to no less than this, a key with its value; else columns have to go."""

Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], str]]
"""Heading → what a row has under it."""

MOST_VARIANTS = 1000
"""So many rows has a table of variants, unless more are asked for: nobody reads a longer one."""


def more_variants(left: int, *, asked: bool) -> str:
    """What is said under a table that lacks variants; ``asked`` if so many were asked for."""
    return f"… and {left:,} more variants" + ("" if asked else "; --json has all of them")


def empty_table(title: str = "") -> Table:
    """A table without columns, a rule under its head and none around it."""
    return Table(
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=title or None,
        title_justify="left",
        title_style="",
    )


def described(lines: Iterable[tuple[str, str]], console: Console) -> Table:
    """Names, and beside each what is said of it, on as many lines as that takes."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in lines:
        table.add_row(name, writable(text, console))
    return table


def table_of(
    rows: Sequence[Row],
    columns: Columns[Row],
    console: Console,
    *,
    left: Collection[str] = (),
    folded: Collection[str] = (),
    style: Callable[[Row], str] = lambda _: "",
) -> Table:
    """A table with ``rows``; columns under ``left`` are to the left, and those ``folded`` fold."""
    table = empty_table()
    for heading in columns:
        table.add_column(
            writable(heading.rstrip(" "), console),
            justify="left" if heading in left else "right",
            no_wrap=heading not in folded,
            overflow="fold",
        )
    for row in rows:
        cells = (writable(cell(row), console) for cell in columns.values())
        table.add_row(*cells, style=style(row))
    return table


def stacked(columns: Columns[Row]) -> Columns[Row]:
    """The same columns, with a word of the heading a line, where it has not lines of its own.

    Headings that only spaces tell apart stay as they are.
    """
    return {
        heading if "\n" in heading or heading.isspace() else heading.replace(" ", "\n"): cell
        for heading, cell in columns.items()
    }


def print_widest(tables: Iterable[Table], console: Console) -> int:
    """Prints the first table that fits, or else the last; they come widest first, at least one.

    Returns:
        Which one it was, from 0.
    """
    place = -1
    for table in tables:
        place += 1
        if fits(table, console):
            break
    console.print(table)
    return place


def fits(table: Table, console: Console) -> bool:
    """Whether a table has its place with every number whole, and names no narrower than folded."""
    limits = [column.max_width for column in table.columns]
    for column in table.columns:
        if not column.no_wrap:
            column.max_width = FOLDED
    unlimited = console.options.update(max_width=_UNLIMITED)
    width = console.measure(table, options=unlimited).maximum
    for column, limit in zip(table.columns, limits, strict=True):
        column.max_width = limit
    return width <= console.width
