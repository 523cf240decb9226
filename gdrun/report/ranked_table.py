"""The closing table of a sweep: the best first, and which others cannot be told from it."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from gdrun.records import Status
from gdrun.report.console import writable
from gdrun.report.numbers import interval, mean_and_std, number_format, several
from gdrun.report.plain_table import empty_table, print_widest
from gdrun.report.ranking import JUDGED, Ranking, Standing
from gdrun.report.summaries import usable
from gdrun.statistics import SEARCHED_SEEDS, Verdict

ALIKE = "≈"
"""Marks variants that cannot be told from the best."""

BETTER = "+"
"""Marks variants that are better than that with the best mean, most of whose seeds diverged."""

OTHER = "*"
"""Marks variants that may not be compared with the best."""

Cell = Callable[[Standing], str]
Columns = dict[str, Cell]


def print_ranking(ranking: Ranking, top: int | None, console: Console) -> None:
    """Prints the widest table that fits, of the first ``top`` variants or of all."""
    shown = ranking.standings[:top]
    layouts = _layouts(shown, ranking.metric)
    print_widest((_table(shown, columns, console) for columns in layouts), console)
    if more := len(ranking.standings) - len(shown):
        console.print(f"… and {more:,} more variants", highlight=False)
    console.print()
    for line in _explanations(ranking):
        console.print(writable(line, console), highlight=False)


def _layouts(standings: Sequence[Standing], metric: str) -> Sequence[Columns]:
    """From all there is to what cannot be missed."""
    place: Columns = {"": lambda s: str(s.number), "variant": lambda s: s.variant.name}
    judged: Columns = {f"{JUDGED} {metric}": lambda s: _mean(s, JUDGED, metric)}
    spans: Columns = {"95% interval": lambda s: _interval(s, metric)}
    against: Columns = {"minus the best": lambda s: _difference(s, metric)}
    spread: Columns = {"its interval": lambda s: _spread(s, metric)}
    mark: Columns = {" ": _mark}
    tested: Columns = {}
    if any("test" in standing.summaries for standing in standings):
        tested = {f"test {metric}": lambda s: _mean(s, "test", metric)}
    n: Columns = {"n": lambda s: f"{sum(map(usable, s.records)):,}"}
    lost: Columns = {}
    if any(standing.count(Status.DIVERGED) for standing in standings):
        lost |= {"diverged": lambda s: f"{s.count(Status.DIVERGED) or ''}"}
    if any(standing.count(Status.FAILED) for standing in standings):
        lost |= {"failed": lambda s: f"{s.count(Status.FAILED) or ''}"}
    return [
        {**place, **judged, **spans, **against, **spread, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **spread, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **mark, **n, **lost},
        {**place, **judged, **mark, **lost},
    ]


def _table(standings: Sequence[Standing], columns: Columns, console: Console) -> Table:
    table = empty_table()
    for heading in columns:
        is_name = heading == "variant"
        table.add_column(
            heading.strip(),
            justify="left" if is_name else "right",
            no_wrap=not is_name,
            overflow="fold",
        )
    for standing in standings:
        cells = (writable(cell(standing), console) for cell in columns.values())
        table.add_row(*cells, style="bold" if standing.place == 1 else "")
    return table


def _mean(standing: Standing, part: str, metric: str) -> str:
    summary = standing.summaries.get(part, {}).get(metric)
    return mean_and_std(summary) if summary else "–"


def _interval(standing: Standing, metric: str) -> str:
    summary = standing.summaries.get(JUDGED, {}).get(metric)
    return interval(summary) if summary else ""


def _difference(standing: Standing, metric: str) -> str:
    compared, summary = standing.against_best, standing.summaries.get(JUDGED, {}).get(metric)
    if compared is None or compared.difference is None or summary is None:
        return ""
    return f"{compared.difference:+{number_format(summary)}}"


def _spread(standing: Standing, metric: str) -> str:
    compared, summary = standing.against_best, standing.summaries.get(JUDGED, {}).get(metric)
    if compared is None or compared.ci95 is None or summary is None:
        return ""
    form = number_format(summary)
    low, high = compared.ci95
    return f"{low:+{form}} … {high:+{form}}"


def _mark(standing: Standing) -> str:
    if standing.in_kind:
        return OTHER
    compared = standing.against_best
    if compared and compared.verdict is Verdict.BETTER:
        return BETTER
    return ALIKE if _is_alike(standing) else ""


def _is_alike(standing: Standing) -> bool:
    """Whether it cannot be told from the best; without a usable trial there is no question."""
    compared = standing.against_best
    return (
        compared is not None
        and compared.difference is not None
        and compared.verdict is Verdict.UNDECIDED
    )


def _explanations(ranking: Ranking) -> list[str]:
    best, *others = ranking.standings
    if not others:
        return list(ranking.warnings)
    compared = [standing.against_best for standing in others]
    verdicts = [each.verdict if each else None for each in compared]
    lines = [
        f"Ranked on {JUDGED} {ranking.metric}. Differences are paired by seed; Holm's correction "
        "is over all pairs, the intervals are each for itself."
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
