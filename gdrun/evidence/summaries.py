"""Summaries of a variant's trials: the numbers that tables and JSON show."""

import math
from collections.abc import Iterable, Mapping, Sequence

from gdrun.evidence.comparability import Entrant, overlap
from gdrun.records import Outcome, Record, Status, Variant
from gdrun.statistics import Summary, summarize

PARTS = ("train", "validation", "test")

Summaries = Mapping[str, Mapping[str, Summary]]
"""Part of the data → metric → summary."""


def usable(record: Record) -> bool:
    """Whether a trial's metrics enter its variant's averages: it ended, and did not diverge."""
    return record.status.complete and record.status is not Status.DIVERGED


def by_variant(outcome: Outcome) -> dict[str, list[Record]]:
    """The records of each variant by its name, in the order of variants; some may have none."""
    found: dict[str, list[Record]] = {variant.name: [] for variant in outcome.variants}
    for record in outcome.records:
        found[record.variant].append(record)
    return found


def summarize_variant(outcome: Outcome, variant: Variant, records: Sequence[Record]) -> Summaries:
    """Summaries over the usable ones of a variant's records.

    A value that is not finite is left out of its metric, so ``n`` may be less than the trials.
    """
    trials = [record for record in records if usable(record)]
    summaries: dict[str, dict[str, Summary]] = {}
    for part in PARTS:
        shared = overlap(Entrant(outcome, variant), part) or 0.0
        for metric in outcome.metric_names:
            values = [record.metrics.get(part, {}).get(metric, math.nan) for record in trials]
            if finite := [value for value in values if math.isfinite(value)]:
                summaries.setdefault(part, {})[metric] = summarize(finite, overlap=shared)
    return summaries


def summarize_variants(outcome: Outcome) -> dict[str, Summaries]:
    """The same of every variant, by its name."""
    grouped = by_variant(outcome)
    return {
        variant.name: summarize_variant(outcome, variant, grouped[variant.name])
        for variant in outcome.variants
    }


def parts_of(summaries: Iterable[Summaries]) -> list[str]:
    """The parts of the data that any of them has, in order."""
    found = list(summaries)
    return [part for part in PARTS if any(part in each for each in found)]
