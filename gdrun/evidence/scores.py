"""How good predictions for new rows are: of each network, and of all together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gdrun.evidence.scope import limits_of
from gdrun.records import ClassAnswers, Measured, Prediction
from gdrun.statistics import Share, Summary, share_of, summarize


@dataclass(frozen=True)
class Scores:
    """What is known of predictions whose targets are known."""

    rows: int
    """How many these are."""
    each: Mapping[str, Summary]
    """By metric what the networks score, one by one: the intervals are about seeds."""
    together: Share | None
    """How many rows the mean of the networks gets right, of classes: the interval is about rows."""
    together_rmse: float | None
    """The root of the mean squared error of the networks' mean, of numbers."""


def scores_of(prediction: Prediction, metrics: Sequence[Measured]) -> Scores | None:
    """The scores; None if no target is known.

    Args:
        prediction: What was predicted.
        metrics: What is summarised, as far as it is defined.
    """
    if not len(prediction.scored):
        return None
    each = {}
    for metric in metrics:
        values = [found.get(metric.name, math.nan) for found in prediction.metrics.values()]
        if finite := [value for value in values if math.isfinite(value)]:
            limits = limits_of(metric, np.array(finite))
            each[metric.name] = summarize(finite, limits=limits)
    places = np.searchsorted(prediction.complete, prediction.scored)
    answers, together, rmse = prediction.answers, None, None
    if isinstance(answers, ClassAnswers):
        right = int((answers.classes[places] == prediction.targets[:, 0]).sum())
        together = share_of(right, len(places))
    else:
        errors = answers.values[places] - prediction.targets
        rmse = float(np.sqrt((errors * errors).mean()))
    return Scores(len(places), each, together, rmse)
