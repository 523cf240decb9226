"""Elementary functions for kernels: ``from gdrun.parts.elementary import exp``.

Here they are NumPy's. In compiled kernels the engine puts its own versions in their place, which
vectorise, keep the argument's dtype, and pass NaN on.
"""

import math
from typing import Any

import numpy as np


def exp(x: Any) -> Any:
    """eˣ."""
    return np.exp(x)


def expm1(x: Any) -> Any:
    """eˣ − 1, exact for small x."""
    return np.expm1(x)


def log(x: Any) -> Any:
    """The natural logarithm."""
    return np.log(x)


def log1p(x: Any) -> Any:
    """log(1 + x), exact for small x."""
    return np.log1p(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return np.tanh(x)


def erf(x: Any) -> Any:
    """The error function, 2/√π ∫₀ˣ e^(−t²) dt."""
    return math.erf(x)


def softmax_cross_entropy(outputs: Any, targets: Any, gradient: Any) -> float:
    """Σ −log p_y over rows, with p = exp(o) / Σⱼ exp(oⱼ) of a row's outputs o and its class y.

    Writes p, less 1 at y, to ``gradient``, which has the shape of ``outputs``, (rows, classes);
    ``targets`` (rows, 1) holds y. The largest output is subtracted first, so that nothing
    overflows.
    """
    rows, labels = np.arange(len(outputs)), targets[:, 0].astype(np.intp)
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)
    gradient[:] = powers / totals[:, np.newaxis]
    gradient[rows, labels] -= 1
    return float(np.log(totals).sum() - shifted[rows, labels].sum())


def sqrt(x: Any) -> Any:
    """The square root."""
    return np.sqrt(x)


def count_classes(predictions: Any, targets: Any, weights: Any, counts: Any, classes: int) -> None:
    """Sums the weights of the rows in which each class is true, predicted, and both.

    Args:
        predictions: Indices of the predicted classes (rows, 1).
        targets: Of the true ones (rows, 1).
        weights: The rows' (rows,).
        counts: At least (3, classes); gets a row of true, of predicted, and of both.
        classes: How many there are.
    """
    for k in range(classes):
        counts[0, k], counts[1, k], counts[2, k] = 0.0, 0.0, 0.0
    for i in range(predictions.shape[0]):
        truth, label = int(targets[i, 0]), int(predictions[i, 0])
        weight = float(weights[i])
        counts[0, truth] += weight
        counts[1, label] += weight
        if label == truth:
            counts[2, truth] += weight


def sort_together(keys: Any, carried: Any, count: int) -> None:
    """Sorts the first ``count`` of ``keys``, ascending, and moves those of ``carried`` alike."""
    order = np.argsort(keys[:count])
    keys[:count], carried[:count] = keys[:count][order], carried[:count][order]


def draw_seed(seed: Any, step: Any, row: Any) -> Any:
    """A seed of a layer's, a step's and a row's own, from 0 to 2⁶³ − 1.

    Step and row count up to 2³²; what is beyond begins anew.
    """
    for number in (int(step), int(row)):
        low, high = int(seed) & _LOW, int(seed) >> 32
        number &= _LOW
        seed = _hash32(low ^ number, high) | _hash32(high ^ number, low) >> 1 << 32
    return seed


def draw_bits(seed: Any, unit: Any) -> Any:
    """A number from 0 to 2³² − 1, all equally likely, of ``draw_seed`` and a unit's number."""
    return _hash32((int(seed) + int(unit) * 0x9E3779B9) & _LOW, int(seed) >> 32)


def drop_units(
    inputs: Any, seed: Any, step: Any, rows: Any, rate: Any, outputs: Any, kept: Any
) -> None:
    """Loses a share ``rate`` of the units: ``outputs`` are ``inputs`` times masks.

    Writes the masks, of 0 and 1 / (1 − rate), to ``kept``. All three have shape (rows, units).
    ``rows`` holds the rows' numbers, which together with seed, step and unit decide what is lost.
    """
    limit, factor = int(float(rate) * 2.0**32), 1 / (1 - rate)
    for i, row in enumerate(rows):
        of_row = draw_seed(seed, step, row)
        bits = np.array([draw_bits(of_row, j) for j in range(inputs.shape[1])])
        kept[i] = np.where(bits >= limit, factor, 0)
    outputs[:] = inputs * kept


def normalize(inputs: Any, parameters: Any, epsilon: Any, outputs: Any, kept: Any) -> None:
    """outputs = gain·n + shift with n = (inputs − μ) / √(σ² + epsilon), of each row.

    ``inputs`` and ``outputs`` have shape (rows, units); ``parameters`` are the gains and then the
    shifts. ``kept`` (rows, units + 1) gets n, and 1 / √(σ² + epsilon) after it.
    """
    units = inputs.shape[1]
    deviations = inputs - inputs.mean(axis=1, keepdims=True)
    variance = (deviations * deviations).mean(axis=1, keepdims=True)
    kept[:, units:] = 1 / np.sqrt(variance + epsilon)
    kept[:, :units] = deviations * kept[:, units:]
    outputs[:] = parameters[:units] * kept[:, :units] + parameters[units:]


def normalize_back(parameters: Any, kept: Any, after: Any, before: Any) -> None:
    """Writes the derivatives by the inputs of ``normalize`` to ``before``, from those ``after``.

    What a unit's slope says directly is less what it says of the mean and of the scale, which
    depend on all units of the row.
    """
    units = after.shape[1]
    slopes, normal = parameters[:units] * after, kept[:, :units]
    along = (slopes * normal).mean(axis=1, keepdims=True)
    before[:] = kept[:, units:] * (slopes - slopes.mean(axis=1, keepdims=True) - normal * along)


def normalize_gradient(kept: Any, after: Any, gradient: Any) -> None:
    """Adds the derivatives by the gains and shifts of ``normalize`` to ``gradient``."""
    units = after.shape[1]
    for slope, normal in zip(after, kept[:, :units], strict=True):
        gradient[:units] += slope * normal
        gradient[units:] += slope


_LOW = 0xFFFFFFFF


def _hash32(x: int, between: int) -> int:
    """Wellons' ``lowbias32``, with ``between`` coming in after half of it."""
    x ^= x >> 16
    x = x * 0x7FEB352D & _LOW
    x ^= between
    x ^= x >> 15
    x = x * 0x846CA68B & _LOW
    return x ^ x >> 16
