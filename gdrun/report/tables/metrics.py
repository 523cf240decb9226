"""The table of metrics: a row for each portion and metric, as wide as there is place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from gdrun.evidence.baseline import Baseline
from gdrun.evidence.summaries import Summaries
from gdrun.records import PORTIONS
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import empty_table, print_widest
from gdrun.report.tables.numbers import in_digits_of, interval, mean_and_std, number_format
from gdrun.statistics import Summary


@dataclass(frozen=True)
class _Layout:
    """Headings, and what to show under them; the portion is beside its metrics, or above them."""

    beside: bool
    columns: Mapping[str, Callable[[Summary], str]]
    baseline: bool = False
    """Whether what it scores stands beside the means."""


def print_metrics(
    summaries: Summaries, primary: str, console: Console, baseline: Baseline | None = None
) -> None:
    """Prints the widest table that fits.

    Args:
        summaries: What to show, at least one.
        primary: The metric that is emphasised, in the portion that training saw least of.
        console: Where to.
        baseline: What is shown beside the means where there is place, if it has such metrics.
    """
    scored = baseline and any(
        baseline.score(portion, metric) is not None
        for portion, metrics in summaries.items()
        for metric in metrics
    )
    layouts = _layouts(summaries, scored=bool(scored))
    tables = (_table(summaries, primary, layout, console, baseline) for layout in layouts)
    print_widest(tables, console)


def _layouts(summaries: Summaries, *, scored: bool) -> Sequence[_Layout]:
    """From all there is to what cannot be missed; ``scored`` if there is a baseline."""
    if all(summary.n == 1 for metrics in summaries.values() for summary in metrics.values()):
        value: dict[str, Callable[[Summary], str]] = {"value": mean_and_std}
        layouts = [_Layout(beside, value, scored) for beside in (True, False)]
        return [*layouts, _Layout(False, value)]
    means = {"mean ± std": mean_and_std}
    intervals = {"95% interval": interval}
    n = {"n": lambda summary: f"{summary.n:,}"}
    extremes = {
        "min": lambda summary: f"{summary.min:{number_format(summary)}}",
        "max": lambda summary: f"{summary.max:{number_format(summary)}}",
    }
    return [
        _Layout(True, means | intervals | extremes | n, scored),
        *([_Layout(True, means | intervals | n, scored)] if scored else []),
        _Layout(False, means | intervals | n, scored),
        _Layout(False, means | n, scored),
        _Layout(False, means | n),
    ]


def _table(
    summaries: Summaries,
    primary: str,
    layout: _Layout,
    console: Console,
    baseline: Baseline | None,
) -> Table:
    table = empty_table()
    for _ in ("portion", "metric") if layout.beside else ("both",):
        table.add_column("", no_wrap=True)
    first, *others = layout.columns
    for heading in (first, *(["baseline"] if layout.baseline else []), *others):
        table.add_column(writable(heading, console), justify="right", no_wrap=True)
    held_out = max(summaries, key=PORTIONS.index)
    for portion, metrics in summaries.items():
        if not layout.beside:
            table.add_row(portion)
        for i, (metric, summary) in enumerate(metrics.items()):
            labels = ("" if i else portion, metric) if layout.beside else (f"  {metric}",)
            first, *others = (cell(summary) for cell in layout.columns.values())
            score = baseline.score(portion, metric) if baseline else None
            beside = "" if score is None else in_digits_of(summary, score)
            cells = (first, *([beside] if layout.baseline else []), *others)
            best = portion == held_out and metric == primary
            told = (writable(cell, console) for cell in cells)
            table.add_row(*labels, *told, style="bold" if best else "")
    return table
