"""Axes of a canvas: where a value has its dot, and at which values there are ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.evidence.pictures.scales import Scale, along, back
from gdrun.pictures.ticks import decade_ticks, near_one_ticks, power_of_ten, round_ticks

Floats = NDArray[np.float64]

_CLOSE = 1e-9
_AROUND = 0.04
"""What is left free at each end, as a share of the whole."""


@dataclass(frozen=True)
class Extent:
    """What lies between two numbers, ``low`` below ``high``."""

    low: float
    high: float
    scale: Scale = Scale.LINEAR

    def share(self, values: ArrayLike) -> Floats:
        """How far from ``low`` to ``high``: 0 to 1, or outside; NaN stays."""
        low, high = along([self.low, self.high], self.scale)
        shares: Floats = (along(values, self.scale) - low) / (high - low)
        return shares


@dataclass(frozen=True)
class Tick:
    """A number on an axis, and what is written there."""

    value: float
    label: str


def extent_of(means: Floats, lows: Floats, highs: Floats, scale: Scale) -> Extent:
    """With room for all means, and for their intervals as far as means can still be told apart.

    Args:
        means: At least one is finite.
        lows: Ends of intervals, NaN where there is none.
        highs: As ``lows``.
        scale: One that the means have places in.
    """
    has_place = means > 0 if scale is Scale.LOGARITHMIC else np.isfinite(means)
    told = along(means[has_place & np.isfinite(means)], scale)
    least, most = float(told.min()), float(told.max())
    beside = (most - least) / 4 or math.inf
    ends = along(np.concatenate([lows, highs]), scale)
    ends = ends[np.isfinite(ends)]
    low = max(min(least, *ends, least), least - beside)
    high = min(max(most, *ends, most), most + beside)
    room = (high - low) * _AROUND or abs(low) * _AROUND or 0.5
    first, last = back([low - room, high + room], scale).tolist()
    return Extent(first, last, scale)


def ticks_of(scale: Extent, most: int, *, whole: bool = False) -> list[Tick]:
    """At most so many, at decades or else at round numbers; ``whole`` if others mean nothing."""
    low, high = scale.low, scale.high
    if scale.scale is Scale.NEAR_ONE and (shares := near_one_ticks(low, high, most)):
        return [Tick(value, f"{value:g}") for value in shares]
    if logarithmic := scale.scale is Scale.LOGARITHMIC:
        found = decade_ticks(low, high, most)
    else:
        found = round_ticks(low, high, most, whole=whole)
    return [Tick(value, label(value, found, logarithmic)) for value in found]


def label(value: float, among: Sequence[float], logarithmic: bool) -> str:
    """A tick's value, with no more digits than tell it from the others."""
    if logarithmic and not 1e-3 <= value < 1e5:
        power = math.log10(value)
        if abs(power - round(power)) < _CLOSE:
            return power_of_ten(round(power))
    steps = [later - earlier for earlier, later in pairwise(among)]
    step = min(steps, default=abs(value) or 1.0)
    if logarithmic or step < 1e-4 or max(map(abs, among)) >= 1e6:
        return f"{value:,g}"
    return f"{value:,.{max(0, -math.floor(math.log10(step) + _CLOSE))}f}"
