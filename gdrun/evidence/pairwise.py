"""Pairwise comparisons of stored variants: over which seeds, and what comes of them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.evidence.comparability import (
    OTHER_DATA,
    OTHER_LOSS,
    OTHER_WEIGHTS,
    Candidate,
    check_metric,
    difference_in_kind,
    notes_on_overlap,
    of_intervals,
    overlap,
)
from gdrun.evidence.summaries import by_variant, usable
from gdrun.records import JUDGED, Record, Status
from gdrun.statistics import (
    MOST_IN_HOLM,
    Comparison,
    Share,
    Summary,
    compare_all,
    compare_paired,
    compare_welch,
    compare_with,
    correction_with_one,
    rank,
    share_of,
    summarize,
)
from gdrun.wording import at_most


@dataclass(frozen=True)
class PairwiseComparisons:
    """Candidates with each other."""

    metric: str
    """With its portion: ``validation.accuracy``."""
    largest_is_best: bool
    candidates: tuple[Candidate, ...]
    summaries: tuple[Summary | None, ...]
    others: Mapping[str, tuple[Summary | None, ...]]
    """Summaries of metrics that are shown besides, on the same portion."""
    diverged: tuple[Share, ...]
    """How many of the seeds of each diverged."""
    failed: tuple[int, ...]
    """Trials of each that failed, and are left out."""
    seeds: tuple[int, ...]
    """Shared by all. Of two that share fewer than two, the comparison is not paired; of more, each
    pair is compared over the seeds that it shares."""
    order: tuple[int, ...]
    """Places of the candidates, the best first."""
    comparisons: Mapping[tuple[int, int], Comparison]
    """Under (i, j) that with candidate i as A and j as B: of all pairs or, of very many candidates,
    of all with the best."""
    correction: str | None
    """Whose correction for several comparisons they have, over all pairs; None for two."""
    warnings: tuple[str, ...]


def compare_pairwise(
    candidates: Sequence[Candidate], metric: str | None, force: bool, others: Sequence[str] = ()
) -> PairwiseComparisons:
    """Compares every candidate with every other.

    Args:
        candidates: At least two.
        metric: Its name, judged on validation, or with a portion as ``test.accuracy``; None for the
            primary one.
        force: Whether to compare what was tested on other data.
        others: Names of metrics that are shown besides.

    Raises:
        StoreError: If they have no common metric or test data, losses that are no common scale,
            or too few trials.
    """
    _check_each_is_named_once(candidates)
    portion, _, name = (metric or _common_primary(candidates)).rpartition(".")
    portion = portion or JUDGED
    for wanted in (name, *others):
        check_metric(wanted, [each.outcome for each in candidates])
    _check_kind(candidates, name, force)
    grouped = {id(each.outcome): by_variant(each.outcome) for each in candidates}
    records = [grouped[id(each.outcome)][each.variant.name] for each in candidates]
    values = [_values(trials, portion, name) for trials in records]
    for candidate, trials, found in zip(candidates, records, values, strict=True):
        if not any(record.status.complete for record in trials):
            raise StoreError(
                f"{candidate.label} has no trial that ended: run its command again, which goes on "
                "where it was"
            )
        if not found:
            raise StoreError(
                f"{candidate.label} has no trial with a {portion} {name}; "
                "say a part that it has, as in --metric test.accuracy"
            )
    overlaps = [overlap(candidate, portion) for candidate in candidates]
    known = [each or 0.0 for each in overlaps]
    seeds = tuple(sorted(set.intersection(*(set(found) for found in values))))
    larger = candidates[0].outcome.measured(name).largest_is_best
    rows = _Rows(values)
    order = tuple(
        each.variant for each in rank(rows.values, larger_is_better=larger, present=rows.present)
    )
    comparisons = (
        _compare_two(values[0], values[1], seeds, larger, max(known))
        if len(values) == 2
        else _compare_many(candidates, rows, order[0], larger, known)
    )
    return PairwiseComparisons(
        metric=f"{portion}.{name}",
        largest_is_best=larger,
        candidates=tuple(candidates),
        summaries=tuple(map(_summary, values, known)),
        others={
            other: tuple(
                _summary(_values(trials, portion, other), shared)
                for trials, shared in zip(records, known, strict=True)
            )
            for other in others
            if other != name
        },
        diverged=tuple(
            share_of(sum(not math.isfinite(each) for each in found.values()), len(found))
            for found in values
        ),
        failed=tuple(sum(r.status is Status.FAILED for r in trials) for trials in records),
        seeds=seeds if len(seeds) > 1 else (),
        order=order,
        comparisons=comparisons,
        correction=correction_with_one(len(values)) if len(values) > 2 else None,
        warnings=notes_on_overlap(of_intervals(overlaps, rows.values), comparisons.values()),
    )


def _check_each_is_named_once(candidates: Sequence[Candidate]) -> None:
    """A variant that stands there twice would count twice in the correction."""
    (label, times), *_ = Counter(each.label for each in candidates).most_common(1)
    if times > 1:
        raise StoreError(f"{label} is named twice: name each variant once")


class _Rows:
    """The candidates' values as a table."""

    def __init__(self, values: Sequence[Mapping[int, float]]) -> None:
        seeds = sorted(set.union(*(set(found) for found in values)))
        self.values = np.array([[found.get(seed, math.nan) for seed in seeds] for found in values])
        """Shape (candidates, seeds)."""
        self.present = np.array([[seed in found for seed in seeds] for found in values])
        """Whether there is such a trial at all."""


