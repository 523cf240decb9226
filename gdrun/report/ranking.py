"""Variants in order, and which of them cannot be told from the best."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gdrun.records import LARGEST_IS_BEST, Outcome, Record, Status, Variant
from gdrun.report.summaries import summarize_records, usable
from gdrun.statistics import Comparison, Summary, compare_with, rank

JUDGED = "validation"
"""The part of the data that variants are ranked on; test data would be no test any more."""


@dataclass(frozen=True)
class Standing:
    """A variant's place in a sweep."""

    place: int
    """From 1; of the variants without a usable trial too."""
    variant: Variant
    summaries: Mapping[str, Mapping[str, Summary]]
    """Part of the data → metric → summary."""
    trials: int
    diverged: int
    failed: int
    against_best: Comparison | None
    """This variant as A, the best as B; None for the best itself."""


def rank_variants(outcome: Outcome, metric: str) -> tuple[Standing, ...] | None:
    """All variants, the best validation mean of ``metric`` first.

    Comparisons are paired over the seeds that every variant was trained with, and corrected over
    all pairs. None if there is no validation part, for then there is no fair order.
    """
    records = {
        variant.name: [r for r in outcome.records if r.variant == variant.name]
        for variant in outcome.variants
    }
    # After an interruption there may be variants without a trial.
    begun = [variant for variant in outcome.variants if records[variant.name]]
    trials = [records[variant.name] for variant in begun]
    if not any(JUDGED in record.metrics for record in outcome.records):
        return None
    largest = metric in LARGEST_IS_BEST
    values = np.full((len(trials), max(map(len, trials))), np.nan)
    for row, each in zip(values, trials, strict=True):
        row[: len(each)] = [_value(trial, metric) for trial in each]
    order = rank(values, larger_is_better=largest)
    compared = _compared(trials, metric, order[0].variant, overlap(outcome))
    return tuple(
        Standing(
            place=place,
            variant=begun[entry.variant],
            summaries=summarize_records(trials[entry.variant], outcome.metric_names),
            trials=len(trials[entry.variant]),
            diverged=_count(trials[entry.variant], Status.DIVERGED),
            failed=_count(trials[entry.variant], Status.FAILED),
            against_best=compared[entry.variant],
        )
        for place, entry in enumerate(order, start=1)
    )


def _compared(
    trials: Sequence[Sequence[Record]], metric: str, best: int, overlap: float
) -> Sequence[Comparison | None]:
    """Each variant with the best, over the seeds that all have."""
    shared = sorted(set.intersection(*({trial.seed for trial in each} for each in trials)))
    if not shared:
        return [None] * len(trials)
    by_seed = [{trial.seed: _value(trial, metric) for trial in each} for each in trials]
    values = [[each[seed] for seed in shared] for each in by_seed]
    return compare_with(values, best, larger_is_better=metric in LARGEST_IS_BEST, overlap=overlap)


def overlap(outcome: Outcome) -> float:
    """Validation rows per training row if seeds differ in nothing but the split, else 0.

    Training sets of different seeds then overlap, and their results are not independent: Nadeau &
    Bengio, "Inference for the generalization error", Machine Learning 52, 2003.
    """
    rows = (outcome.facts or {}).get("rows")
    randomness = outcome.variants[0].config.get("randomness")
    if not isinstance(rows, Mapping) or not isinstance(randomness, Mapping):
        return 0.0
    alone = list(randomness.get("vary", ())) == ["split"]
    return rows[JUDGED] / rows["train"] if alone and JUDGED in rows else 0.0


def _count(trials: Sequence[Record], status: Status) -> int:
    return sum(trial.status is status for trial in trials)


def _value(trial: Record, metric: str) -> float:
    """NaN where there is nothing to compare: the trial diverged, or failed."""
    return trial.metrics.get(JUDGED, {}).get(metric, math.nan) if usable(trial) else math.nan
