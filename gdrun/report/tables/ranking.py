"""The closing table of a sweep: the best first, and which others cannot be told from it."""

from collections.abc import Collection, Sequence

from rich.console import Console

from gdrun.evidence.ranking import RankedVariant, Ranking
from gdrun.evidence.summaries import usable
from gdrun.records import JUDGED, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import Columns, print_widest, stacked, table_of
from gdrun.report.tables.numbers import difference, interval, mean_and_std
from gdrun.statistics import SEARCHED_SEEDS, Verdict
from gdrun.wording import several

ALIKE = "≈"
"""Marks variants that cannot be told from the best."""

BETTER = "+"
"""Marks variants that are better than that with the best mean, most of whose seeds diverged."""

OTHER = "*"
"""Marks variants that may not be compared with the best."""

NAME = "variant"
NAME_AND_MEAN = "variant,\nmean ± std"
"""In one cell, where there is no place for both side by side."""
NAMES = (NAME, NAME_AND_MEAN)

_DIFFERENCE = "minus the best"
_SPREAD = "its interval"


def print_ranking(ranking: Ranking, top: int | None, console: Console) -> None:
    """Prints the widest table that fits, of the first ``top`` variants or of all."""
    shown = ranking.variants[:top]
    wide, narrow = _layouts(shown, ranking.metric)
    layouts = [*wide, *narrow]
    tables = (
        table_of(
            shown,
            columns,
            console,
            left=NAMES,
            folded=NAMES if columns in narrow else (),
            style=lambda standing: "bold" if standing.place == 1 else "",
        )
        for columns in layouts
    )
    columns = layouts[print_widest(tables, console)]
    if more := len(ranking.variants) - len(shown):
        console.print(f"… and {more:,} more variants", highlight=False)
    console.print()
    for line in _explanations(ranking, [heading.replace("\n", " ") for heading in columns]):
        console.print(writable(line, console), highlight=False)


def _layouts(
    standings: Sequence[RankedVariant], metric: str
) -> tuple[Sequence[Columns[RankedVariant]], Sequence[Columns[RankedVariant]]]:
    """From all there is to what cannot be missed; in the second ones names may be folded."""
    judged = f"{JUDGED} {metric}"
    number: Columns[RankedVariant] = {"": lambda s: str(s.number)}
    name: Columns[RankedVariant] = {NAME: lambda s: s.variant.name}
    mean: Columns[RankedVariant] = {judged: lambda s: _mean(s, JUDGED, metric)}
    spans: Columns[RankedVariant] = {"95% interval": lambda s: _interval(s, metric)}
    against: Columns[RankedVariant] = {_DIFFERENCE: lambda s: _difference(s, metric)}
    spread: Columns[RankedVariant] = {_SPREAD: lambda s: _spread(s, metric)}
    mark: Columns[RankedVariant] = {" ": _mark}
    tested: Columns[RankedVariant] = {}
    if any("test" in standing.summaries for standing in standings):
        tested = {f"test {metric}": lambda s: _mean(s, "test", metric)}
    n: Columns[RankedVariant] = {"n": lambda s: f"{sum(map(usable, s.records)):,}"}
    ended = {**n}
    if any(standing.count(Status.DIVERGED) for standing in standings):
        ended["diverged"] = lambda s: f"{s.count(Status.DIVERGED) or ''}"
    if any(standing.count(Status.FAILED) for standing in standings):
        ended["failed"] = lambda s: f"{s.count(Status.FAILED) or ''}"
    both = {NAME_AND_MEAN: lambda s: f"{s.variant.name}\n{_mean(s, JUDGED, metric)}"}
    all_but_spans = {**number, **name, **mean, **against, **spread, **mark, **tested, **ended}
    brief = stacked({**number, **name, **mean, **against, **mark, **ended})
    return (
        [
            {**number, **name, **mean, **spans, **against, **spread, **mark, **tested, **ended},
            all_but_spans,
            stacked(all_but_spans),
            stacked({**number, **name, **mean, **against, **spread, **mark, **ended}),
            brief,
        ],
        [
            brief,
            {**number, **both, **stacked(against), **mark, **ended},
            {**number, **both, **stacked(against), **mark, **n},
            {**number, **both, **mark, **n},
        ],
    )


def _mean(standing: RankedVariant, part: str, metric: str) -> str:
    summary = standing.summaries.get(part, {}).get(metric)
    return mean_and_std(summary) if summary else "–"


def _interval(standing: RankedVariant, metric: str) -> str:
    summary = standing.summaries.get(JUDGED, {}).get(metric)
    return interval(summary) if summary else ""


def _difference(standing: RankedVariant, metric: str) -> str:
    compared, summary = standing.against_best, standing.summaries.get(JUDGED, {}).get(metric)
    if compared is None or compared.difference is None or summary is None:
        return ""
    return difference(compared.difference, summary)


def _spread(standing: RankedVariant, metric: str) -> str:
    compared, summary = standing.against_best, standing.summaries.get(JUDGED, {}).get(metric)
    if compared is None or compared.ci95 is None or summary is None:
        return ""
    return " … ".join(difference(end, summary) for end in compared.ci95)


def _mark(standing: RankedVariant) -> str:
    if standing.in_kind:
        return OTHER
    compared = standing.against_best
    if compared and compared.verdict is Verdict.BETTER:
        return BETTER
    return ALIKE if _is_alike(standing) else ""


def _is_alike(standing: RankedVariant) -> bool:
    """Whether it cannot be told from the best; without a usable trial there is no question."""
    compared = standing.against_best
    return (
        compared is not None
        and compared.difference is not None
        and compared.verdict is Verdict.UNDECIDED
    )


def _explanations(ranking: Ranking, headings: Collection[str]) -> list[str]:
    """What is to be known of what is shown under these headings."""
    best, *others = ranking.variants
    if not others:
        return list(ranking.warnings)
    compared = [standing.against_best for standing in others]
    verdicts = [each.verdict if each else None for each in compared]
    what = "Differences" if _DIFFERENCE in headings else "Comparisons"
    lines = [
        f"Ranked on {JUDGED} {ranking.metric}. {what} are paired by seed; Holm's correction is "
        "over all pairs" + (", the intervals are each for itself." if _SPREAD in headings else ".")
    ]
    if all(verdict is Verdict.WORSE for verdict in verdicts):
        lines.append("Every other variant is worse than the best one.")
    if Verdict.BETTER in verdicts:
        lines.append(
            f"{BETTER} is better than the first, if a diverged seed is a loss: the first has the "
            f"best mean, but {several(best.count(Status.DIVERGED), 'seed')} of it diverged."
        )
    if any(map(_is_alike, others)):
        lines.append(f"{ALIKE} cannot be told from the best with these seeds.")
    needed = [
        (s.against_best.seeds_to_settle, s.number)
        for s in others
        if s.against_best and s.against_best.seeds_to_settle and _is_alike(s)
    ]
    if needed:
        least, number = min(needed)
        seeds = f"more than {SEARCHED_SEEDS:,}" if least > SEARCHED_SEEDS else f"about {least:,}"
        lines.append(f"{seeds.capitalize()} seeds would tell {number}, if it differs as seen.")
    if any(c and c.difference is None and c.verdict is Verdict.UNDECIDED for c in compared):
        lines.append("Where no seed ended well, so few seeds do not tell whether that was chance.")
    if any(standing.in_kind for standing in others):
        lines.append(f"{OTHER} is not compared with the first:")
    return [*lines, *ranking.warnings]
