"""Decays: how the learning rate changes while training runs.

A decay yields a multiplier m of ``optimizer.learning_rate``. ``warmup``, ``per`` and ``minimum``
belong to every decay and are applied around it, so that no decay repeats them.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from gdrun.parts.kernels import KernelPart, Vector
from gdrun.parts.registry import Monitor, NonNegative, Share

Count = Annotated[int, Field(ge=1)]


def _steady(state: Vector, hyper: Vector, metric: float) -> float:
    return 1.0


class Decay(KernelPart):
    """A multiplier of the learning rate, by the clock or in reaction to a metric.

    A decay by the clock defines ``multiplier(t, total)``; one that reacts defines the kernel
    ``react(state, hyper, metric)``, called after each epoch with the monitored metric, which
    returns the multiplier for the next; ``state`` is float64 and zero before the first call.

    Class attributes:
        state: How many float64 numbers the reaction remembers.
    """

    family = "decays"

    state: ClassVar[int] = 0
    react: ClassVar[Callable[..., float]] = staticmethod(_steady)

    warmup: Annotated[int, Field(ge=0)] = 0
    """Units over which the rate first rises linearly, from 1/n to 1."""
    per: Literal["epoch", "step"] = "epoch"
    """The unit of the decay's clock and of its warm-up."""
    minimum: NonNegative = 0.0
    """The lowest learning rate, absolute. Warm-up may be below it."""

    def multiplier(self, t: NDArray[np.float64], total: int) -> NDArray[np.float64]:
        """m at the times ``t`` (0, 1, … after warm-up) of a training of ``total`` units."""
        return np.ones_like(t)

    def watched(self) -> str | None:
        """The metric that the decay reacts to, such as ``validation.loss``; None if it does not."""
        return None

    def reaction(self, learning_rate: float) -> tuple[float, ...]:
        """What ``react`` reads as ``hyper``, given the optimizer's learning rate."""
        return ()


class NoDecay(Decay):
    """No decay: m = 1."""

    name: Literal["none"] = "none"
    aliases = ("constant",)


class Exponential(Decay):
    """Exponential decay: m = factorᵗ, every unit.

    As ``torch.optim.lr_scheduler.ExponentialLR``.
    """

    name: Literal["exponential"] = "exponential"
    factor: Share = 0.95

    valid = ({}, {"factor": 0.5, "warmup": 3}, {"per": "step", "factor": 0.999}, {"minimum": 1e-4})
    invalid = ({"factor": 0.0}, {"factor": 1.5}, {"warmup": -1}, {"per": "batch"})

    def multiplier(self, t: NDArray[np.float64], total: int) -> NDArray[np.float64]:
        return self.factor**t


class Step(Decay):
    """Step decay: m = factor^⌊t / every⌋, after every n units.

    As ``torch.optim.lr_scheduler.StepLR``.
    """

    name: Literal["step"] = "step"
    every: Count = 10
    factor: Share = 0.5

    valid = ({}, {"every": 1}, {"every": 30, "factor": 0.1})
    invalid = ({"every": 0}, {"factor": -1.0})

    def multiplier(self, t: NDArray[np.float64], total: int) -> NDArray[np.float64]:
        return self.factor ** np.floor(t / self.every)


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
    margin = threshold if absolute else best * threshold
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
    """Decay on a plateau: m ← factor·m after ``patience`` epochs with no better ``monitor``.

    Better means by more than ``threshold``, relative to the best so far or absolute. After a
    reduction ``cooldown`` epochs do not count. ``mode: auto`` takes the smallest as best for
    losses and errors, the largest for accuracy, F1 and R². As
    ``torch.optim.lr_scheduler.ReduceLROnPlateau``, with its ε of 1e-8.
    """

    name: Literal["plateau"] = "plateau"
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1
    patience: Annotated[int, Field(ge=0)] = 10
    threshold: NonNegative = 1e-4
    threshold_mode: Literal["relative", "absolute"] = "relative"
    cooldown: Annotated[int, Field(ge=0)] = 0
    monitor: Monitor = "validation.loss"
    mode: Literal["auto", "min", "max"] = "auto"

    valid = (
        {},
        {"factor": 0.5, "patience": 3, "monitor": "validation.accuracy"},
        {"threshold": 0.01, "threshold_mode": "absolute", "cooldown": 4, "minimum": 1e-4},
        {"warmup": 5, "monitor": "train.loss"},
    )
    invalid = ({"factor": 1.0}, {"patience": -1}, {"per": "step"}, {"mode": "lowest"})

    state = 5
    react = staticmethod(_plateau)

    @model_validator(mode="after")
    def _epochs_only(self) -> Self:
        if self.per == "step":
            raise ValueError("a plateau is looked for after each epoch: leave out `per`")
        return self

    def watched(self) -> str:
        return self.monitor

    def reaction(self, learning_rate: float) -> tuple[float, ...]:
        largest = self.mode == "max" or (
            self.mode == "auto"
            and self.monitor.rpartition(".")[2] in ("accuracy", "macro_f1", "r2")
        )
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
