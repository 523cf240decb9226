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
    """A constant prediction, and what it scores.

    Where the data or its split follow the seed, each seed has its own, and this is their mean.
    """

    predicts: str | Sequence[float]
    """The class of most training rows; or their mean of each target, in original units."""
    follows: str
    """What follows the seed: ``split``, ``data`` or nothing."""
    seeds: int
    """It is the mean over so many seeds; 0 if nothing follows the seed."""
    alike: bool
    """Whether all seeds predict what ``predicts`` says; else that is the class of most of them."""
    metrics: Mapping[str, Metrics]
    """By portion; those that judge probabilities or ranks, and the loss, are absent."""

    def score(self, portion: str, metric: str) -> float | None:
        """What it scores; None if it has no such metric."""
        return self.metrics.get(portion, {}).get(metric)


def baseline_of(outcome: Outcome) -> Baseline | None:
    """That of all its variants; None if they have several, or the store is of an older version.

    Some older ones have that of one seed's split alone, by which no mean of seeds can be judged.
    """
    told: Any = (outcome.facts or {}).get("baseline")
    if told is None or told["seed"] is not None:
        return None
    follows = next(iter(data_streams(outcome.variants[0].config)), "")
    seeds = told.get("seeds", 0)
    alike = told.get("alike", True)
    return Baseline(told["predicts"], follows if seeds else "", seeds, alike, told["metrics"])


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
        if (each.follows, each.seeds) != (first.follows, first.seeds):
            return None
    return first


def is_better(mean: float, score: float, metric: Measured) -> bool:
    """Whether a mean of trials is better than what a baseline scores."""
    gain = mean - score if metric.largest_is_best else score - mean
    return gain > _ROUNDING * max(abs(mean), abs(score))
