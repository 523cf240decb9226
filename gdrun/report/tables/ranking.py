"""The closing table of a sweep: the best first, and which others may be the best, too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from rich.console import Console

from gdrun.evidence.baseline import baseline_of, is_better
from gdrun.evidence.best import best_of_seeds
from gdrun.evidence.endings import share_diverged
from gdrun.evidence.ranking import RankedVariant, Ranking
from gdrun.records import JUDGED, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.baseline import baseline_line
from gdrun.report.tables.best import best_of_in_words
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
    count,
    difference,
    difference_end,
    interval,
    mean_and_std,
    percent,
)
from gdrun.report.tables.scope import judged_in_words, looks_in_words
from gdrun.statistics import ALPHA, Share, Summary, Verdict
from gdrun.wording import first_few

ALIKE = "≈"
"""Marks variants that may be the best, besides the first."""

BETTER = "+"
"""Marks variants that beat the first, though they rank behind it."""

OTHER = "*"
"""Marks variants that may not be compared with the best."""

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
    told = legend(each.diagnoses for each in shown)
    for line in (*_baseline(ranking, shown), *_explanations(ranking, width), *told):
        console.print(writable(line, console), highlight=False)


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


def _mark(ranked: RankedVariant) -> str:
    if ranked.in_kind:
        return OTHER
    compared = ranked.against_best
    if compared and compared.verdict is Verdict.BETTER:
        return BETTER
    return ALIKE if ranked.may_be_best and ranked.place > 1 else ""


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
    Column(" ", lambda ranked, _: _mark(ranked)),
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


def _baseline(ranking: Ranking, shown: Sequence[RankedVariant]) -> Iterator[str]:
    """What it scores, and which of the variants that are shown are no better."""
    outcome = ranking.variants[0].outcome
    baseline = baseline_of(outcome)
    if baseline is None:
        return
    metrics = (ranking.metric, *ranking.others)
    line = baseline_line(
        baseline, [*((JUDGED, name) for name in metrics), ("test", ranking.metric)]
    )
    if line:
        yield line
    score = baseline.score(JUDGED, ranking.metric)
    if score is None:
        return
    means = {each.number: _judged(each, ranking.metric) for each in shown}
    measured = outcome.measured(ranking.metric)
    known = {number: found.mean for number, found in means.items() if found}
    poor = [number for number, mean in known.items() if not is_better(mean, score, measured)]
    if poor and len(poor) == len(known):
        yield "No variant is better than that."
    elif poor:
        yield f"No better than that: {first_few(sorted(poor))}"


def _explanations(ranking: Ranking, width: Width) -> list[str]:
    """What is to be known of what the layout of this width shows."""
    others = ranking.variants[1:]
    if not others:
        return list(ranking.warnings)
    first, judged = ranking.variants[0], ranking.judged
    diverged = any(ranked.count(Status.DIVERGED) for ranked in ranking.variants)
    order = ", those with the fewest diverged seeds first" if diverged else ""
    primary = ", the primary metric" if ranking.primary else ""
    lines = [
        f"Ranked on {JUDGED} {ranking.metric}{primary}{order}.",
    ]
    if ranking.level is not None:
        shares = [each.level for each in judged.contest.looked()]
        least, most = (f"{end * ranking.level:.2g}" for end in (min(shares), max(shares)))
        each = f"each pair is judged at the level {least}"
        if least != most:
            each = f"pairs are judged at the levels {least} to {most}"
        lines.append(f"Verdicts are about {judged_in_words(judged, JUDGED)}; {each}.")
        lines += looks_in_words(judged)
        if _DISTANCES.fits(width) and any(map(_DISTANCES.is_told, ranking.variants)):
            lines.append(
                f"From the best other: {100 * (1 - max(shares) * ALPHA):.6g}% intervals of the "
                "distance, which all hold together."
            )
    compared = [ranked for ranked in ranking.variants if not ranked.in_kind]
    best = [ranked for ranked in compared if ranked.may_be_best]
    if first.may_be_best and len(best) == 1 and len(compared) > 1:
        every = "The other variant is" if len(compared) == 2 else "Every other variant is"
        lines.append(f"{every} not the best.")
    elif first.may_be_best and len(best) > 1:
        lines.append(f"{ALIKE} may be the best, too: {len(best) - 1:,} of {len(others):,} others.")
    elif not first.may_be_best:
        names = first_few([ranked.number for ranked in best])
        lines.append(
            f"The first in order is not the best; what may be the best: {names or 'none'}."
        )
    if any(_mark(ranked) == BETTER for ranked in others):
        lines.append(
            f"{BETTER} beats the first, but stands behind it: the order is by the share of seeds "
            "that diverged, then by the mean."
        )
    lines += _needed([ranked for ranked in best if ranked.place > 1])
    if any(ranked.in_kind for ranked in others):
        lines.append(f"{OTHER} is not compared with the first.")
    if found := best_of_seeds(first.outcome, first.records, JUDGED, ranking.metric):
        lines.append(f"Of the first, the {best_of_in_words(found)}")
    return [*lines, *ranking.warnings]


def _needed(undecided: Sequence[RankedVariant]) -> Iterator[str]:
    """What would tell one of these from the first."""
    known = [
        (ranked.against_best.needed, ranked.number) for ranked in undecided if ranked.against_best
    ]
    by_seeds = [(needed.seeds, number) for needed, number in known if needed.seeds]
    if by_seeds:
        seeds, number = min(by_seeds)
        yield f"{seeds:,} seeds should tell {number} from the first, if it differs as seen."
        return
    hopeless = [(needed.rows, number) for needed, number in known if needed.hopeless]
    by_rows = [(rows, number) for rows, number in hopeless if rows]
    if by_rows:
        rows, number = min(by_rows)
        yield (
            f"No number of seeds tells {ALIKE} from the first; about {count(rows)} {JUDGED} rows "
            f"would tell {number}, if it differs as seen."
        )
    elif hopeless:
        yield f"No number of seeds tells {ALIKE} from the first: it takes more data."
