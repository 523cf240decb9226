"""The table of a comparison, and what it says in words: of two, of some, of very many."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from rich.console import Console
from rich.table import Table

from gdrun.evidence.baseline import common_baseline, is_better
from gdrun.evidence.pairwise import PairwiseComparisons
from gdrun.report.console.streams import writable
from gdrun.report.tables.baseline import baseline_line
from gdrun.report.tables.layout import Columns, fits, print_widest, stacked, table_of
from gdrun.report.tables.numbers import (
    count,
    difference,
    difference_end,
    mean_and_std,
    percent,
    share_in_words,
)
from gdrun.report.tables.ranking import NAME, NAME_AND_MEAN, NAMES
from gdrun.report.tables.scope import judged_in_words, looks_in_words, scope_in_words
from gdrun.report.tables.text_table import TextTable, one_line, text_table
from gdrun.statistics import (
    ALPHA,
    MOST_IN_HOLM,
    Beside,
    Comparison,
    Method,
    Summary,
    Verdict,
)
from gdrun.wording import first_few, several

MOST_IN_MATRIX = 12
"""More variants than these are listed, each against the best, and not in a matrix."""

MATTERS = 0.75
"""P(A better) of a difference that matters: X. Bouthillier et al., "Accounting for variance in
machine learning benchmarks", MLSys 2021."""

_UNTOLD = 1e-4

_MARKS = {Verdict.BETTER: "+", Verdict.WORSE: "-", Verdict.UNDECIDED: "?"}

EQUIVALENT = "="
"""Marks what is equivalent within the margin, whatever else it is."""

_LEGEND = "+ better, - worse after {}'s correction over all pairs; ? undecided"


def print_comparison(pairwise: PairwiseComparisons, console: Console) -> None:
    """The candidates, and what the comparison of two, or the matrix or list of more, says."""
    matrix = None
    if _has_matrix(pairwise):
        matrix = table_of(_places(pairwise), _matrix(pairwise), console)
    listed = not fits(matrix, console) if matrix else _are_several(pairwise)
    print_widest(_tables(pairwise, console, listed=listed), console)
    if matrix and not listed:
        console.print()
        console.print(matrix)
    console.print()
    for line in _lines(pairwise, listed=listed):
        console.print(writable(line, console), highlight=False)


def comparison_tables(pairwise: PairwiseComparisons) -> list[TextTable]:
    """The same tables with all there is to say; the last one has what is said in words."""
    listed = _are_several(pairwise) and not _has_matrix(pairwise)
    order = pairwise.order if listed else _places(pairwise)
    first, *_ = _layouts(pairwise, listed=listed)
    tables = [text_table("", order, first, left=NAMES)]
    if _has_matrix(pairwise):
        tables.append(text_table("", _places(pairwise), _matrix(pairwise)))
    *others, last = tables
    return [*others, replace(last, notes=list(map(one_line, _lines(pairwise, listed=listed))))]


def _are_several(pairwise: PairwiseComparisons) -> bool:
    """More than two, which are judged pair by pair."""
    return len(pairwise.candidates) > 2


def _has_matrix(pairwise: PairwiseComparisons) -> bool:
    """Whether these are so few that all pairs can be looked at."""
    return 2 < len(pairwise.candidates) <= MOST_IN_MATRIX


def _lines(pairwise: PairwiseComparisons, *, listed: bool) -> list[str]:
    """What is said under a list of differences from the best, or under the matrix."""
    legend = _LEGEND.format(pairwise.correction)
    margin = next(iter(pairwise.comparisons.values())).margin
    if margin is not None:
        legend += f"; {EQUIVALENT} equivalent, within ±{margin:g}"
    if listed:
        lines = [
            f"Differences from the best, about {_scope(pairwise)}; {legend}."
            + (" --json has all pairs." if len(pairwise.candidates) <= MOST_IN_HOLM else "")
        ]
    elif _are_several(pairwise):
        lines = [f"Row minus column, about {_scope(pairwise)}. {legend}."]
    else:
        lines = _words(pairwise.comparisons[0, 1], pairwise)
    if _are_several(pairwise):
        lines += looks_in_words(pairwise.judged)
        lines += _beside_margins(pairwise)
    if failed := sum(pairwise.failed):
        lines.append(f"{several(failed, 'trial')} failed, and are left out.")
    return [*lines, *_baseline(pairwise), *pairwise.warnings]


def _baseline(pairwise: PairwiseComparisons) -> Iterator[str]:
    """What it scores, and which candidates are no better."""
    portion, _, metric = pairwise.metric.rpartition(".")
    outcomes = [candidate.outcome for candidate in pairwise.candidates]
    baseline = common_baseline(outcomes, portion, metric)
    score = baseline.score(portion, metric) if baseline else None
    if baseline is None or score is None:
        return
    yield baseline_line(baseline, [(portion, metric)])
    measured = outcomes[0].measured(metric)
    poor = [
        place
        for place, found in enumerate(pairwise.summaries)
        if found and not is_better(found.mean, score, measured)
    ]
    if poor:
        two = len(outcomes) == 2
        named = ", ".join("AB"[each] for each in poor) if two else first_few([p + 1 for p in poor])
        yield f"No better than that: {named}"


