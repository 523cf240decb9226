"""A fully connected network: outputs, losses, and gradients by backpropagation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    # Not 1 / (1 + exp(-z)), which overflows.
    return np.exp(-np.logaddexp(0.0, -z))


ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0.0),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
}
DERIVATIVES: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda z: (z > 0.0).astype(np.float64),
    "tanh": lambda z: 1.0 - np.tanh(z) ** 2,
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
}


def forward(
    X: Array, *, W: Sequence[Array], b: Sequence[Array], activation: str
) -> tuple[list[Array], list[Array]]:
    """Each layer's weighted sums ``z`` (the last are the raw outputs), and its inputs ``a``."""
    a, z = [X], []
    for weights, biases in zip(W, b, strict=True):
        z.append(a[-1] @ weights + biases)
        a.append(ACTIVATIONS[activation](z[-1]))
    return z, a[:-1]


def loss_value(outputs: Array, y: NDArray[Any], *, loss: str) -> float:
    """The mean loss of the rows (for ``mse`` of rows and outputs), from raw outputs."""
    if loss == "cross_entropy":
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-log_softmax[np.arange(len(y)), y].mean())
    if loss == "binary_cross_entropy":
        return float((np.logaddexp(0.0, outputs) - y * outputs).mean())
    if loss == "mse":
        return float(((outputs - y) ** 2).mean())
    raise ValueError(loss)


def loss_derivative(outputs: Array, y: NDArray[Any], *, loss: str) -> Array:
    """The derivative of ``loss_value`` by the outputs."""
    if loss == "cross_entropy":
        shifted = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        softmax = shifted / shifted.sum(axis=1, keepdims=True)
        return np.asarray((softmax - np.eye(outputs.shape[1])[y]) / len(y))
    if loss == "binary_cross_entropy":
        return np.asarray((sigmoid(outputs) - y) / len(y))
    if loss == "mse":
        return np.asarray(2.0 * (outputs - y) / outputs.size)
    raise ValueError(loss)


def penalty_value(W: Sequence[Array], *, l1: float = 0.0, l2: float = 0.0) -> float:
    """l1·Σ|w| + l2/2·Σw²."""
    return float(sum(l1 * np.abs(w).sum() + l2 / 2.0 * (w**2).sum() for w in W))


def gradients(
    X: Array,
    y: NDArray[Any],
    *,
    W: Sequence[Array],
    b: Sequence[Array],
    activation: str,
    loss: str,
    l1: float = 0.0,
    l2: float = 0.0,
) -> tuple[list[Array], list[Array]]:
    """``dW`` and ``db`` of the loss and the penalty, by backpropagation."""
    z, a = forward(X, W=W, b=b, activation=activation)
    dW, db = [], []
    delta = loss_derivative(z[-1], y, loss=loss)
    for layer in reversed(range(len(W))):
        dW.append(a[layer].T @ delta + l1 * np.sign(W[layer]) + l2 * W[layer])
        db.append(delta.sum(axis=0))
        if layer > 0:
            delta = (delta @ W[layer].T) * DERIVATIVES[activation](z[layer - 1])
    return dW[::-1], db[::-1]
