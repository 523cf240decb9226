"""The parts that a config can choose, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from gdrun.report.console import writable
from gdrun.report.plain_table import empty_table


def print_listing(listing: Mapping[str, Sequence[Mapping[str, Any]]], console: Console) -> None:
    """Prints a table for each family: name and aliases, parameters, meaning."""
    for family, rows in listing.items():
        table = empty_table(family)
        for heading in ("name", "parameters", "meaning"):
            table.add_column(heading, overflow="fold")
        for row in rows:
            names = " ".join([row["name"], *(f"({alias})" for alias in row["aliases"])])
            parameters = ", ".join(f"{key}={value}" for key, value in row["parameters"].items())
            meaning = row["meaning"].replace("``", "")
            table.add_row(*(writable(cell, console) for cell in (names, parameters, meaning)))
        console.print(table)
        console.print()
