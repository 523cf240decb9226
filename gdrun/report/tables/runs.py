"""The list of experiments in a store."""

from collections.abc import Collection, Sequence

from rich.console import Console
from rich.table import Table

from gdrun.records import ExperimentSummary
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import empty_table, print_widest


def print_runs(experiments: Sequence[ExperimentSummary], console: Console) -> None:
    """A row for each, the last used first."""
    if not experiments:
        console.print("No experiments yet: gdrun train and gdrun sweep keep theirs here.")
        return
    print_widest((_table(experiments, without, console) for without in _LESS_AND_LESS), console)


_HEADINGS = ("id", "name", "command", "begun", "variants", "trials", "status")
_LESS_AND_LESS = (
    (),
    ("command",),
    ("command", "variants"),
    ("command", "variants", "begun"),
    ("command", "variants", "begun", "trials"),
)
"""Headings that a narrow window does without."""


def _table(
    experiments: Sequence[ExperimentSummary], without: Collection[str], console: Console
) -> Table:
    table = empty_table()
    shown = [heading for heading in _HEADINGS if heading not in without]
    for heading in shown:
        table.add_column(
            heading,
            justify="right" if heading in ("variants", "trials") else "left",
            no_wrap=heading != "name",
            overflow="fold",
            # The id is what one types.
            min_width=4 if heading == "id" else None,
        )
    for each in experiments:
        cells = dict(zip(_HEADINGS, _cells(each), strict=True))
        table.add_row(*(writable(cells[heading], console) for heading in shown))
    return table


def _cells(each: ExperimentSummary) -> tuple[str, ...]:
    done = f"{each.trials:,}"
    if each.trials < each.planned:
        done += f" of {each.planned:,}"
    status = "unfinished" if each.status == "running" else each.status
    when = each.begun.astimezone().strftime("%Y-%m-%d %H:%M") if each.begun else "–"
    return each.id, each.name, each.command, when, f"{each.variants:,}", done, status
