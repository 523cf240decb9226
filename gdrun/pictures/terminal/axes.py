"""Axes of a canvas: where a value has its dot, and at which values there are ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.evidence.pictures.scales import Scale, along, back

Floats = NDArray[np.float64]

_CLOSE = 1e-9
_AROUND = 0.04
"""What is left free at each end, as a share of the whole."""
_SHARES = (0.9999, 0.999, 0.998, 0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.5, 0.2, 0.0)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
    if scale.scale is Scale.NEAR_ONE and len(shares := _near_one(scale, most)) > 1:
        return [Tick(value, f"{value:g}") for value in shares]
    logarithmic = scale.scale is Scale.LOGARITHMIC
    found = _decades(scale, most) if logarithmic else _round(scale, most, whole=whole)
    return [Tick(value, label(value, found, logarithmic)) for value in found]


def _round(scale: Extent, most: int, *, whole: bool = False) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten."""
    power = math.floor(math.log10((scale.high - scale.low) / most))
    for exponent in (power, power + 1, power + 2):
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            if whole and step < 1:
                continue
            first = math.ceil(scale.low / step - _CLOSE)
            last = math.floor(scale.high / step + _CLOSE)
            if last - first < most:
                # Divided, as 3 * 0.1 is no round number.
                return [
                    k * factor / 10.0**-exponent if exponent < 0 else k * step
                    for k in range(first, last + 1)
                ]
    return []


def _decades(scale: Extent, most: int) -> list[float]:
    """Powers of ten; where there are not two of them, numbers between, or else round ones."""
    low, high = np.log10([scale.low, scale.high]).tolist()
    first, last = math.ceil(low - _CLOSE), math.floor(high + _CLOSE)
    if last > first:
        every = math.ceil((last - first + 1) / most)
        return [10.0**k for k in range(first, last + 1) if k % every == 0]
    for factors in ((1, 2, 5), (1, 2, 3, 4, 5, 6, 8)):
        between = [
            value
            for k in range(first - 1, last + 1)
            for factor in factors
            if scale.low <= (value := factor * 10.0**k) <= scale.high
        ]
        if 2 <= len(between) <= most:
            return between
    return _round(scale, most)


def _near_one(scale: Extent, most: int) -> list[float]:
    """Of shares that people know those that are not too close to each other, from the top."""
    found: list[float] = []
    for value in _SHARES:
        apart = scale.share(found[-1]) - scale.share(value) if found else 1.0
        if scale.low <= value <= scale.high and apart > 1 / (most + 1):
            found.append(value)
    return found[::-1]


def label(value: float, among: Sequence[float], logarithmic: bool) -> str:
    """A tick's value, with no more digits than tell it from the others."""
    if logarithmic and not 1e-3 <= value < 1e5:
        power = math.log10(value)
        if abs(power - round(power)) < _CLOSE:
            return "10" + str(round(power)).translate(_SUPERSCRIPTS)
    steps = [later - earlier for earlier, later in pairwise(among)]
    step = min(steps, default=abs(value) or 1.0)
    if logarithmic or step < 1e-4 or max(map(abs, among)) >= 1e6:
        return f"{value:,g}"
    return f"{value:,.{max(0, -math.floor(math.log10(step) + _CLOSE))}f}"
