"""The names by which metrics and portions of the data are known everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

Metrics = Mapping[str, float]
"""Metric name (``loss``, ``accuracy``, …) to value; NaN and infinity are allowed."""

PORTIONS = ("train", "validation", "test")
"""The portions of the data, from the one that training saw most of to the one it saw least of."""

JUDGED = "validation"
"""The portion that variants are ranked on; test data would be no test any more."""


@dataclass(frozen=True)
class Measured:
    """What must be known of a metric to show it and to judge by it."""

    name: str
    largest_is_best: bool = False
    usual: bool = True
    """Whether tables show it that are not asked for others."""
    primary: bool = False
    """Whether trials are judged by it unless another metric is named."""


LOSS = Measured("loss")
"""What every task has: what is optimised, without the penalty."""


def without_judged(metric: str | None) -> str | None:
    """The metric's own name: ``validation.loss`` is ``loss``, as no other portion is judged."""
    return metric and metric.removeprefix(f"{JUDGED}.")
