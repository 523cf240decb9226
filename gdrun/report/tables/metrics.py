"""The table of metrics: a row for each portion and metric, as wide as there is place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from gdrun.evidence.summaries import Summaries
from gdrun.records import PORTIONS
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import empty_table, print_widest
from gdrun.report.tables.numbers import interval, mean_and_std, number_format
from gdrun.statistics import Summary


@dataclass(frozen=True)
class _Layout:
    """Headings, and what to show under them; the portion is beside its metrics, or above them."""

    beside: bool
    columns: Mapping[str, Callable[[Summary], str]]


def print_metrics(summaries: Summaries, primary: str, console: Console) -> None:
    """Prints the widest table that fits.

    Args:
        summaries: What to show, at least one.
        primary: The metric that is emphasised, in the portion that training saw least of.
        console: Where to.
    """
    layouts = _layouts(summaries)
    print_widest((_table(summaries, primary, layout, console) for layout in layouts), console)


def _layouts(summaries: Summaries) -> Sequence[_Layout]:
    """From all there is to what cannot be missed."""
    if all(summary.n == 1 for metrics in summaries.values() for summary in metrics.values()):
        return [_Layout(beside, {"value": mean_and_std}) for beside in (True, False)]
    means = {"mean ± std": mean_and_std}
    intervals = {"95% interval": interval}
    n = {"n": lambda summary: f"{summary.n:,}"}
    extremes = {
        "min": lambda summary: f"{summary.min:{number_format(summary)}}",
        "max": lambda summary: f"{summary.max:{number_format(summary)}}",
    }
    return [
        _Layout(True, means | intervals | extremes | n),
        _Layout(False, means | intervals | n),
        _Layout(False, means | n),
    ]


def _table(summaries: Summaries, primary: str, layout: _Layout, console: Console) -> Table:
    table = empty_table()
    for _ in ("portion", "metric") if layout.beside else ("both",):
        table.add_column("", no_wrap=True)
    for heading in layout.columns:
        table.add_column(writable(heading, console), justify="right", no_wrap=True)
    held_out = max(summaries, key=PORTIONS.index)
    for portion, metrics in summaries.items():
        if not layout.beside:
            table.add_row(portion)
        for i, (metric, summary) in enumerate(metrics.items()):
            labels = ("" if i else portion, metric) if layout.beside else (f"  {metric}",)
            cells = (writable(cell(summary), console) for cell in layout.columns.values())
            best = portion == held_out and metric == primary
            table.add_row(*labels, *cells, style="bold" if best else "")
    return table
