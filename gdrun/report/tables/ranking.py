"""The closing table of a sweep: the best first, and which others may be the best, too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from rich.console import Console

from gdrun.evidence.endings import share_diverged
from gdrun.evidence.ranking import RankedVariant, Ranking
from gdrun.records import JUDGED, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.diagnoses import legend, marks
from gdrun.report.tables.layout import (
    MOST_VARIANTS,
    Columns,
    more_variants,
    print_widest,
    stacked,
    table_of,
)
from gdrun.report.tables.numbers import (
    difference,
    difference_end,
    interval,
    mean_and_std,
    percent,
)
from gdrun.report.tables.ranking_words import mark, ranking_baseline, ranking_in_words
from gdrun.report.tables.text_table import TextTable, text_table
from gdrun.statistics import Share, Summary

NAME = "variant"
NAME_AND_MEAN = "variant,\nmean ± std"
"""In one cell, where there is no place for both side by side."""
NAMES = (NAME, NAME_AND_MEAN)


class Width(IntEnum):
    """The table's layouts, from all there is to what cannot be missed."""

    WHOLE = 0
    WITHOUT_INTERVALS = 1
    STACKED_HEADINGS = 2
    """From here on, with a word of a heading a line."""
    WITHOUT_TEST = 3
    WITHOUT_SPREADS = 4
    """From here on, names are folded where they must be."""
    NAME_ABOVE_MEAN = 5
    WITHOUT_ENDINGS = 6
    LEAST = 7


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading, its cells, and where it is shown."""

    heading: str
    """``{metric}`` in it is what variants are ranked by."""
    cell: Callable[[RankedVariant, str], str]
    """Of a variant and the metric."""
    widest: Width = Width.WHOLE
    """The widest layout that has it, and the narrowest."""
    narrowest: Width = Width.LEAST
    is_told: Callable[[RankedVariant], bool] = lambda _: True
    """Whether a variant has anything to say under it; the column is there if one of them has."""

    def fits(self, width: Width) -> bool:
        """Whether the layout of this width has it."""
        return self.widest <= width <= self.narrowest


def print_ranking(ranking: Ranking, top: int | None, console: Console) -> None:
    """Prints the widest table that fits, of the first ``top`` variants or of as many as it may."""
    shown = ranking.variants[: top or MOST_VARIANTS]
    layouts = [(width, _layout(shown, ranking.metric, ranking.others, width)) for width in Width]
    tables = (
        table_of(
            shown,
            columns,
            console,
            left=NAMES,
            folded=NAMES if width >= Width.WITHOUT_SPREADS else (),
            style=lambda ranked: "bold" if ranked.place == 1 else "",
        )
        for width, columns in layouts
    )
    width, _ = layouts[print_widest(tables, console)]
    if more := len(ranking.variants) - len(shown):
        text = more_variants(more, asked=top is not None)
        console.print(writable(text, console), highlight=False)
    console.print()
    for line in _lines(ranking, shown, width):
        console.print(writable(line, console), highlight=False)


def ranking_table(ranking: Ranking, title: str) -> TextTable:
    """All variants, with all there is to say."""
    columns = _layout(ranking.variants, ranking.metric, ranking.others, Width.WHOLE)
    notes = _lines(ranking, ranking.variants, Width.WHOLE)
    return text_table(title, ranking.variants, columns, left=NAMES, notes=notes)


def _lines(ranking: Ranking, shown: Sequence[RankedVariant], width: Width) -> list[str]:
    """What is said under the layout of this width."""
    distances = _DISTANCES.fits(width) and any(map(_DISTANCES.is_told, ranking.variants))
    return [
        *ranking_baseline(ranking, shown),
        *ranking_in_words(ranking, distances=distances),
        *legend(each.diagnoses for each in shown),
    ]


def _layout(
    shown: Sequence[RankedVariant], metric: str, others: Sequence[str], width: Width
) -> Columns[RankedVariant]:
    columns: Columns[RankedVariant] = {
        column.heading.format(metric=metric): partial(_cell, column, metric)
        for column in _with_others(others)
        if column.fits(width) and any(map(column.is_told, shown))
    }
    return stacked(columns) if width >= Width.STACKED_HEADINGS else columns


def _with_others(metrics: Sequence[str]) -> Iterator[Column]:
    """The columns, and before the number of seeds those of metrics that are shown besides."""
    for column in COLUMNS:
        if column is _SEEDS:
            for metric in metrics:
                yield _besides(metric)
        yield column


def _besides(metric: str) -> Column:
    return Column(
        f"{JUDGED} {metric}",
        lambda ranked, _: _mean(ranked, metric),
        narrowest=Width.STACKED_HEADINGS,
    )


def _cell(column: Column, metric: str, ranked: RankedVariant) -> str:
    return column.cell(ranked, metric)


def _judged(ranked: RankedVariant, metric: str) -> Summary | None:
    return ranked.summaries.get(JUDGED, {}).get(metric)


def _mean(ranked: RankedVariant, metric: str, portion: str = JUDGED) -> str:
    summary = ranked.summaries.get(portion, {}).get(metric)
    return mean_and_std(summary) if summary else "–"


def _interval(ranked: RankedVariant, metric: str) -> str:
    summary = _judged(ranked, metric)
    return interval(summary) if summary else ""


def _difference(ranked: RankedVariant, metric: str) -> str:
    compared, summary = ranked.against_best, _judged(ranked, metric)
    if compared is None or compared.difference is None or summary is None:
        return ""
    return difference(compared.difference, summary)


def _distance(ranked: RankedVariant, metric: str) -> str:
    summary = _judged(ranked, metric)
    if ranked.distance is None or summary is None:
        return ""
    return " … ".join(difference_end(end, summary) for end in ranked.distance)


def _counted(ranked: RankedVariant, status: Status) -> str:
    """``9 (30%)``: how many trials ended so, and their share."""
    count = ranked.count(status)
    # A trial that failed says nothing of how often trials diverge.
    of = [each for each in ranked.records if each.status.complete or status is Status.FAILED]
    return f"{count:,} ({percent(count / len(of))})" if count else ""


def _beside(ranked: RankedVariant) -> str:
    """What no table may be without: a mean is of the seeds that did not diverge."""
    told = _counted(ranked, Status.DIVERGED)
    return f"\n{told} diverged" if told else ""


def _share(share: Share | None, *, only_if_some: bool = False) -> str:
    """``9 of 10 (55 … 99.7%)``, with the interval of the share."""
    if share is None or (only_if_some and not share.count):
        return ""
    low, high = map(percent, share.ci95)
    return f"{share.count:,} of {share.n:,} ({low.rstrip('%')} … {high})"


def _ended(status: Status, narrowest: Width, widest: Width = Width.WHOLE) -> Column:
    """How many trials ended so, if any of a variant that is shown did."""
    return Column(
        status.value,
        lambda ranked, _: _counted(ranked, status),
        widest=widest,
        narrowest=narrowest,
        is_told=lambda ranked: ranked.count(status) > 0,
    )


_DIFFERENCES = Column("minus the best", _difference, narrowest=Width.WITHOUT_ENDINGS)
_DISTANCES = Column(
    "from the best other",
    _distance,
    narrowest=Width.WITHOUT_TEST,
    is_told=lambda ranked: ranked.distance is not None,
)


def _averaged(ranked: RankedVariant, metric: str) -> str:
    """How many seeds the mean is of."""
    summary = _judged(ranked, metric)
    return f"{summary.n:,}" if summary else "0"


def _diagnoses(ranked: RankedVariant) -> str:
    """The marks of what most of its trials have."""
    return marks(ranked.diagnoses)


_SEEDS = Column("n", _averaged)

_SUCCESSES = (
    Column(
        "succeeded",
        lambda ranked, _: _share(ranked.success),
        narrowest=Width.WHOLE,
        is_told=lambda ranked: ranked.success is not None,
    ),
    Column(
        "succeeded",
        lambda ranked, _: (
            f"{ranked.success.count:,} of {ranked.success.n:,}" if ranked.success else ""
        ),
        widest=Width.WITHOUT_INTERVALS,
        narrowest=Width.WITHOUT_SPREADS,
        is_told=lambda ranked: ranked.success is not None,
    ),
)

_DIVERGED = Column(
    Status.DIVERGED.value,
    lambda ranked, _: _share(share_diverged(ranked.records), only_if_some=True),
    narrowest=Width.WHOLE,
    is_told=lambda ranked: ranked.count(Status.DIVERGED) > 0,
)

COLUMNS = (
    Column("", lambda ranked, _: str(ranked.number)),
    Column(NAME, lambda ranked, _: ranked.variant.name, narrowest=Width.WITHOUT_SPREADS),
    Column(
        NAME_AND_MEAN,
        lambda ranked, metric: f"{ranked.variant.name}\n{_mean(ranked, metric)}{_beside(ranked)}",
        widest=Width.NAME_ABOVE_MEAN,
    ),
    Column(f"{JUDGED} {{metric}}", _mean, narrowest=Width.WITHOUT_SPREADS),
    Column("95% interval", _interval, narrowest=Width.WHOLE),
    _DIFFERENCES,
    _DISTANCES,
    Column(" ", lambda ranked, _: mark(ranked)),
    Column("  ", lambda ranked, _: _diagnoses(ranked), is_told=lambda r: bool(_diagnoses(r))),
    Column(
        "test {metric}",
        lambda ranked, metric: _mean(ranked, metric, "test"),
        narrowest=Width.STACKED_HEADINGS,
        is_told=lambda ranked: "test" in ranked.summaries,
    ),
    _SEEDS,
    *_SUCCESSES,
    _DIVERGED,
    _ended(Status.DIVERGED, Width.WITHOUT_SPREADS, widest=Width.WITHOUT_INTERVALS),
    _ended(Status.FAILED, Width.NAME_ABOVE_MEAN),
)
"""From left to right. A new column is one entry here."""
