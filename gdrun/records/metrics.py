"""The names by which metrics and portions of the data are known everywhere."""

from collections.abc import Mapping, Sequence

Metrics = Mapping[str, float]
"""Metric name (``loss``, ``accuracy``, …) to value; NaN and infinity are allowed."""

LARGEST_IS_BEST = ("accuracy", "macro_f1", "r2")
"""The metrics of which more is better; of all others less is."""

PORTIONS = ("train", "validation", "test")
"""The portions of the data, from the one that training saw most of to the one it saw least of."""

JUDGED = "validation"
"""The portion that variants are ranked on; test data would be no test any more."""


def primary_metric(metric_names: Sequence[str]) -> str:
    """The metric that is judged by unless another is named: the one after the loss."""
    return metric_names[1]


def without_judged(metric: str | None) -> str | None:
    """The metric's own name: ``validation.loss`` is ``loss``, as no other portion is judged."""
    return metric and metric.removeprefix(f"{JUDGED}.")