def _tables(pairwise: PairwiseComparisons, console: Console, *, listed: bool) -> Iterator[Table]:
    """Who is compared, with all there is to say and with less.

    ``listed`` with each one's difference from the best, which is the first.
    """
    order = pairwise.order if listed else _places(pairwise)
    wide, *narrower = _layouts(pairwise, listed=listed)
    yield table_of(order, wide, console, left=NAMES)
    yield table_of(order, stacked(wide), console, left=NAMES)
    for columns in (stacked(wide), *narrower):
        yield table_of(order, columns, console, left=NAMES, folded=NAMES)


def _layouts(pairwise: PairwiseComparisons, *, listed: bool) -> Sequence[Columns[int]]:
    """The widest first; rows are places from 0, with numbers as the candidates were named."""
    number, name, mean, n, both = _columns(pairwise)
    if not listed:
        return [{**number, **name, **mean, **n, **_others(pairwise)}, {**number, **both, **n}]
    best = pairwise.order[0]

    def against(place: int) -> tuple[str, str]:
        comparison = pairwise.comparisons.get((place, best))
        return _difference(comparison, pairwise.summaries[place]) if comparison else ("", "")

    minus: Columns[int] = {"minus the best": lambda place: against(place)[0]}
    mark: Columns[int] = {" ": lambda place: against(place)[1]}
    return [
        {**number, **name, **mean, **n, **minus, **mark, **_others(pairwise)},
        {**number, **both, **n, **stacked(minus), **mark},
        {**number, **both, **n, **mark},
    ]


def _places(pairwise: PairwiseComparisons) -> range:
    return range(len(pairwise.candidates))


def _columns(pairwise: PairwiseComparisons) -> tuple[Columns[int], ...]:
    """Of a candidate's place: its number or letter, its name, its mean, n, and name and mean."""
    two = len(pairwise.candidates) == 2

    def mean(place: int) -> str:
        summary = pairwise.summaries[place]
        return mean_and_std(summary) if summary else "diverged"

    def n(place: int) -> str:
        summary = pairwise.summaries[place]
        return f"{summary.n:,}" if summary else "0"

    def name(place: int) -> str:
        return pairwise.candidates[place].label

    def diverged(place: int) -> str:
        share = pairwise.diverged[place]
        return f"{share.count:,} ({percent(share.share)})" if share.count else ""

    counts: dict[str, Callable[[int], str]] = {"n": n}
    if any(share.count for share in pairwise.diverged):
        counts["diverged"] = diverged
    return (
        {"": lambda place: "AB"[place] if two else str(place + 1)},
        {NAME: name},
        {pairwise.metric.replace(".", " "): mean},
        counts,
        {NAME_AND_MEAN: lambda place: f"{name(place)}\n{mean(place)}"},
    )


def _others(pairwise: PairwiseComparisons) -> Columns[int]:
    """Means of the metrics that are shown besides."""

    def mean(summaries: Sequence[Summary | None], place: int) -> str:
        summary = summaries[place]
        return mean_and_std(summary) if summary else "–"

    portion = pairwise.metric.rpartition(".")[0]
    return {
        f"{portion} {name}": partial(mean, summaries) for name, summaries in pairwise.others.items()
    }


def _scope(pairwise: PairwiseComparisons) -> str:
    """What the comparisons of several are about, and over how many seeds pairs were judged."""
    pairs = {each.n + each.left_out for each in pairwise.comparisons.values()}
    least, most = min(pairs), max(pairs)
    shared = f"{least}" if least == most else f"{least} to {most}"
    portion = pairwise.metric.rpartition(".")[0]
    return f"{judged_in_words(pairwise.judged, portion)}, paired over {shared} shared seeds"


def _matrix(pairwise: PairwiseComparisons) -> Columns[int]:
    """A column for each candidate; rows are places from 0."""

    def against(column: int, row: int) -> str:
        comparison = pairwise.comparisons.get((row, column))
        if comparison is None:
            return ""
        return " ".join(_difference(comparison, pairwise.summaries[row])).strip()

    columns: dict[str, Callable[[int], str]] = {"": lambda place: str(place + 1)}
    for place in _places(pairwise):
        columns[str(place + 1)] = partial(against, place)
    return columns


def _difference(comparison: Comparison, summary: Summary | None) -> tuple[str, str]:
    """``+0.0123`` and ``?``; no number where there is no difference of means."""
    mark = _MARKS[comparison.verdict]
    if comparison.beside_margin is Beside.INSIDE:
        mark += EQUIVALENT
    if comparison.difference is None or summary is None:
        return "", mark
    return difference(comparison.difference, summary), mark


