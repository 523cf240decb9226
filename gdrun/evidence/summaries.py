"""Summaries of a variant's trials: the numbers that tables and JSON show."""

import math
from collections.abc import Iterable, Mapping, Sequence

from gdrun.evidence.comparability import Candidate, overlap
from gdrun.records import PORTIONS, Outcome, Record, Status, Variant
from gdrun.statistics import Share, Summary, share_of, summarize

Summaries = Mapping[str, Mapping[str, Summary]]
"""Portion → metric → summary."""


def usable(record: Record) -> bool:
    """Whether a trial's metrics enter its variant's averages: it ended, and did not diverge."""
    return record.status.complete and record.status is not Status.DIVERGED


def share_diverged(records: Iterable[Record]) -> Share | None:
    """How many of the trials that ended diverged; None if none has ended."""
    ended = [record for record in records if record.status.complete]
    diverged = sum(record.status is Status.DIVERGED for record in ended)
    return share_of(diverged, len(ended)) if ended else None


def by_variant(outcome: Outcome) -> dict[str, list[Record]]:
    """The records of each variant by its name, in the order of variants; some may have none."""
    found: dict[str, list[Record]] = {variant.name: [] for variant in outcome.variants}
    for record in outcome.records:
        found[record.variant].append(record)
    return found


def summarize_variant(
    outcome: Outcome, variant: Variant, records: Sequence[Record], metrics: Sequence[str]
) -> Summaries:
    """Summaries of these metrics over the usable ones of a variant's records.

    A value that is missing or not finite is left out of its metric, so ``n`` may be less than the
    trials, and a metric without any value is left out.
    """
    trials = [record for record in records if usable(record)]
    summaries: dict[str, dict[str, Summary]] = {}
    for portion in PORTIONS:
        shared = overlap(Candidate(outcome, variant), portion) or 0.0
        for metric in metrics:
            values = [record.metrics.get(portion, {}).get(metric, math.nan) for record in trials]
            if finite := [value for value in values if math.isfinite(value)]:
                summaries.setdefault(portion, {})[metric] = summarize(finite, overlap=shared)
    return summaries


def summarize_variants(outcome: Outcome, metrics: Sequence[str]) -> dict[str, Summaries]:
    """The same of every variant, by its name."""
    grouped = by_variant(outcome)
    return {
        variant.name: summarize_variant(outcome, variant, grouped[variant.name], metrics)
        for variant in outcome.variants
    }


def portions_of(summaries: Iterable[Summaries]) -> list[str]:
    """The portions that any of them has, in order."""
    found = list(summaries)
    return [portion for portion in PORTIONS if any(portion in each for each in found)]
