"""Variants in order, and which of them cannot be told from the best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdrun.evidence.comparability import (
    OTHER_DATA,
    OTHER_LOSS,
    OTHER_WEIGHTS,
    Candidate,
    difference_in_kind,
    notes_on_overlap,
    of_intervals,
    overlap,
)
from gdrun.evidence.summaries import Summaries, by_variant, summarize_variant, usable
from gdrun.records import JUDGED, Outcome, Record, Status, Variant
from gdrun.statistics import Comparison, compare_with, correction_with_one, rank

_WARNINGS = {
    OTHER_DATA: "Some variants were validated on other data than the first: their means may "
    "differ because of the data, so they are not compared with it.",
    OTHER_WEIGHTS: "Rows count otherwise in some variants' metrics than in the first's, so they "
    "are not compared with it; leave out `training.weighted_metrics`.",
    OTHER_LOSS: "Some variants have another loss, or targets in other units, than the first: "
    "losses of different kinds are no scale, so they are not compared with it; rank by another "
    "--metric.",
}


@dataclass(frozen=True)
class RankedVariant:
    """A variant's place in a sweep."""

    place: int
    """From 1; of the variants without a usable trial too."""
    outcome: Outcome
    """What it is of."""
    number: int
    """The variant's in its experiment, from 1, by which ``ID:NUMBER`` calls it."""
    variant: Variant
    records: tuple[Record, ...]
    against_best: Comparison | None
    """This variant as A, the best as B; None for the best itself, for one that is different in
    kind, and for one that has no seed in common with the best."""
    in_kind: str
    """Why it may not be compared with the best, see `difference_in_kind`; empty if it may."""
    metrics: tuple[str, ...]
    """What is shown of it, that which it is ranked by first."""

    @cached_property
    def summaries(self) -> Summaries:
        """Portion → metric → summary."""
        return summarize_variant(self.outcome, self.variant, self.records, self.metrics)

    def count(self, status: Status) -> int:
        """How many trials ended so."""
        return sum(record.status is status for record in self.records)


@dataclass(frozen=True)
class Ranking:
    """All variants that were begun, the best first."""

    metric: str
    others: tuple[str, ...]
    """Metrics that are shown besides."""
    variants: tuple[RankedVariant, ...]
    correction: str
    """Whose correction for several comparisons, over all pairs, is in those with the best."""
    warnings: tuple[str, ...]
    """What must be known to take the order and the intervals for what they are."""


def rank_variants(outcome: Outcome, metric: str, others: Sequence[str] = ()) -> Ranking | None:
    """Ranks variants by their validation means of ``metric``; ``others`` are shown besides.

    Comparisons are paired over the seeds that a variant shares with the best, and corrected over
    all pairs of the variants that may be compared with it. Failed trials are left out.

    Returns:
        None if no trial has the metric on a validation portion, for then there is no fair order.
    """
    if not any(_has(record, metric) for record in outcome.records):
        return None
    besides = tuple(name for name in others if name != metric)
    grouped = by_variant(outcome)
    # After an interruption there may be variants without a trial.
    begun = [variant for variant in outcome.variants if grouped[variant.name]]
    numbers = {variant.name: n for n, variant in enumerate(outcome.variants, start=1)}
    trials = [tuple(grouped[variant.name]) for variant in begun]
    columns = {seed: i for i, seed in enumerate(sorted({r.seed for r in outcome.records}))}
    values = np.full((len(begun), len(columns)), np.nan)
    present = np.zeros(values.shape, dtype=bool)
    for row, each in enumerate(trials):
        for record in each:
            # Where it ended well without a value, the metric is not defined: no loss of its own.
            if record.status.complete and (not usable(record) or _has(record, metric)):
                values[row, columns[record.seed]] = _value(record, metric)
                present[row, columns[record.seed]] = True
    larger = outcome.measured(metric).largest_is_best
    order = [entry.variant for entry in rank(values, larger_is_better=larger, present=present)]
    candidates = [Candidate(outcome, variant) for variant in begun]
    best = order[0]
    in_kind = [difference_in_kind(each, candidates[best], metric) for each in candidates]
    overlaps = [overlap(each, JUDGED) for each in candidates]
    alike = [i for i in order if not in_kind[i]]
    compared = compare_with(
        values[alike],
        0,
        larger_is_better=larger,
        present=present[alike],
        overlap=[overlaps[i] or 0.0 for i in alike],
    )
    against = dict(zip(alike, compared, strict=True))
    return Ranking(
        metric,
        besides,
        tuple(
            RankedVariant(
                place,
                outcome,
                numbers[begun[i].name],
                begun[i],
                trials[i],
                against.get(i),
                in_kind[i],
                (metric, *besides),
            )
            for place, i in enumerate(order, start=1)
        ),
        correction_with_one(len(alike)),
        (
            *(text for reason, text in _WARNINGS.items() if reason in in_kind),
            *notes_on_overlap(of_intervals(overlaps, values), compared),
        ),
    )


def _has(record: Record, metric: str) -> bool:
    return metric in record.metrics.get(JUDGED, {})


def _value(record: Record, metric: str) -> float:
    """NaN where training diverged."""
    return record.metrics.get(JUDGED, {}).get(metric, math.nan) if usable(record) else math.nan
