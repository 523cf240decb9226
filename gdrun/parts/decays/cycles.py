"""Decays that go round: restarts, cycles, and a single cycle.

t counts units from 0 after warm-up, epochs or with ``per: step`` steps, whatever a parameter is
called (``epochs``), and m multiplies the optimizer's learning rate.
"""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from gdrun.parts.decays.decay import Decay, Times
from gdrun.parts.registry import Count, Inside, Share


class CosineWarmRestarts(Decay):
    """Half a cosine, again and again: m = (1 + cos(π t′ / T)) / 2, with t′ since the restart.

    T is ``first`` at first, and ``multiply`` times as long after each restart. It falls to
    ``minimum``. As ``torch.optim.lr_scheduler.CosineAnnealingWarmRestarts``. Loshchilov & Hutter,
    "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5.
    """

    name: Literal["cosine_warm_restarts"] = "cosine_warm_restarts"
    first: Count = 10
    multiply: Count = 1

    aliases = ("sgdr",)
    ends_at_minimum = True
    valid = ({}, {"first": 3, "multiply": 2, "minimum": 0.001}, {"first": 1})
    invalid = ({"first": 0}, {"multiply": 0})

    def multiplier(self, t: Times, total: int) -> Times:
        if self.multiply == 1:
            return (1 + np.cos(np.pi * (t % self.first) / self.first)) / 2
        # Cycles that at least double are few: these are whole numbers and exact, as logarithms of
        # the time would not be.
        starts, lengths = [0.0], [float(self.first)]
        while starts[-1] + lengths[-1] < total:
            starts.append(starts[-1] + lengths[-1])
            lengths.append(lengths[-1] * self.multiply)
        cycle = np.searchsorted(starts, t, side="right") - 1
        since = t - np.array(starts)[cycle]
        return (1 + np.cos(np.pi * since / np.array(lengths)[cycle])) / 2


class Cyclic(Decay):
    """Up and down in straight lines: from start·α to α in ``every`` units, and down again.

    m = start + (1 − start)·(1 − |t / every − 2c − 1|) in cycle c. The optimizer's learning rate α
    is the peak. With ``mode: triangular2`` each cycle is half as high as the one before. As
    ``torch.optim.lr_scheduler.CyclicLR``, whose base_lr is start·α; momentum is not cycled. After
    a ``warmup``, which ends at α, the rate drops to start·α.
    Smith, "Cyclical learning rates for training neural networks", WACV 2017.
    """

    name: Literal["cyclic"] = "cyclic"
    start: Share = 0.1
    every: Count = 10
    mode: Literal["triangular", "triangular2"] = "triangular"

    starts_at_one = False
    valid = ({}, {"every": 1}, {"mode": "triangular2", "start": 0.2})
    invalid = ({"start": 0.0}, {"every": 0}, {"mode": "square"})

    def multiplier(self, t: Times, total: int) -> Times:
        cycle = np.floor(t / (2 * self.every))
        height = 1 - np.abs(t / self.every - 2 * cycle - 1)
        if self.mode == "triangular2":
            height = height * 0.5**cycle
        return self.start + (1 - self.start) * height


class OneCycle(Decay):
    """One cycle: from start·α up to α along a cosine, and down to end·α along another.

    The optimizer's learning rate α is the peak, reached at the share ``peak_at`` of ``epochs``,
    or of the whole training without them. As ``torch.optim.lr_scheduler.OneCycleLR``, whose
    div_factor is 1 / start and whose final_div_factor is start / end, but momentum is not cycled,
    and where peak_at·epochs ≤ 1 leaves no time to rise, training starts at α and not past it.
    After a ``warmup``, which ends at α, the rate drops to start·α. Smith & Topin,
    "Super-convergence: very fast training of neural networks using large learning rates", 2018.
    """

    name: Literal["one_cycle"] = "one_cycle"
    start: Share = 0.04
    end: Annotated[float, Field(ge=0, le=1)] = 4e-6
    peak_at: Inside = 0.3
    epochs: Count | None = None

    starts_at_one = False
    valid = ({}, {"peak_at": 0.5, "start": 0.1, "end": 0.0}, {"epochs": 4})
    invalid = ({"peak_at": 1.0}, {"start": 0.0}, {"end": -1.0})

    def multiplier(self, t: Times, total: int) -> Times:
        units = self.epochs or total
        last = max(units - 1, 1)
        peak = min(max(self.peak_at * units - 1, 0.0), last - 1e-9)
        rise = np.clip(t / peak, 0, 1) if peak else np.ones_like(t)
        fall = np.clip((t - peak) / (last - peak), 0, 1)
        up = 1 + (self.start - 1) * (1 + np.cos(np.pi * rise)) / 2
        down = self.end + (1 - self.end) * (1 + np.cos(np.pi * fall)) / 2
        return np.where(t <= peak, up, down)
