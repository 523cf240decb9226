"""What is known without a network: the majority class, or the mean, and what it scores."""

import math

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config
from gdrun.engine.layers.examples import Portion
from gdrun.engine.loop.judging import (
    CLASSES,
    FIRST_HYPER,
    HYPERS,
    JUDGES,
    MOST_PLACES,
    NUMBERS,
)
from gdrun.engine.loop.problem import Measure
from gdrun.records import PORTIONS, Metrics
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Bindings

_ROUNDING = 1e-12
"""Classes whose weights differ by no more than this part of them are equally frequent."""


def constant_baseline(bindings: Bindings) -> dict[str, object]:
    """A variant's baseline in plain data, as ``Outcome.facts`` has it.

    It is the class of most training rows, the first among equals, or the mean of each target over
    them; as DummyClassifier and DummyRegressor of scikit-learn. Where metrics are weighted, rows
    have these weights here, too. It is scored by the metrics' own kernels, as trials are, but for
    metrics of probabilities and ranks, which a constant has none of. What is not finite is left
    out.
    """
    binding, dataset = bindings.first, bindings.dataset
    train, measure = binding.problem.data.train, binding.problem.measure
    weights = train.weights if measure.weighted else None
    predicts: object
    if measure.classes:
        labels = train.targets[:, 0].astype(np.intp)
        met = np.bincount(labels, weights, minlength=measure.classes)
        place = int(np.argmax(met >= met.max() * (1 - _ROUNDING)))
        constant, predicts = np.array([float(place)]), dataset.class_names[place]
    else:
        constant = np.average(train.targets.astype(np.float64), axis=0, weights=weights)
        predicts = (constant * dataset.target_scale + dataset.target_shift).tolist()
    scores = {name: _scores(binding, name, constant) for name in PORTIONS}
    return {
        "predicts": predicts,
        "seed": None if bindings.shared else binding.config.seed_list()[0],
        "metrics": {name: found for name, found in scores.items() if found},
    }


def weighing(config: Config) -> object:
    """What tells how rows count in a variant's metrics, and so in its baseline."""
    if not config.training.weighted_metrics:
        return None
    return str((config.data.weights, config.training.class_weights))


def _weights(portion: Portion, measure: Measure) -> NDArray[np.floating]:
    """As ``judge`` has them, in the dtype of the data."""
    rows, dtype = len(portion.targets), portion.targets.dtype
    return portion.weights.astype(dtype) if measure.weighted else np.ones(rows, dtype)


def _scores(binding: Binding, name: str, constant: NDArray[np.float64]) -> Metrics:
    """The metrics of a portion that judge classes or numbers, as far as trials have them."""
    portion: Portion = getattr(binding.problem.data, name)
    measure, metrics = binding.problem.measure, binding.metrics
    rows = len(portion.targets)
    if not rows:
        return {}
    weights = _weights(portion, measure)
    given = np.tile(constant, (rows, 1))
    room = np.empty((4, max(rows, measure.classes, MOST_PLACES)))
    found = {}
    for row, metric, kernel in zip(
        measure.metrics, metrics.measured[1:], metrics.kernels, strict=True
    ):
        if row[JUDGES] not in (CLASSES, NUMBERS):
            continue
        if name == PORTIONS[0] and metric.name not in metrics.each_epoch:
            continue
        hyper = measure.hyper[row[FIRST_HYPER] : row[FIRST_HYPER] + row[HYPERS]]
        score = float(kernel(given, portion.targets, weights, measure.about, hyper, room))
        if math.isfinite(score):
            found[metric.name] = score
    return found