def _compare_two(
    a: Mapping[int, float],
    b: Mapping[int, float],
    seeds: Sequence[int],
    larger: bool,
    overlap: float,
) -> dict[tuple[int, int], Comparison]:
    if len(seeds) > 1:
        there = compare_paired(
            [a[seed] for seed in seeds],
            [b[seed] for seed in seeds],
            larger_is_better=larger,
            overlap=overlap,
        )
    else:
        there = compare_welch(
            list(a.values()), list(b.values()), larger_is_better=larger, overlap=overlap
        )
    return {(0, 1): there, (1, 0): there.mirrored()}


def _compare_many(
    candidates: Sequence[Candidate],
    rows: _Rows,
    best: int,
    larger: bool,
    overlaps: Sequence[float],
) -> dict[tuple[int, int], Comparison]:
    """Each pair over the seeds that it shares, of which there must be two."""
    _check_seeds(candidates, rows.present, best)
    if len(candidates) > MOST_IN_HOLM:
        column = compare_with(
            rows.values, best, larger_is_better=larger, present=rows.present, overlap=overlaps
        )
        with_best = {(i, best): each for i, each in enumerate(column) if each}
        return with_best | {(best, i): each.mirrored() for (i, _), each in with_best.items()}
    matrix = compare_all(
        rows.values, larger_is_better=larger, present=rows.present, overlap=overlaps
    )
    return {(i, j): each for i, row in enumerate(matrix) for j, each in enumerate(row) if each}


def _check_seeds(candidates: Sequence[Candidate], present: NDArray[np.bool_], best: int) -> None:
    few = [each.label for each, row in zip(candidates, present, strict=True) if row.sum() < 2]
    if few:
        has = "has" if len(few) == 1 else "have"
        raise StoreError(
            f"{at_most(3, few)} {has} one seed, and the spread of one is not known: train with "
            "more --seeds"
        )
    others = present[[best]] if len(candidates) > MOST_IN_HOLM else present
    shared = present.astype(int) @ others.T
    a, b = divmod(int(shared.argmin()), len(others))
    if shared[a, b] < 2:
        raise StoreError(
            f"more than two variants are compared over the seeds that each two share, and "
            f"{candidates[a].label} and {candidates[best if len(others) == 1 else b].label} share "
            f"{shared[a, b]}: run them with the same --seeds"
        )


def _common_primary(candidates: Sequence[Candidate]) -> str:
    first, *others = candidates
    for other in others:
        if other.outcome.primary_metric != first.outcome.primary_metric:
            raise StoreError(
                f"{first.label} and {other.label} have different metrics "
                f"({', '.join(first.outcome.metric_names)}; "
                f"{', '.join(other.outcome.metric_names)}): classes and numbers are different tasks"
            )
    return first.outcome.primary_metric


def _check_kind(candidates: Sequence[Candidate], metric: str, force: bool) -> None:
    first = candidates[0]
    for other in candidates[1:]:
        in_kind = difference_in_kind(other, first, metric)
        if in_kind == OTHER_DATA and not force:
            raise StoreError(
                f"{first.label} and {other.label} were not tested on the same rows: their `data` "
                "differs in more than how it is normalised, so a difference may come from the "
                "data; --force compares them nevertheless"
            )
        if in_kind == OTHER_WEIGHTS:
            raise StoreError(
                f"in the metrics of {first.label} and {other.label} rows do not count alike, so "
                "they are no common scale: run both with the same weights, or without "
                "`training.weighted_metrics`"
            )
        if in_kind == OTHER_LOSS:
            raise StoreError(
                f"{first.label} and {other.label} have different losses, or targets in different "
                "units, so these losses are no common scale: name another --metric"
            )


def _values(records: Sequence[Record], portion: str, metric: str) -> dict[int, float]:
    """By seed; NaN where training diverged."""
    return {
        record.seed: record.metrics[portion][metric] if usable(record) else math.nan
        for record in records
        if record.status.complete and metric in record.metrics.get(portion, {})
    }


def _summary(values: Mapping[int, float], overlap: float) -> Summary | None:
    numbers = [value for value in values.values() if math.isfinite(value)]
    return summarize(numbers, overlap=overlap) if numbers else None
