"""On which scale values tell their story, and which of them a frame is for."""

import math
from collections.abc import Iterable
from enum import StrEnum

import numpy as np

from gdrun.records import Measured

DECADES = 1.5
"""Values that span more decades than these are told on a logarithmic scale."""
_GAIN = 8.0
"""If the worst share leaves this many times as much to 1 as the best, that is what is told."""


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


def half_way_to_one(share: float) -> float:
    """As far above a share as a frame near 1 may go: 1 itself is endlessly far away."""
    return 1 - (1 - share) / 2


def frame_of(
    values: Iterable[float], *, largest_is_best: bool, reach: float
) -> tuple[float, float] | None:
    """From the least to the most of finite values, but for bad ones far away from the others.

    Far away is ``reach`` times the distance of the quartiles from the next of these, as in
    J. Tukey's box plots (Exploratory Data Analysis, 1977), where it is 1.5. Otherwise one bad value
    would leave no room for what the others tell. None if no value is finite.
    """
    told = np.array([value for value in values if math.isfinite(value)])
    if not told.size:
        return None
    first, third = np.percentile(told, [25, 75])
    # Of values that are mostly the same all are told.
    room = reach * (third - first) or math.inf
    near = told[told >= first - room] if largest_is_best else told[told <= third + room]
    return float(near.min()), float(near.max())
