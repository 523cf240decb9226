"""The learning rate of each epoch, as a multiplier of the optimizer's."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from tests.naive.metrics import largest_is_best


def plateau(
    metrics: Sequence[float],
    *,
    learning_rate: float,
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: Literal["relative", "absolute"] = "relative",
    cooldown: int = 0,
    minimum: float = 0.0,
    mode: Literal["min", "max"] = "min",
) -> float:
    """The multiplier after these ``metrics`` were seen.

    As torch's ``ReduceLROnPlateau``, but where the best is below 0.
    """
    rate = learning_rate
    best = np.inf if mode == "min" else -np.inf
    bad = cooling = 0
    for metric in metrics:
        margin = abs(best) * threshold if threshold_mode == "relative" else threshold
        # There is no best before the first metric, and no margin on it.
        margin = margin if np.isfinite(best) else 0.0
        if metric < best - margin if mode == "min" else metric > best + margin:
            best, bad = metric, 0
        else:
            bad += 1
        if cooling > 0:
            cooling, bad = cooling - 1, 0
        if bad > patience:
            reduced = max(rate * factor, minimum)
            # Smaller reductions are not made, though the cool-down begins all the same.
            if rate - reduced > 1e-8:
                rate = reduced
            cooling, bad = cooldown, 0
    return rate / learning_rate


def multiplier(
    epoch: int, history: Mapping[str, Sequence[float]], *, learning_rate: float, **decay: Any
) -> float:
    """What the learning rate is multiplied with in ``epoch``, after ``history`` was seen."""
    name, warmup = decay.pop("name"), decay.pop("warmup", 0)
    if epoch < warmup:
        return float((epoch + 1) / warmup)
    t = epoch - warmup
    if name == "none":
        return 1.0
    if name == "exponential":
        return float(decay["factor"] ** t)
    if name == "step":
        return float(decay["factor"] ** (t // decay["every"]))
    if name == "plateau":
        monitor = decay.pop("monitor", "validation.loss")
        decay.setdefault("mode", "max" if largest_is_best(monitor) else "min")
        seen = history.get(monitor, [])[warmup:]
        return plateau(seen, learning_rate=learning_rate, **decay)
    raise ValueError(name)
