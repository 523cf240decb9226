"""Decays by the clock: falling at once, in steps, or along a curve.

t counts units from 0 after warm-up, epochs or with ``per: step`` steps, whatever a parameter is
called (``epochs``), and m multiplies the optimizer's learning rate.
"""

from itertools import pairwise
from typing import Literal, Self

import numpy as np
from pydantic import field_validator, model_validator

from gdrun.parts.decays.decay import Decay, Times
from gdrun.parts.registry import Count, NonNegative, Positive, Share
from gdrun.wording import at_most, several


class NoDecay(Decay):
    """No decay: m = 1."""

    name: Literal["none"] = "none"


class Exponential(Decay):
    """Exponential decay: m = factorᵗ, every unit.

    As ``torch.optim.lr_scheduler.ExponentialLR``.
    """

    name: Literal["exponential"] = "exponential"
    factor: Share = 0.95

    valid = ({}, {"factor": 0.5, "warmup": 3}, {"per": "step", "factor": 0.999}, {"minimum": 1e-4})
    invalid = ({"factor": 0.0}, {"factor": 1.5}, {"warmup": -1}, {"per": "batch"})

    def multiplier(self, t: Times, total: int) -> Times:
        return self.factor**t


class Step(Decay):
    """Step decay: m = factor^⌊t / every⌋, after every n units.

    As ``torch.optim.lr_scheduler.StepLR``, but for its factor of 0.1, which every 10 epochs would
    leave nothing of the rate long before the usual 100 epochs are over.
    """

    name: Literal["step"] = "step"
    every: Count = 10
    factor: Share = 0.5

    valid = ({}, {"every": 1}, {"every": 30, "factor": 0.1})
    invalid = ({"every": 0}, {"factor": -1.0})

    def multiplier(self, t: Times, total: int) -> Times:
        return self.factor ** np.floor(t / self.every)

    def pointless(self, units: int) -> str:
        if self.every < units:
            return ""
        return f"the rate stays as it is for {several(self.every, self.per)}"


class Multistep(Decay):
    """Decay at milestones: m = factorᵏ after k of the ``milestones``.

    As ``torch.optim.lr_scheduler.MultiStepLR``.
    """

    name: Literal["multistep"] = "multistep"
    milestones: tuple[Count, ...]
    factor: Share = 0.1

    valid = ({"milestones": [3]}, {"milestones": [10, 25, 40], "factor": 0.3})
    invalid = ({}, {"milestones": []}, {"milestones": [5, 5]}, {"milestones": [9, 3]})

    @field_validator("milestones")
    @classmethod
    def _in_order(cls, milestones: tuple[int, ...]) -> tuple[int, ...]:
        if not milestones or any(later <= before for before, later in pairwise(milestones)):
            raise ValueError("`milestones` must be one or more, each later than the one before")
        return milestones

    def multiplier(self, t: Times, total: int) -> Times:
        passed: Times = np.searchsorted(self.milestones, t, side="right").astype(np.float64)
        return self.factor**passed

    def pointless(self, units: int) -> str:
        late = [f"{each:,}" for each in self.milestones if each >= units]
        if not late:
            return ""
        called = "milestone" if len(late) == 1 else "milestones"
        return f"{called} {at_most(3, late)} {'is' if len(late) == 1 else 'are'} never reached"


class Constant(Decay):
    """A smaller rate at first: m = factor for the first ``epochs``, then 1.

    As ``torch.optim.lr_scheduler.ConstantLR``.
    """

    name: Literal["constant"] = "constant"
    factor: Share = 1 / 3
    epochs: Count = 5

    starts_at_one = False
    valid = ({}, {"factor": 0.25, "epochs": 10})
    invalid = ({"factor": 0.0}, {"epochs": 0})

    def multiplier(self, t: Times, total: int) -> Times:
        return np.where(t < self.epochs, self.factor, 1.0)

    def pointless(self, units: int) -> str:
        if self.epochs < units:
            return ""
        return f"the smaller rate lasts for {several(self.epochs, self.per)}, to the end"


class InverseTime(Decay):
    """Inverse time: m = 1 / (1 + factor·t)^power.

    With power 1/2 the decay of Robbins and Monro's analyses. Bottou, Curtis & Nocedal,
    "Optimization methods for large-scale machine learning", SIAM Review 60, 2018, theorem 4.7.
    """

    name: Literal["inverse_time"] = "inverse_time"
    factor: Positive = 0.1
    power: Positive = 1.0

    valid = ({}, {"factor": 0.01, "power": 0.5})
    invalid = ({"factor": 0.0}, {"power": -1.0})

    def multiplier(self, t: Times, total: int) -> Times:
        return (1 + self.factor * t) ** -self.power


class Linear(Decay):
    """A straight line: m goes from ``start`` to ``end`` over ``epochs``, and stays there.

    m = start + (end − start)·min(t / epochs, 1). Without ``epochs`` it takes the whole training.
    As ``torch.optim.lr_scheduler.LinearLR``, which by default rises; here the line falls to 0.
    """

    name: Literal["linear"] = "linear"
    start: NonNegative = 1.0
    end: NonNegative = 0.0
    epochs: Count | None = None

    starts_at_one = False
    valid = ({}, {"start": 0.1, "end": 1.0, "epochs": 10}, {"minimum": 0.0001})
    invalid = ({"start": -1.0}, {"epochs": 0}, {"start": 0.0, "end": 0.0})

    @model_validator(mode="after")
    def _above_zero(self) -> Self:
        if not self.start and not self.end:
            raise ValueError("a line from 0 to 0 trains nothing: `start` or `end` must be above 0")
        return self

    def multiplier(self, t: Times, total: int) -> Times:
        return self.start + (self.end - self.start) * np.minimum(t / (self.epochs or total), 1.0)


class Polynomial(Decay):
    """A polynomial: m = (1 − t / epochs)^power, and 0 after ``epochs``.

    Without ``epochs`` it takes the whole training. It falls to ``minimum``. As
    ``torch.optim.lr_scheduler.PolynomialLR``.
    """

    name: Literal["polynomial"] = "polynomial"
    power: Positive = 1.0
    epochs: Count | None = None

    ends_at_minimum = True
    valid = ({}, {"power": 2.0, "epochs": 5}, {"minimum": 0.0001})
    invalid = ({"power": 0.0}, {"epochs": 0})

    def multiplier(self, t: Times, total: int) -> Times:
        return (1 - np.minimum(t / (self.epochs or total), 1.0)) ** self.power


class Cosine(Decay):
    """Half a cosine: m = (1 + cos(π t / epochs)) / 2, and 0 after ``epochs``.

    Without ``epochs`` it takes the whole training. It falls to ``minimum``. As
    ``torch.optim.lr_scheduler.CosineAnnealingLR``, which would rise again. Loshchilov & Hutter,
    "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5.
    """

    name: Literal["cosine"] = "cosine"
    epochs: Count | None = None

    ends_at_minimum = True
    valid = ({}, {"epochs": 5}, {"minimum": 0.0001, "warmup": 3})
    invalid = ({"epochs": 0},)

    def multiplier(self, t: Times, total: int) -> Times:
        return (1 + np.cos(np.pi * np.minimum(t / (self.epochs or total), 1.0))) / 2
