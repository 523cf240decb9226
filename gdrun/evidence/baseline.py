"""What is known without a network, and whether trials know more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from gdrun.evidence.data_streams import data_streams
from gdrun.records import Measured, Metrics, Outcome

_ROUNDING = 1e-12
"""Numbers that differ by no more than this part of them are equal."""

_PRECISION = 1e-6
"""So far may a score in float32 be from the same in float64."""


@dataclass(frozen=True)
class Baseline:
    """A constant prediction, and what it scores."""

    predicts: str | Sequence[float]
    """The class of most training rows; or their mean of each target, in original units."""
    follows: str
    """What follows the seed, so that it is of one seed's: ``split``, ``data`` or nothing."""
    seed: int | None
    """That seed; None if nothing does."""
    metrics: Mapping[str, Metrics]
    """By portion; those that judge probabilities or ranks, and the loss, are absent."""

    def score(self, portion: str, metric: str) -> float | None:
        """What it scores; None if it has no such metric."""
        return self.metrics.get(portion, {}).get(metric)


def baseline_of(outcome: Outcome) -> Baseline | None:
    """That of all its variants; None if they have several, or the store is of an older version."""
    told: Any = (outcome.facts or {}).get("baseline")
    if told is None:
        return None
    follows = next(iter(data_streams(outcome.variants[0].config)), "")
    seed = told["seed"]
    return Baseline(told["predicts"], "" if seed is None else follows, seed, told["metrics"])


def common_baseline(outcomes: Iterable[Outcome], portion: str, metric: str) -> Baseline | None:
    """That of all of them, as far as the metric goes; None if they have several, or none."""
    first, *others = (baseline_of(outcome) for outcome in outcomes)
    score = first.score(portion, metric) if first else None
    if first is None or score is None:
        return None
    for each in others:
        found = each.score(portion, metric) if each else None
        # The precision of the data may differ.
        if each is None or found is None or not isclose(found, score, rel_tol=_PRECISION):
            return None
        if (each.follows, each.seed) != (first.follows, first.seed):
            return None
    return first


def is_better(mean: float, score: float, metric: Measured) -> bool:
    """Whether a mean of trials is better than what a baseline scores."""
    gain = mean - score if metric.largest_is_best else score - mean
    return gain > _ROUNDING * max(abs(mean), abs(score))
