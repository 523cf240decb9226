"""The closing table of a sweep: the best first, and which others cannot be told from it."""

from collections.abc import Callable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gdrun.report.console import writable
from gdrun.report.numbers import interval, mean_and_std, number_format
from gdrun.report.ranking import JUDGED, Standing
from gdrun.statistics import SEARCHED_SEEDS, Verdict

ALIKE = "≈"
"""Marks variants that cannot be told from the best."""

_UNLIMITED = 1000
"""Columns in which any table has a place."""

Cell = Callable[[Standing], str]
Columns = dict[str, Cell]


def print_ranking(
    standings: Sequence[Standing], metric: str, top: int | None, console: Console
) -> None:
    """Prints the widest table that fits, of the first ``top`` variants or of all."""
    shown = standings[:top]
    unlimited = console.options.update(max_width=_UNLIMITED)
    for columns in _layouts(shown, metric):
        table = _table(shown, columns, console)
        if console.measure(table, options=unlimited).maximum <= console.width:
            break
    console.print(table)
    if len(shown) < len(standings):
        console.print(f"… and {len(standings) - len(shown):,} more variants", highlight=False)
    console.print()
    for line in _explanations(standings, metric):
        console.print(writable(line, console), highlight=False)


def _layouts(standings: Sequence[Standing], metric: str) -> Sequence[Columns]:
    """From all there is to what cannot be missed."""
    place: Columns = {"": lambda s: str(s.place), "variant": lambda s: s.variant.name}
    judged: Columns = {f"{JUDGED} {metric}": lambda s: _mean(s, JUDGED, metric)}
    spans: Columns = {"95% interval": lambda s: _interval(s, metric)}
    against: Columns = {"minus the best": lambda s: _difference(s, metric)}
    spread: Columns = {"its interval": lambda s: _spread(s, metric)}
    mark: Columns = {" ": _mark}
    tested: Columns = {}
    if any("test" in standing.summaries for standing in standings):
        tested = {f"test {metric}": lambda s: _mean(s, "test", metric)}
    n: Columns = {"n": lambda s: f"{s.trials - s.diverged - s.failed:,}"}
    lost: Columns = {}
    if any(standing.diverged for standing in standings):
        lost |= {"diverged": lambda s: f"{s.diverged or ''}"}
    if any(standing.failed for standing in standings):
        lost |= {"failed": lambda s: f"{s.failed or ''}"}
    return [
        {**place, **judged, **spans, **against, **spread, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **spread, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **mark, **tested, **n, **lost},
        {**place, **judged, **against, **mark, **n, **lost},
        {**place, **judged, **mark, **lost},
    ]


def _table(standings: Sequence[Standing], columns: Columns, console: Console) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
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
    return ALIKE if _is_alike(standing) else ""


def _is_alike(standing: Standing) -> bool:
    """Whether it cannot be told from the best; without a usable trial there is no question."""
    compared = standing.against_best
    return (
        compared is not None
        and compared.difference is not None
        and compared.verdict is Verdict.UNDECIDED
    )


def _explanations(standings: Sequence[Standing], metric: str) -> list[str]:
    if len(standings) < 2:
        return []
    alike = [s.against_best for s in standings if s.against_best and _is_alike(s)]
    lines = [
        f"Ranked on {JUDGED} {metric}. Differences are paired by seed; Holm's correction is over "
        "all pairs, the intervals are each for itself."
    ]
    if not alike:
        lines.append("Every other variant is worse than the best one.")
        return lines
    lines.append(f"{ALIKE} cannot be told from the best with these seeds.")
    needed = [c.seeds_to_settle for c in alike if c.seeds_to_settle]
    if needed:
        least = min(needed)
        seeds = f"more than {SEARCHED_SEEDS:,}" if least > SEARCHED_SEEDS else f"about {least:,}"
        lines.append(f"If the difference is as seen, {seeds} seeds would tell the first of them.")
    return lines
