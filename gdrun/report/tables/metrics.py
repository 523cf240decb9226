"""The table of metrics: a row for each portion and metric, as wide as there is place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.table import Table

from gdrun.evidence.baseline import Baseline
from gdrun.evidence.summaries import Summaries
from gdrun.records import PORTIONS
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import empty_table, print_widest
from gdrun.report.tables.numbers import in_digits_of, interval, mean_and_std, number_format
from gdrun.report.tables.text_table import TextTable, text_table
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
    tables = (
        _table(summaries, primary, layout, console, baseline)
        for layout in _layouts(summaries, baseline)
    )
    print_widest(tables, console)


def metrics_table(
    summaries: Summaries, baseline: Baseline | None, title: str, notes: Sequence[str]
) -> TextTable:
    """The same with all there is to say, also of no summaries.

    Args:
        summaries: What to show.
        baseline: What is shown beside the means.
        title: What it is of.
        notes: What is said under it.
    """
    layout, *_ = _layouts(summaries, baseline)
    headings = ["portion", "metric", *_headings(layout)]
    columns = {heading: partial(_Line.cell, place=i) for i, heading in enumerate(headings)}
    lines = list(_lines(summaries, layout, baseline))
    return text_table(title, lines, columns, left=("portion", "metric"), notes=notes)


def _layouts(summaries: Summaries, baseline: Baseline | None) -> Sequence[_Layout]:
    """From all there is to what cannot be missed."""
    scored = baseline is not None and any(
        baseline.score(portion, metric) is not None
        for portion, metrics in summaries.items()
        for metric in metrics
    )
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
    for heading in _headings(layout):
        table.add_column(writable(heading, console), justify="right", no_wrap=True)
    held_out = max(summaries, key=PORTIONS.index)
    for line in _lines(summaries, layout, baseline):
        portion, metric = line.labels
        if portion and not layout.beside:
            table.add_row(portion)
        labels = line.labels if layout.beside else (f"  {metric}",)
        best = line.portion == held_out and metric == primary
        told = (writable(cell, console) for cell in line.cells)
        table.add_row(*labels, *told, style="bold" if best else "")
    return table


@dataclass(frozen=True)
class _Line:
    """What is shown of a metric of a portion."""

    portion: str
    labels: tuple[str, str]
    """The portion, beside the first of its metrics, and the metric."""
    cells: Sequence[str]

    def cell(self, place: int) -> str:
        """Of the labels and cells, the one at a place from 0."""
        return (*self.labels, *self.cells)[place]


def _headings(layout: _Layout) -> list[str]:
    """Those of the cells."""
    first, *others = layout.columns
    return [first, *(["baseline"] if layout.baseline else []), *others]


def _lines(summaries: Summaries, layout: _Layout, baseline: Baseline | None) -> Iterator[_Line]:
    for portion, metrics in summaries.items():
        for i, (metric, summary) in enumerate(metrics.items()):
            first, *others = (cell(summary) for cell in layout.columns.values())
            score = baseline.score(portion, metric) if baseline else None
            beside = "" if score is None else in_digits_of(summary, score)
            cells = (first, *([beside] if layout.baseline else []), *others)
            yield _Line(portion, ("" if i else portion, metric), cells)
