"""Which of a variant's trials is the best, and what that one alone would have claimed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gdrun.evidence.endings import usable
from gdrun.records import JUDGED, PORTIONS, Measured, Outcome, Record


def best_trial(records: Sequence[Record], metric: Measured) -> Record | None:
    """The best by a metric on the validation portion, or without one on the training rows.

    The smallest seed of equally good ones; None if the metric is defined for none.
    """

    def score(record: Record) -> float:
        metrics = record.metrics.get(JUDGED, record.metrics.get(PORTIONS[0], {}))
        value = metrics.get(metric.name, math.nan)
        return value if metric.largest_is_best else -value

    known = [each for each in records if usable(each) and not math.isnan(score(each))]
    return max(known, key=lambda each: (score(each), -each.seed), default=None)


@dataclass(frozen=True)
class BestOfSeeds:
    """The best score of several seeds, which is no one's to expect, beside their mean."""

    metric: str
    """With its portion: ``test.accuracy``."""
    seed: int
    claimed: float
    mean: float
    n: int
    """Of how many seeds."""


def best_of_seeds(
    outcome: Outcome, records: Sequence[Record], portion: str, metric: str
) -> BestOfSeeds | None:
    """What the best of a variant's seeds would have claimed; None for fewer than two seeds.

    The smallest seed of equally good ones.
    """
    values = {
        record.seed: record.metrics.get(portion, {}).get(metric, math.nan)
        for record in records
        if usable(record)
    }
    known = {seed: value for seed, value in values.items() if math.isfinite(value)}
    if len(known) < 2:
        return None
    turn = 1 if outcome.measured(metric).largest_is_best else -1
    seed = max(known, key=lambda each: (turn * known[each], -each))
    mean = math.fsum(known.values()) / len(known)
    return BestOfSeeds(f"{portion}.{metric}", seed, known[seed], mean, len(known))
