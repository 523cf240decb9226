"""The decay that watches a metric."""

from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from gdrun.parts.decays.decay import Decay
from gdrun.parts.kernels import Vector
from gdrun.parts.monitors import Monitor, metric_of
from gdrun.parts.registry import CountOrZero, Inside, NonNegative
from gdrun.wording import several


def _plateau(state: Vector, hyper: Vector, metric: float) -> float:
    factor, patience, threshold, cooldown = hyper[0], hyper[1], hyper[2], hyper[3]
    absolute, largest, floor, smallest_change = hyper[4], hyper[5], hyper[6], hyper[7]
    # state: the multiplier, the best metric, bad epochs, epochs left to cool down, and whether
    # there was an epoch at all.
    if state[4] == 0.0:
        state[0] = 1.0
        state[1] = -np.inf if largest else np.inf
        state[4] = 1.0
    best = state[1]
    margin = threshold if absolute else abs(best) * threshold
    if np.isinf(best):
        margin = 0.0
    if metric > best + margin if largest else metric < best - margin:
        state[1] = metric
        state[2] = 0.0
    else:
        state[2] += 1.0
    if state[3] > 0.0:
        state[3] -= 1.0
        state[2] = 0.0
    if state[2] > patience:
        reduced = max(state[0] * factor, floor)
        if state[0] - reduced > smallest_change:
            state[0] = reduced
        state[3] = cooldown
        state[2] = 0.0
    return state[0]


class Plateau(Decay):
    """Decay on a plateau: m ← factor·m when ``monitor`` stalls for more than ``patience`` epochs.

    Better means by more than ``threshold``, relative to the best so far or absolute. After a
    reduction ``cooldown`` epochs do not count. ``mode: auto`` takes as best what is best for
    the metric: the smallest of losses and errors, the largest of accuracy or F1; ``min`` and
    ``max`` say the same. As
    ``torch.optim.lr_scheduler.ReduceLROnPlateau``, with its ε of 1e-8; but relative is to the size
    of the best. PyTorch's product moves the limit the wrong way where the best is below 0.
    """

    name: Literal["plateau"] = "plateau"
    factor: Inside = 0.1
    patience: CountOrZero = 10
    threshold: NonNegative = 1e-4
    threshold_mode: Literal["relative", "absolute"] = "relative"
    cooldown: CountOrZero = 0
    monitor: Monitor = "validation.loss"
    mode: Literal["auto", "min", "max"] = "auto"

    valid = (
        {},
        {"factor": 0.5, "patience": 3, "monitor": "validation.accuracy"},
        {"threshold": 0.01, "threshold_mode": "absolute", "cooldown": 4, "minimum": 1e-4},
        {"warmup": 5, "monitor": "train.loss"},
        {"mode": "max", "monitor": "train.loss"},
    )
    invalid = (
        {"factor": 1.0},
        {"patience": -1},
        {"per": "step"},
        {"mode": "lowest"},
    )

    state = 5
    react = staticmethod(_plateau)

    @model_validator(mode="after")
    def _epochs_only(self) -> Self:
        if self.per == "step":
            raise ValueError("a plateau is looked for after each epoch: leave out `per`")
        return self

    def pointless(self, units: int) -> str:
        # The first epoch is the best so far, and a reduction is for the epochs after it.
        if self.patience + 2 < units:
            return ""
        return f"a patience of {several(self.patience, 'epoch')} never ends"

    def watched(self) -> str:
        return self.monitor

    def reaction(self, learning_rate: float) -> tuple[float, ...]:
        largest = self.mode == "max"
        if self.mode == "auto" and (metric := metric_of(self.monitor)):
            largest = metric.largest_is_best
        return (
            self.factor,
            float(self.patience),
            self.threshold,
            float(self.cooldown),
            float(self.threshold_mode == "absolute"),
            float(largest),
            self.minimum / learning_rate,
            1e-8 / learning_rate,
        )
