"""What classifiers confuse, class by class, and how far their probabilities can be believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import Limits, Summary, summarize

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TABLE_BINS = 10
"""Of the reliability table."""
ERROR_BINS = 15
"""Of the calibration error: as many as the metric ``calibration_error`` has."""

_SHARES, _COUNTS = Limits(0.0, 1.0), Limits(0.0)


@dataclass(frozen=True)
class Spread:
    """Means over seeds, of those that have a value."""

    mean: Floats
    """NaN where no seed has a value."""
    std: Floats
    """The sample's, with n − 1; NaN where fewer than two seeds have a value."""


@dataclass(frozen=True)
class ClassScores:
    """How well a class is met; None where that is defined for no seed."""

    name: str
    rows: Summary
    """How many are of it."""
    precision: Summary | None
    """Of the rows that are predicted to be of it, the share that are."""
    recall: Summary | None
    """Of the rows that are of it, the share that are predicted to be."""
    f1: Summary | None
    """2h / (t + p), for a class that is true t times, predicted p times, and both h times."""


@dataclass(frozen=True)
class Bin:
    """The rows whose class is predicted with a confidence above ``low`` and up to ``high``."""

    low: float
    high: float
    rows: float
    """How many, the mean over seeds."""
    confidence: Summary | None
    """The mean of their rows' confidences, over the seeds that have such rows; None if none has."""
    right: Summary | None
    """The share of them that are right, over the same seeds."""


@dataclass(frozen=True)
class Calibration:
    """Whether predictions with a confidence of 0.8 are right in 0.8 of all cases."""

    seeds: tuple[int, ...]
    """Those of which probabilities are known."""
    bins: tuple[Bin, ...]
    error: Summary
    """The expected calibration error, with ``ERROR_BINS``."""


@dataclass(frozen=True)
class Confusion:
    """Counts over seeds, and what follows from them."""

    class_names: tuple[str, ...]
    counts: Integers
    """How many rows of a class each seed predicts to be of another: (seeds, true, predicted)."""
    classes: tuple[ClassScores, ...]
    calibration: Calibration | None
    """None where no probabilities are known."""

    @property
    def spread(self) -> Spread:
        """Of the counts, (true, predicted)."""
        return spread_over_seeds(self.counts)

    @property
    def shares(self) -> Spread:
        """Of the shares of the true class, (true, predicted)."""
        return spread_over_seeds(shares_of(self.counts))

    @property
    def confused(self) -> Sequence[tuple[int, int]]:
        """True and predicted class of all that is ever confused, the most rows first."""
        mean = self.spread.mean.copy()
        np.fill_diagonal(mean, 0.0)
        true, predicted = np.nonzero(mean)
        order = np.argsort(-mean[true, predicted], kind="stable")
        return list(zip(true[order].tolist(), predicted[order].tolist(), strict=True))


def confusion_of(
    class_names: Sequence[str],
    counts: Integers,
    calibration: Calibration | None,
    ratio: float | None,
) -> Confusion:
    """What follows from the counts.

    Args:
        class_names: In the order of their indices.
        counts: Of shape (seeds, true, predicted).
        calibration: What is known of it.
        ratio: See ``summarize``.
    """
    rows = counts.sum(axis=2)
    scores = zip(*(each.T for each in class_scores(counts)), strict=True)
    classes = tuple(
        ClassScores(
            name,
            summarize(rows[:, place], limits=_COUNTS, ratio=ratio),
            *(_defined(x, ratio) for x in found),
        )
        for place, (name, found) in enumerate(zip(class_names, scores, strict=True))
    )
    return Confusion(tuple(class_names), counts, classes, calibration)


def count_confusions(
    targets: NDArray[np.integer], predicted: NDArray[np.integer], classes: int
) -> Integers:
    """How many rows of a class are predicted to be of another: (true, predicted).

    Args:
        targets: Class indices, (rows,).
        predicted: The predicted ones, (rows,).
        classes: How many there are.
    """
    places = targets.astype(np.int64) * classes + predicted
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


