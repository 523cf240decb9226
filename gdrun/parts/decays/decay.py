"""The family of decays: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gdrun.parts.kernels import KernelPart, Vector
from gdrun.parts.registry import CountOrZero, NonNegative

_WARMUP = """\
Over how many units of ``per`` the rate first rises linearly, from 1/n to 1; the decay's own
clock starts after them."""
_PER = """\
The unit of the decay's clock: with ``step``, ``warmup``, ``every``, ``first``,
``milestones`` and ``epochs`` all count steps."""
_MINIMUM = """\
The lowest learning rate after warm-up: a rate, not a multiplier. Polynomial, cosine and
cosine_warm_restarts end at it; for the others it is a floor, where they stay."""

Times = NDArray[np.float64]
"""Units of a decay's clock, such as epochs, or what they are mapped to."""


def _steady(state: Vector, hyper: Vector, metric: float) -> float:
    return 1.0


class Decay(KernelPart):
    """A multiplier of the learning rate, by the clock or in reaction to a metric.

    A decay by the clock defines ``multiplier(t, total)``; one that reacts defines the kernel
    ``react(state, hyper, metric)``, called after each epoch with the monitored metric, which
    returns the multiplier for the next; ``state`` is float64 and zero before the first call.

    Class attributes:
        state: How many float64 numbers the reaction remembers.
        starts_at_one: Whether m(0) = 1; otherwise training starts below the optimizer's rate.
        ends_at_minimum: Whether m = 0 stands for ``minimum``, so that the rate is
            minimum + (α − minimum)·m; otherwise ``minimum`` is a floor under α·m.
    """

    family = "decays"

    state: ClassVar[int] = 0
    starts_at_one: ClassVar[bool] = True
    ends_at_minimum: ClassVar[bool] = False
    react: ClassVar[Callable[..., float]] = staticmethod(_steady)

    warmup: CountOrZero = Field(0, description=_WARMUP)
    per: Literal["epoch", "step"] = Field("epoch", description=_PER)
    minimum: NonNegative = Field(0.0, description=_MINIMUM)

    def multiplier(self, t: Times, total: int) -> Times:
        """m at the times ``t`` (0, 1, … after warm-up) of a training of ``total`` units."""
        return np.ones_like(t)

    def pointless(self, units: int) -> str:
        """What of it does nothing in so many units after the warm-up, in words; empty if nothing.

        Units are those of ``per``.
        """
        return ""

    def watched(self) -> str | None:
        """The metric that the decay reacts to, such as ``validation.loss``; None if it does not."""
        return None

    def reaction(self, learning_rate: float) -> tuple[float, ...]:
        """What ``react`` reads as ``hyper``, given the optimizer's learning rate."""
        return ()
