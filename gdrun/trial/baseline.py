"""What is known without a network: the majority class, or the mean, and what it scores."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress

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
from gdrun.trial.data_of_seeds import Bindings
from gdrun.trial.metrics import BoundMetrics, about
from gdrun.trial.portions import make_portions

MOST_SEEDS = 100
"""The mean over more would take longer, and hardly be another."""

_ROUNDING = 1e-12
"""Classes whose weights differ by no more than this part of them are equally frequent."""


def constant_baseline(bindings: Bindings) -> dict[str, object] | None:
    """A variant's baseline in plain data, as ``Outcome.facts`` has it; None if no seed has one.

    It is the class of most training rows, the first among equals, or the mean of each target over
    them; as DummyClassifier and DummyRegressor of scikit-learn. Where metrics are weighted, rows
    have these weights here, too. It is scored by the metrics' own kernels, as trials are, but for
    metrics of probabilities and ranks, which a constant has none of. What is not finite is left
    out.

    Where the data or its split follow the seed, it is the mean over the seeds, each with a constant
    of its own, up to ``MOST_SEEDS`` of them. Then ``seeds`` says how many, ``predicts`` is the
    class of most of them or the mean of their means, and ``alike`` tells whether it is that of all.
    """
    if bindings.shared:
        predicts, scores = _of_seed(bindings, 0)
        return {"predicts": predicts, "seed": None, "metrics": scores}
    found = []
    for seed in _seeds(bindings.first.config):
        # Where this fails, its trial fails in the same way, and tells why.
        with suppress(Exception):
            found.append(_of_seed(bindings, seed))
    if not found:
        return None
    said = [predicts for predicts, _ in found]
    classes = [each for each in said if isinstance(each, str)]
    return {
        "predicts": (
            max(dict.fromkeys(classes), key=classes.count)
            if classes
            else np.mean(np.array(said), axis=0).tolist()
        ),
        # Stores once had the baseline of one seed's split here.
        "seed": None,
        "seeds": len(found),
        "alike": all(each == said[0] for each in said),
        "metrics": _means([scores for _, scores in found]),
    }


def _seeds(config: Config) -> tuple[int, ...]:
    """The seeds that it is the mean over: of folds whole repetitions, at least one."""
    folds = config.data.folds or 1
    return tuple(sorted(config.seed_list())[: folds * max(1, MOST_SEEDS // folds)])


def _means(found: Sequence[Mapping[str, Metrics]]) -> dict[str, dict[str, float]]:
    """By portion and metric the mean of the scores, as far as there are any."""
    every: dict[str, dict[str, list[float]]] = {}
    for scores in found:
        for portion, metrics in scores.items():
            for name, score in metrics.items():
                every.setdefault(portion, {}).setdefault(name, []).append(score)
    return {
        portion: {name: math.fsum(met) / len(met) for name, met in metrics.items()}
        for portion, metrics in every.items()
    }


def _of_seed(bindings: Bindings, seed: int) -> tuple[str | list[float], dict[str, Metrics]]:
    """What it predicts, and what that scores on each portion."""
    binding, dataset = bindings.first, bindings.targets_of(seed)
    data = make_portions(binding.config, dataset)
    measure = binding.problem.measure._replace(
        classes=len(dataset.class_names), about=about(dataset)
    )
    train = data.train
    weights = train.weights if measure.weighted else None
    predicts: str | list[float]
    if measure.classes:
        labels = train.targets[:, 0].astype(np.intp)
        met = np.bincount(labels, weights, minlength=measure.classes)
        place = int(np.argmax(met >= met.max() * (1 - _ROUNDING)))
        constant, predicts = np.array([float(place)]), dataset.class_names[place]
    else:
        constant = np.average(train.targets.astype(np.float64), axis=0, weights=weights)
        predicts = (constant * dataset.target_scale + dataset.target_shift).tolist()
    scores = {
        name: _scores(getattr(data, name), name, constant, measure, binding.metrics)
        for name in PORTIONS
    }
    return predicts, {name: found for name, found in scores.items() if found}


def weighing(config: Config) -> object:
    """What tells how rows count in a variant's metrics, and so in its baseline."""
    if not config.training.weighted_metrics:
        return None
    return str((config.data.weights, config.training.class_weights))


def _weights(portion: Portion, measure: Measure) -> NDArray[np.floating]:
    """As ``judge`` has them, in the dtype of the data."""
    rows, dtype = len(portion.targets), portion.targets.dtype
    return portion.weights.astype(dtype) if measure.weighted else np.ones(rows, dtype)


def _scores(
    portion: Portion,
    name: str,
    constant: NDArray[np.float64],
    measure: Measure,
    metrics: BoundMetrics,
) -> Metrics:
    """The metrics of a portion that judge classes or numbers, as far as trials have them."""
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
