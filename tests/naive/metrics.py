"""Metrics of a network on a whole part of the data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.naive.network import Array, forward, loss_value

LARGEST_IS_BEST = ("accuracy", "macro_f1", "roc_auc", "r2")


def largest_is_best(monitor: str) -> bool:
    """Whether a metric, such as ``validation.accuracy``, is better the larger it is."""
    return monitor.split(".")[1] in LARGEST_IS_BEST


def macro_f1(truth: NDArray[Any], prediction: NDArray[Any]) -> float:
    """The mean F1 of the labels that occur in ``truth`` or ``prediction``."""
    scores = []
    for label in np.union1d(truth, prediction):
        hits = ((truth == label) & (prediction == label)).sum()
        scores.append(2.0 * hits / ((truth == label).sum() + (prediction == label).sum()))
    return float(np.mean(scores))


def probabilities(outputs: Array) -> Array:
    """Of each class: the softmax of a row, or of one output 1 / (1 + e^(−o)) for class 1."""
    if outputs.shape[1] == 1:
        outputs = np.hstack([np.zeros_like(outputs), outputs])
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def roc_auc(truth: NDArray[Any], shares: Array) -> float:
    """The share of pairs of a row of a class and one of another that are ranked right.

    Equal ones are half right. The mean over classes, or that of class 1 of two.
    """
    areas = []
    for label in range(1 if shares.shape[1] == 2 else 0, shares.shape[1]):
        inside, outside = shares[truth == label, label], shares[truth != label, label]
        gaps = inside[:, np.newaxis] - outside
        if gaps.size:
            areas.append(((gaps > 0).mean() + (gaps >= 0).mean()) / 2)
    return float(np.mean(areas))


def r2(truth: Array, prediction: Array) -> float:
    """1 − residual / total sum of squares, the mean over columns.

    A column of one value counts 1 if it is met exactly, else 0.
    """
    residual = ((truth - prediction) ** 2).sum(axis=0)
    total = ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
    pairs = zip(residual, total, strict=True)
    return float(np.mean([1.0 - r / t if t > 0.0 else float(r == 0.0) for r, t in pairs]))


def metrics(
    X: Array,
    y: NDArray[Any],
    *,
    W: Sequence[Array],
    b: Sequence[Array],
    activation: str,
    loss: str,
    target_scale: Array | float = 1.0,
    target_shift: Array | float = 0.0,
) -> dict[str, float]:
    """``loss``, and ``accuracy``, ``macro_f1`` and ``roc_auc``, or ``rmse``, ``mae`` and ``r2``.

    The last three are in original units: targets are ``y`` · scale + shift. RMSE is the root of
    the mean over rows and outputs.
    """
    outputs = forward(X, W=W, b=b, activation=activation)[0][-1]
    value = loss_value(outputs, y, loss=loss)
    if loss == "mse":
        truth = y * target_scale + target_shift
        prediction = outputs * target_scale + target_shift
        error = prediction - truth
        rmse, mae = float(np.sqrt((error**2).mean())), float(np.abs(error).mean())
        return {"loss": value, "rmse": rmse, "mae": mae, "r2": r2(truth, prediction)}
    if loss == "binary_cross_entropy":
        labels, guesses = y.ravel().astype(int), (outputs.ravel() > 0.0).astype(int)
    else:
        labels, guesses = y, outputs.argmax(axis=1)
    accuracy = float((labels == guesses).mean())
    return {
        "loss": value,
        "accuracy": accuracy,
        "macro_f1": macro_f1(labels, guesses),
        "roc_auc": roc_auc(labels, probabilities(outputs)),
    }
