"""Which of a variant's trials is the best."""

import math
from collections.abc import Sequence

from gdrun.evidence.summaries import usable
from gdrun.records import JUDGED, PORTIONS, Measured, Record


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
