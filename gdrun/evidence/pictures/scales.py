"""On which scale values tell their story, and which of them a frame is for."""

import math
from collections.abc import Iterable
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.records import Measured

DECADES = 1.5
"""Values that span more decades than these are told on a logarithmic scale."""
_GAIN = 8.0
"""If the worst share leaves this many times as much to 1 as the best, that is what is told."""


_TINY = 1e-300
"""In place of numbers that a logarithmic scale has no place for."""
_NEAREST = 1e-9
"""Shares nearer to 1 than this are not told apart."""
_KEPT = 0.75
"""The share of the values, the best ones, that are never left out of a frame."""


class Scale(StrEnum):
    """How a value becomes a height."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"
    NEAR_ONE = "near one"
    """−log₁₀(1 − y) of shares y: from 0.9 to 0.99 is as far as from 0 to 0.9."""


def scale_of(values: Iterable[float], measured: Measured) -> Scale:
    """The scale that suits values of a metric; those that are not finite do not count.

    A logarithmic scale may be chosen for values of which some are 0: they lie at its lower end.
    """
    told = [value for value in values if math.isfinite(value)]
    if not told or min(told) < 0:
        return Scale.LINEAR
    low, high = min(told), max(told)
    if measured.highest is not None:
        is_share = measured.highest == 1 and measured.largest_is_best and high < 1
        return Scale.NEAR_ONE if is_share and 1 - low > _GAIN * (1 - high) else Scale.LINEAR
    positive = [value for value in told if value > 0]
    # The quotient of the largest and the smallest double is infinite.
    spans = positive and math.log10(high) - math.log10(min(positive)) > DECADES
    return Scale.LOGARITHMIC if spans else Scale.LINEAR


def along(values: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """Numbers that are as far apart as values are on a scale.

    What has no place on it, as 0 on a logarithmic one, is far beyond all others.
    """
    told: NDArray[np.float64] = np.asarray(values, float)
    if scale is Scale.LOGARITHMIC:
        told = np.log10(np.maximum(told, _TINY))
    elif scale is Scale.NEAR_ONE:
        told = -np.log10(np.maximum(1 - told, _NEAREST))
    return told


def back(places: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """The values that `along` puts there."""
    told: NDArray[np.float64] = np.asarray(places, float)
    if scale is Scale.LINEAR:
        return told
    powers: NDArray[np.float64] = 10.0 ** (told if scale is Scale.LOGARITHMIC else -told)
    return powers if scale is Scale.LOGARITHMIC else 1 - powers


def half_way_to_one(share: float) -> float:
    """As far above a share as a frame near 1 may go: 1 itself is endlessly far away."""
    return 1 - (1 - share) / 2


def span_of(
    values: Iterable[float], *, largest_is_best: bool, reach: float
) -> tuple[float, float] | None:
    """From the least to the most of finite values, but for bad ones far away from the others.

    Otherwise one bad value would leave no room for what the others tell. Far away is ``reach``
    times the distance of all better ones from each other, if these are not alike. At most a quarter
    of the values are left out. None if no value is finite.
    """
    told = sorted((value for value in values if math.isfinite(value)), reverse=largest_is_best)
    if not told:
        return None
    near = told
    for kept in range(math.ceil(_KEPT * len(told)), len(told)):
        span = abs(told[kept - 1] - told[0])
        if abs(told[kept] - told[kept - 1]) > reach * span > 0:
            near = told[:kept]
            break
    return min(near), max(near)