def shares_of(counts: Integers) -> Floats:
    """Counts (…, true, predicted) as shares of the true class, NaN where that has no row."""
    return _ratio(counts, counts.sum(axis=-1, keepdims=True))


def class_scores(counts: Integers) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of counts (…, true, predicted), each (…, classes).

    NaN where not defined: precision of what is never predicted, recall of what is never true, F1 of
    what is neither. van Rijsbergen, "Information retrieval", 1979.
    """
    hits = np.diagonal(counts, axis1=-2, axis2=-1)
    true, predicted = counts.sum(axis=-1), counts.sum(axis=-2)
    return _ratio(hits, predicted), _ratio(hits, true), _ratio(2 * hits, true + predicted)


def calibrate(
    seeds: Sequence[int],
    probabilities: Sequence[Floats],
    targets: Sequence[NDArray[np.integer]],
    ratio: float | None,
) -> Calibration:
    """Confidence against the share that is right, in bins, for each seed and then the mean.

    A row's confidence is its largest probability, the first among equal ones. Guo et al., "On
    calibration of modern neural networks", ICML 2017.

    Args:
        seeds: At least one.
        probabilities: For each seed (rows, classes).
        targets: For each seed class indices, (rows,).
        ratio: See ``summarize``.
    """
    confidences = [found.max(axis=1) for found in probabilities]
    hits = [
        (found.argmax(axis=1) == truth).astype(np.float64)
        for found, truth in zip(probabilities, targets, strict=True)
    ]
    pairs = list(zip(confidences, hits, strict=True))
    rows, confidence, right = (
        np.array(each) for each in zip(*(_binned(*pair, TABLE_BINS) for pair in pairs), strict=True)
    )
    bins = tuple(
        Bin(
            place / TABLE_BINS,
            (place + 1) / TABLE_BINS,
            float(rows[:, place].mean()),
            _defined(_ratio(confidence[:, place], rows[:, place]), ratio),
            _defined(_ratio(right[:, place], rows[:, place]), ratio),
        )
        for place in range(TABLE_BINS)
    )
    errors = [calibration_error(*pair) for pair in pairs]
    return Calibration(tuple(seeds), bins, summarize(errors, limits=_SHARES, ratio=ratio))


def calibration_error(confidence: Floats, hits: Floats) -> float:
    """The expected calibration error of rows' confidences in (0, 1] and hits, 1 or 0: (rows,)."""
    _, confident, right = _binned(confidence, hits, ERROR_BINS)
    return float(np.abs(right - confident).sum() / len(hits))


def spread_over_seeds(values: NDArray[np.number]) -> Spread:
    """Of values (seeds, …), NaN where a seed has none."""
    given = np.isfinite(values)
    n = given.sum(axis=0)
    mean = _ratio(np.where(given, values, 0).sum(axis=0), n)
    squares = np.where(given, (values - mean) ** 2, 0.0).sum(axis=0)
    return Spread(mean, np.sqrt(_ratio(squares, np.where(n > 1, n - 1, 0))))


def _binned(confidence: Floats, hits: Floats, bins: int) -> Iterator[Floats]:
    """For each bin its rows, and the sums of their confidences and of their hits.

    Bin b holds what is above b / bins and up to (b + 1) / bins.
    """
    places = confidence * bins
    whole = np.floor(places)
    held = np.where(whole == places, whole - 1, whole).astype(np.intp)
    for weights in (np.ones(len(hits)), confidence, hits):
        yield np.bincount(held, weights, bins).astype(np.float64)


def _ratio(part: NDArray[np.number], whole: NDArray[np.number]) -> Floats:
    """NaN where there is nothing of the whole."""
    found = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=found, where=np.broadcast_to(whole > 0, found.shape))
    return found


def _defined(values: Floats, ratio: float | None) -> Summary | None:
    finite = values[np.isfinite(values)]
    return summarize(finite, limits=_SHARES, ratio=ratio) if len(finite) else None
