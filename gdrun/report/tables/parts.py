"""The parts that a config can choose, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding

from gdrun.report.console.streams import say, writable
from gdrun.report.tables.layout import empty_table

_NARROW = 60
"""Below so many columns three of a table would break words."""


def print_listing(
    listing: Mapping[str, Sequence[Mapping[str, Any]]], console: Console, *, whole: bool = False
) -> None:
    """Prints a table for each family: name and aliases, parameters, meaning.

    ``whole`` adds each part's documentation, and what its parameters mean where that is said.
    """
    for family, rows in listing.items():
        if console.width < _NARROW:
            _print_blocks(family, rows, console)
        else:
            _print_table(family, rows, console)
        console.print()
        if whole:
            for row in rows:
                _print_documentation(row, console)


def _print_table(family: str, rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    table = empty_table(family)
    for heading in ("name", "parameters", "meaning"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(writable(cell, console) for cell in _cells(row)))
    console.print(table)


def _print_blocks(family: str, rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """What the table has side by side, one below the other."""
    console.print(family)
    for row in rows:
        name, *others = _cells(row)
        console.print(name, highlight=False)
        for text in filter(None, others):
            console.print(Padding(writable(text, console), (0, 0, 0, 2)))


def _cells(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Of the names, the parameters and the meaning."""
    names = " ".join([row["name"], *(f"({alias})" for alias in row["aliases"])])
    return names, written_parameters(row["parameters"]), row["meaning"].replace("``", "")


def written_parameters(parameters: Mapping[str, Any]) -> str:
    """Parameters with their defaults, written as in a config; ``–`` is one that is left out."""
    return ", ".join(f"{key} {_written(value)}" for key, value in parameters.items())


def _written(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "–"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _print_documentation(row: Mapping[str, Any], console: Console) -> None:
    said = [row["documentation"]]
    said += [f"{parameter}: {meaning}" for parameter, meaning in row["meanings"].items()]
    for text in said:
        say(text.replace("``", ""), console)
        console.print()
