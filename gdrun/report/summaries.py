"""Summaries of a variant's trials: the numbers that tables and JSON show."""

import math
from collections.abc import Iterable, Mapping

from gdrun.records import Record, Status
from gdrun.statistics import Summary, summarize

PARTS = ("train", "validation", "test")


def usable(record: Record) -> bool:
    """Whether a trial's metrics enter its variant's averages: it ended, and did not diverge."""
    return record.status.complete and record.status is not Status.DIVERGED


def summarize_records(
    records: Iterable[Record], metric_names: Iterable[str]
) -> Mapping[str, Mapping[str, Summary]]:
    """Part of the data → metric → summary over the usable trials.

    A value that is not finite is left out of its metric, so ``n`` may be less than the trials.
    """
    trials, names = [record for record in records if usable(record)], tuple(metric_names)
    summaries: dict[str, dict[str, Summary]] = {}
    for part in PARTS:
        for metric in names:
            values = [record.metrics.get(part, {}).get(metric, math.nan) for record in trials]
            finite = [value for value in values if math.isfinite(value)]
            if finite:
                summaries.setdefault(part, {})[metric] = summarize(finite)
    return summaries
