"""Training: epochs over batches, and what is seen after each epoch."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.naive.decays import multiplier
from tests.naive.metrics import largest_is_best, metrics
from tests.naive.network import Array, forward, gradients, loss_value
from tests.naive.optimizers import OPTIMIZERS, Memory, clip, norm
from tests.naive.stopping import ending


def natural_batches(rows: int, batch_size: int | Literal["full"]) -> list[NDArray[np.int64]]:
    """The rows in their order, cut into batches, the last of them short if need be."""
    size = rows if batch_size == "full" else batch_size
    return [np.arange(start, min(start + size, rows)) for start in range(0, rows, size)]


class Training(NamedTuple):
    """What ``train`` leaves: the network, a list of numbers for each column of the history
    (``learning_rate``, ``train.loss``, ``validation.loss``, …), and the status in gdrun's words."""

    W: list[Array]
    b: list[Array]
    history: dict[str, list[float]]
    status: Literal["finished", "converged", "early_stopped"]


def train(
    X: Array,
    y: NDArray[Any],
    *,
    W: Sequence[Array],
    b: Sequence[Array],
    activation: str,
    loss: str,
    optimizer: Mapping[str, Any],
    epochs: int,
    batch_size: int | Literal["full"] = "full",
    batches: Sequence[Sequence[NDArray[np.int64]]] | None = None,
    decay: Mapping[str, Any] | None = None,
    penalty: Mapping[str, Any] | None = None,
    clip_value: float | None = None,
    clip_norm: float | None = None,
    stop: Mapping[str, Any] | None = None,
    validation: tuple[Array, NDArray[Any]] | None = None,
    target_scale: Array | float = 1.0,
    target_shift: Array | float = 0.0,
) -> Training:
    """Trains from ``W`` and ``b``, which stay as they are.

    ``optimizer``, ``decay``, ``penalty`` and ``stop`` are written as in a config. ``batches``
    gives for each epoch the rows of each batch; without it they come in natural order.
    """
    layers = len(W)
    theta = [*W, *b]
    memories: list[Memory] = [{} for _ in theta]
    hyper = dict(optimizer)
    update, base_rate = OPTIMIZERS[hyper.pop("name")], hyper.pop("learning_rate")
    decay, penalty, stop = decay or {"name": "none"}, penalty or {}, stop or {}
    history: dict[str, list[float]] = {"learning_rate": [], "train.loss": []}
    after_epoch: list[list[Array]] = []
    status: Literal["finished", "converged", "early_stopped"] = "finished"

    for epoch in range(epochs):
        rate = base_rate * multiplier(epoch, history, learning_rate=base_rate, **decay)
        total_loss = 0.0
        total_gradient = [np.zeros_like(t) for t in theta]
        for rows in natural_batches(len(X), batch_size) if batches is None else batches[epoch]:
            W, b = theta[:layers], theta[layers:]
            outputs = forward(X[rows], W=W, b=b, activation=activation)[0][-1]
            dW, db = gradients(
                X[rows], y[rows], W=W, b=b, activation=activation, loss=loss, **penalty
            )
            total_loss += len(rows) * loss_value(outputs, y[rows], loss=loss)
            total_gradient = [
                total + len(rows) * g for total, g in zip(total_gradient, [*dW, *db], strict=True)
            ]
            gradient = clip([*dW, *db], clip_value=clip_value, clip_norm=clip_norm)
            theta = [
                update(t, g, memory, learning_rate=rate, **hyper)
                for t, g, memory in zip(theta, gradient, memories, strict=True)
            ]

        after_epoch.append(theta)
        history["learning_rate"].append(rate)
        history["train.loss"].append(total_loss / len(X))
        if validation is not None:
            seen = metrics(
                *validation,
                W=theta[:layers],
                b=theta[layers:],
                activation=activation,
                loss=loss,
                target_scale=target_scale,
                target_shift=target_shift,
            )
            for name, value in seen.items():
                history.setdefault(f"validation.{name}", []).append(value)
        reason = ending(history, norm(total_gradient) / len(X), **stop)
        if reason is not None:
            status = reason
            break

    if "monitor" in stop:
        values = history[stop["monitor"]]
        # Both take the first among ties.
        best = np.argmax(values) if largest_is_best(stop["monitor"]) else np.argmin(values)
        theta = after_epoch[best]
    return Training(theta[:layers], theta[layers:], history, status)
