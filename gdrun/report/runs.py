"""The list of experiments in a store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rich.console import Console

from gdrun.report.console import writable
from gdrun.report.plain_table import empty_table


class Experiment(Protocol):
    """What is told of each: see the store's ``ExperimentSummary``."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def begun(self) -> datetime: ...
    @property
    def variants(self) -> int: ...
    @property
    def trials(self) -> int: ...
    @property
    def planned(self) -> int: ...


def print_runs(experiments: Sequence[Experiment], console: Console) -> None:
    """A row for each, the last used first."""
    if not experiments:
        console.print("No experiments yet: gdrun train and gdrun sweep keep theirs here.")
        return
    table = empty_table()
    for heading in ("id", "name", "command", "begun", "variants", "trials", "status"):
        number = heading in ("variants", "trials")
        table.add_column(
            heading,
            justify="right" if number else "left",
            no_wrap=heading != "name",
            overflow="fold",
        )
    for each in experiments:
        done = f"{each.trials:,}"
        if each.trials < each.planned:
            done += f" of {each.planned:,}"
        status = "unfinished" if each.status == "running" else each.status
        when = each.begun.astimezone().strftime("%Y-%m-%d %H:%M")
        row = (each.id, each.name, each.command, when, f"{each.variants:,}", done, status)
        table.add_row(*(writable(cell, console) for cell in row))
    console.print(table)
