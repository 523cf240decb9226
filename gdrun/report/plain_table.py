"""The form that all tables have, and the choice of the widest that fits."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

_UNLIMITED = 1000
"""Columns in which any table has a place."""


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


def print_widest(tables: Iterable[Table], console: Console) -> None:
    """Prints the first table that fits, or else the last; they come widest first, at least one."""
    unlimited = console.options.update(max_width=_UNLIMITED)
    for table in tables:
        if console.measure(table, options=unlimited).maximum <= console.width:
            break
    console.print(table)
