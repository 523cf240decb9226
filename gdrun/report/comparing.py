"""Comparing stored variants: what may be compared, over which seeds, and the table of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gdrun.errors import StoreError
from gdrun.records import LARGEST_IS_BEST, Outcome, Variant
from gdrun.report.console import writable
from gdrun.report.document import finite
from gdrun.report.numbers import mean_and_std, number_format
from gdrun.report.ranking import JUDGED, overlap
from gdrun.report.summaries import usable
from gdrun.statistics import (
    SEARCHED_SEEDS,
    Comparison,
    Method,
    Summary,
    Verdict,
    compare_all,
    compare_paired,
    compare_welch,
    summarize,
)

_UNTOLD = 1e-4


@dataclass(frozen=True)
class Contender:
    """One variant in a comparison."""

    label: str
    outcome: Outcome
    variant: Variant


@dataclass(frozen=True)
class Compared:
    """All contenders with all others; ``comparisons[i][j]`` has contender i as A, j as B."""

    metric: str
    """With its part: ``validation.accuracy``."""
    contenders: tuple[Contender, ...]
    summaries: tuple[Summary | None, ...]
    seeds: tuple[int, ...]
    """Shared by all; without any, the comparison is not paired."""
    comparisons: tuple[tuple[Comparison | None, ...], ...]


def compare_contenders(
    contenders: Sequence[Contender], metric: str | None, force: bool
) -> Compared:
    """Compares every contender with every other.

    Args:
        contenders: At least two.
        metric: Its name, judged on the validation part, or with a part as ``test.accuracy``; None
            for the primary one.
        force: Whether to compare what was tested on other data.

    Raises:
        StoreError: If they have no common metric or test data, or too few trials.
    """
    names = _common_metrics(contenders)
    if not force:
        _check_data(contenders)
    part, _, name = (metric or names[1]).rpartition(".")
    part = part or JUDGED
    if name not in names:
        raise StoreError(f"there is no metric `{name}`; there are {', '.join(names)}")
    values = [_values(contender, part, name) for contender in contenders]
    for contender, found in zip(contenders, values, strict=True):
        if not found:
            raise StoreError(
                f"{contender.label} has no trial with a {part} {name}; "
                "say a part that it has, as in --metric test.accuracy"
            )
    seeds = tuple(sorted(set.intersection(*(set(found) for found in values))))
    larger = name in LARGEST_IS_BEST
    return Compared(
        metric=f"{part}.{name}",
        contenders=tuple(contenders),
        summaries=tuple(_summary(found.values()) for found in values),
        seeds=seeds if len(seeds) > 1 else (),
        comparisons=_comparisons(values, seeds, larger, _overlap(contenders)),
    )


def _comparisons(
    values: Sequence[Mapping[int, float]], seeds: Sequence[int], larger: bool, overlap: float
) -> tuple[tuple[Comparison | None, ...], ...]:
    if len(values) == 2:
        if len(seeds) > 1:
            a, b = ([each[seed] for seed in seeds] for each in values)
            there = compare_paired(a, b, larger_is_better=larger, overlap=overlap)
            back = compare_paired(b, a, larger_is_better=larger, overlap=overlap)
        else:
            a, b = (list(each.values()) for each in values)
            there = compare_welch(a, b, larger_is_better=larger)
            back = compare_welch(b, a, larger_is_better=larger)
        return (None, there), (back, None)
    if len(seeds) < 2:
        raise StoreError(
            "more than two variants are compared over the seeds that all share, and these share "
            f"{len(seeds)}: run them with the same --seeds"
        )
    shared = [[each[seed] for seed in seeds] for each in values]
    return compare_all(shared, larger_is_better=larger, overlap=overlap)


def _common_metrics(contenders: Sequence[Contender]) -> tuple[str, ...]:
    first = contenders[0]
    for other in contenders[1:]:
        if other.outcome.metric_names != first.outcome.metric_names:
            raise StoreError(
                f"{first.label} and {other.label} have different metrics "
                f"({', '.join(first.outcome.metric_names)}; "
                f"{', '.join(other.outcome.metric_names)}): classes and numbers are different tasks"
            )
    return first.outcome.metric_names


def _check_data(contenders: Sequence[Contender]) -> None:
    first = contenders[0]
    for other in contenders[1:]:
        if other.variant.preparation.get("data") != first.variant.preparation.get("data"):
            raise StoreError(
                f"{first.label} and {other.label} were not tested on the same rows: their `data` "
                "differs in more than how it is normalised, so a difference may come from the "
                "data; --force compares them nevertheless"
            )


def _values(contender: Contender, part: str, metric: str) -> dict[int, float]:
    """By seed; NaN where training diverged."""
    found = {}
    for record in contender.outcome.records:
        if record.variant == contender.variant.name and metric in record.metrics.get(part, {}):
            found[record.seed] = record.metrics[part][metric] if usable(record) else math.nan
    return found


def _summary(values: Any) -> Summary | None:
    numbers = [value for value in values if math.isfinite(value)]
    return summarize(numbers) if numbers else None


def _overlap(contenders: Sequence[Contender]) -> float:
    return max(overlap(contender.outcome) for contender in contenders)


def comparison_document(compared: Compared) -> dict[str, Any]:
    """The comparison in plain data."""
    document = {
        "metric": compared.metric,
        "seeds": list(compared.seeds),
        "correction": "Holm over all pairs" if len(compared.contenders) > 2 else None,
        "variants": [
            {"label": contender.label, "summary": asdict(summary) if summary else None}
            for contender, summary in zip(compared.contenders, compared.summaries, strict=True)
        ],
        "comparisons": [
            {"a": a.label, "b": b.label, **asdict(comparison)}
            for a, row in zip(compared.contenders, compared.comparisons, strict=True)
            for b, comparison in zip(compared.contenders, row, strict=True)
            if comparison
        ],
    }
    return finite(document)  # type: ignore[no-any-return]


def print_comparison(compared: Compared, console: Console) -> None:
    """The contenders, and what the comparison of two, or the matrix of more, says."""

    def say(text: str) -> None:
        console.print(writable(text, console))

    part, _, metric = compared.metric.rpartition(".")
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    several = len(compared.contenders) > 2
    for heading in ("", "variant", f"{part} {metric}", "n"):
        table.add_column(
            heading,
            justify="left" if heading == "variant" else "right",
            no_wrap=heading != "variant",
            overflow="fold",
        )
    for place, (contender, summary) in enumerate(
        zip(compared.contenders, compared.summaries, strict=True)
    ):
        shown = mean_and_std(summary) if summary else "diverged"
        n = f"{summary.n:,}" if summary else "0"
        row = (_letter(place, several), contender.label, shown, n)
        table.add_row(*(writable(cell, console) for cell in row))
    console.print(table)
    console.print()
    if several:
        console.print(_matrix(compared, console))
        console.print()
        say(
            f"Row minus column, paired over {len(compared.seeds)} shared seeds. + better, - worse "
            "after Holm's correction over all pairs; ? undecided."
        )
        return
    comparison = compared.comparisons[0][1]
    assert comparison is not None
    for line in _words(comparison, compared):
        say(line)


def _letter(place: int, several: bool) -> str:
    return str(place + 1) if several else "AB"[place]


def _matrix(compared: Compared, console: Console) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", justify="right", no_wrap=True)
    for place in range(len(compared.contenders)):
        table.add_column(str(place + 1), justify="right", no_wrap=True)
    marks = {Verdict.BETTER: "+", Verdict.WORSE: "-", Verdict.UNDECIDED: "?"}
    form = _form(compared)
    for place, row in enumerate(compared.comparisons):
        cells = []
        for comparison in row:
            if comparison is None:
                cells.append("")
            elif comparison.difference is None:
                cells.append(marks[comparison.verdict])
            else:
                cells.append(f"{comparison.difference:+{form}} {marks[comparison.verdict]}")
        table.add_row(*(writable(cell, console) for cell in (str(place + 1), *cells)))
    return table


def _form(compared: Compared) -> str:
    summary = next((summary for summary in compared.summaries if summary), None)
    return number_format(summary) if summary else ".4g"


def _words(comparison: Comparison, compared: Compared) -> list[str]:
    part, _, metric = compared.metric.rpartition(".")
    form, lines = _form(compared), []
    if comparison.verdict is Verdict.UNDECIDED:
        lines.append(f"Undecided: these seeds do not tell A from B on {part} {metric}.")
        needed = comparison.seeds_to_settle
        if needed:
            many = (
                f"more than {SEARCHED_SEEDS:,}" if needed > SEARCHED_SEEDS else f"about {needed:,}"
            )
            lines.append(f"If the difference is as seen, {many} seeds of each would settle it.")
    else:
        lines.append(f"A is {comparison.verdict.value} than B on {part} {metric}.")
    if comparison.difference is not None:
        text = f"A − B is {comparison.difference:+{form}}"
        if comparison.ci95:
            low, high = comparison.ci95
            text += f", 95% interval {low:+{form}} … {high:+{form}}"
        if comparison.effect_size is not None:
            text += f"; effect size {comparison.effect_size:+.2f}"
        lines.append(text)
    p = comparison.p_value
    told = f"< {_UNTOLD:g}" if p < _UNTOLD else f"= {p:.2g}"
    lines.append(
        f"P(A better) {comparison.probability_better:.2f}; {comparison.method.value}, p {told}"
    )
    if comparison.method in (Method.WELCH, Method.RANK):
        lines.append("Not paired: there are no two seeds that both were trained with.")
    else:
        lines.append(f"Paired over {len(compared.seeds)} shared seeds.")
    if comparison.left_out:
        lines.append(f"{comparison.left_out} diverged, in no mean; they count as losses in P.")
    return lines
