"""Averages that forget, and averages that do not."""

import math
from typing import Literal

from gdrun.parts.averages.average import Average
from gdrun.parts.kernels import Vector
from gdrun.parts.registry import BelowOne, Inside
from gdrun.wording import several


class ExponentialMean(Average):
    """m ← decay·m + (1 − decay)·θ after each step, from m = θ after the first one.

    It remembers some 1 / (1 − decay) steps. Polyak & Juditsky, "Acceleration of stochastic
    approximation by averaging", SIAM J. Control and Optimization 30, 1992, average all alike; as
    ``torch.optim.swa_utils.get_ema_multi_avg_fn``.
    """

    name: Literal["ema"] = "ema"
    decay: Inside = 0.999

    valid = ({}, {"decay": 0.9})
    invalid = ({"decay": 1.0}, {"decay": 0.0})
    per = "step"

    def pointless(self, epochs: int, steps: int) -> str:
        memory = 1 / (1 - self.decay)
        if steps >= 3 * memory:
            return ""
        return (
            f"it remembers some {memory:,.0f} steps, and the training has {steps:,}, so it stays "
            "near its beginning: lower its `decay`"
        )

    @staticmethod
    def average(mean: Vector, theta: Vector, hyper: Vector, count: int) -> None:
        decay, one = hyper[0], theta.dtype.type(1)
        for i in range(theta.size):
            mean[i] = decay * mean[i] + (one - decay) * theta[i]


class StochasticWeights(Average):
    """m ← m + (θ − m) / (count + 1) at the end of each epoch after the first share ``start``.

    Izmailov, Podoprikhin, Garipov, Vetrov & Wilson, "Averaging weights leads to wider optima and
    better generalization", UAI 2018. They keep the learning rate high while they average, which
    here the config's decay decides.
    """

    name: Literal["swa"] = "swa"
    aliases = ("mean",)
    start: BelowOne = 0.75

    valid = ({}, {"start": 0.0})
    invalid = ({"start": 1.0}, {"start": -0.5})
    per = "epoch"

    def pointless(self, epochs: int, steps: int) -> str:
        if self.first_epoch(epochs) < epochs:
            return ""
        return f"it begins after the last of {several(epochs, 'epoch')}: lower its `start`"

    def first_epoch(self, epochs: int) -> int:
        # 0.55 · 100 is a little more than 55.
        return math.ceil(self.start * epochs - 1e-9)

    @staticmethod
    def average(mean: Vector, theta: Vector, hyper: Vector, count: int) -> None:
        share = theta.dtype.type(1 / (count + 1))
        for i in range(theta.size):
            mean[i] += share * (theta[i] - mean[i])