def _p_in_words(p: float) -> str:
    return f"< {_UNTOLD:g}" if p < _UNTOLD else f"= {p:.2g}"


def _words(comparison: Comparison, pairwise: PairwiseComparisons) -> list[str]:
    portion, _, metric = pairwise.metric.rpartition(".")
    primary = ", the primary metric" if pairwise.primary else ""
    on = f"on {portion} {metric}{primary}"
    lines = list(_verdict(comparison, on))
    if comparison.beside_margin is not None:
        lines.append(_beside_margin(comparison))
    summary = pairwise.summaries[0]
    if comparison.difference is not None and summary:
        text = f"A − B is {difference(comparison.difference, summary)}"
        if comparison.interval:
            low, high = (difference_end(end, summary) for end in comparison.interval)
            text += f", {100 * (1 - comparison.level):.6g}% interval {low} … {high}"
        if comparison.effect_size is not None:
            text += f"; effect size {comparison.effect_size:+.2f}"
        lines.append(text)
    lines.append(_about(comparison, pairwise, portion))
    if comparison.level < ALPHA:
        lines.append(
            "They had trials with fewer seeds before, so they are judged at the level "
            f"{comparison.level:.2g}; next at twice the seeds."
        )
    least, most = comparison.probability_ci95
    lines.append(
        f"P(A better) {comparison.probability_better:.2f} (95% interval {least:.2f} … {most:.2f}; "
        f"from {MATTERS:g} on a difference matters); {comparison.method.value}, "
        f"p {_p_in_words(comparison.p_value)}"
    )
    if comparison.method in (Method.WELCH, Method.RANK):
        lines.append("Not paired: the two share fewer than two seeds.")
    if found := comparison.divergence:
        lines.append(
            f"Diverged: A {share_in_words(found.a)}, B {share_in_words(found.b)}; exact test of "
            f"the two rates, p {_p_in_words(found.p_value)}. Diverged seeds are in no mean, and "
            "lose in P and p."
        )
    return lines


def _verdict(comparison: Comparison, on: str) -> Iterator[str]:
    if comparison.verdict is not Verdict.UNDECIDED:
        yield f"A is {comparison.verdict.value} than B {on}."
        return
    if comparison.contradicts_itself:
        yield (f"Undecided {on}: the difference of the means favours one, but most seeds do not.")
        return
    yield f"Undecided {on}: this does not tell A from B."
    needed = comparison.needed
    if needed.seeds:
        yield f"If the difference is as seen, {needed.seeds:,} seeds of each should settle it."
    elif needed.rows:
        yield (
            "If the difference is as seen, no number of seeds settles this; about "
            f"{count(needed.rows)} held-out rows would."
        )
    elif needed.hopeless:
        yield "If the difference is as seen, no number of seeds settles this: it takes more data."


def _beside_margin(comparison: Comparison) -> str:
    margin = f"{comparison.margin:g}"
    if comparison.beside_margin is Beside.INSIDE:
        return f"A and B are equivalent, within ±{margin}."
    if comparison.beside_margin is Beside.UNDECIDED:
        return f"Whether they differ by more than {margin} is undecided."
    return f"A − B is {comparison.beside_margin} {'-' * _is_below(comparison)}{margin}."


def _beside_margins(pairwise: PairwiseComparisons) -> Iterator[str]:
    """Of several variants those that are compared with the best, where a margin was said."""
    best, *others = pairwise.order
    for place in others[:MOST_IN_MATRIX]:
        found = pairwise.comparisons.get((place, best))
        summary = pairwise.summaries[place]
        if found is None or summary is None or found.interval is None or found.margin is None:
            continue
        low, high = (difference_end(end, summary) for end in found.interval)
        how = {
            Beside.INSIDE: "equivalent",
            Beside.UNDECIDED: "undecided",
            Beside.ABOVE: f"above {found.margin:g}",
            Beside.BELOW: f"below -{found.margin:g}",
        }[found.beside_margin or Beside.UNDECIDED]
        yield (
            f"{place + 1} − {best + 1}: {100 * (1 - found.level):.6g}% interval {low} … {high}, "
            f"{how}"
        )


def _is_below(comparison: Comparison) -> bool:
    return comparison.beside_margin is Beside.BELOW


def _about(comparison: Comparison, pairwise: PairwiseComparisons, portion: str) -> str:
    """``About seeds alone (10 seeds, on these 27 validation rows).``"""
    seeds = comparison.n + comparison.left_out
    splits = pairwise.judged.splits
    told = scope_in_words(comparison.about, seeds, comparison.rows, splits, portion)
    if comparison.method in (Method.WELCH, Method.RANK):
        return f"About {told}; the seeds are those of both."
    shared = len(pairwise.seeds)
    if shared > seeds:
        told += f"; judged at {seeds:,} of {shared:,} seeds, until there are twice as many"
    return f"About {told}."
