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
