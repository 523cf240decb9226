"""Metrics of the probabilities that a network gives to classes.

They are the softmax of a row's outputs, in float64; of one output o, 1 / (1 + e^(−o)) for class 1.
"""

from typing import Literal

from pydantic import Field

from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.metrics.metric import MOST_PLACES, Metric


class Brier(Metric):
    """Brier score: the mean over rows of Σⱼ (pⱼ − yⱼ)², with y 1 for the true class, else 0.

    For two classes half of that, (p − y)² of one of them. As ``sklearn.metrics.brier_score_loss``.
    Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review
    78, 1950.
    """

    name: Literal["brier"] = "brier"
    judges = "probabilities"
    largest_is_best = False
    lowest = 0.0
    highest = 2.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        rows, classes = predictions.shape
        score, total = 0.0, 0.0
        for i in range(rows):
            squares, truth = 0.0, int(targets[i, 0])
            for j in range(classes):
                error = predictions[i, j] - (1.0 if j == truth else 0.0)
                squares += error * error
            weight = float(weights[i])
            total += weight
            score += weight * squares
        return score / (2.0 * total) if classes == 2 else score / total


class CalibrationError(Metric):
    """Expected calibration error: the mean of |share of hits − mean confidence| over rows' bins.

    A row's confidence is the largest of its probabilities, the first among equal ones; bin b of
    ``bins`` holds the rows with a confidence above (b − 1) / bins and up to b / bins, and counts by
    its rows. scikit-learn has none. Guo et al., "On calibration of modern neural networks",
    ICML 2017.
    """

    name: Literal["calibration_error"] = "calibration_error"
    bins: int = Field(15, ge=1, le=MOST_PLACES)

    valid = ({}, {"bins": 1}, {"bins": MOST_PLACES})
    invalid = ({"bins": 0}, {"bins": MOST_PLACES + 1})
    judges = "probabilities"
    largest_is_best = False
    lowest = 0.0
    highest = 1.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        rows, classes = predictions.shape
        bins, total = int(hyper[0]), 0.0
        for b in range(bins):
            room[0, b] = 0.0
        for i in range(rows):
            best, confidence = 0, predictions[i, 0]
            for j in range(1, classes):
                is_larger = predictions[i, j] > confidence
                best = j if is_larger else best
                confidence = predictions[i, j] if is_larger else confidence
            weight = float(weights[i])
            hit = 1.0 if best == int(targets[i, 0]) else 0.0
            place = confidence * bins
            whole = int(place)
            room[0, whole - 1 if whole == place else whole] += weight * (hit - confidence)
            total += weight
        error = 0.0
        for b in range(bins):
            error += abs(room[0, b])
        return error / total
