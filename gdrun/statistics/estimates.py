"""Estimates with their errors: what intervals and p-values are made of.

Where nobody knows which of several standard errors is right, an estimate has all of them, and the
widest interval counts.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

ALPHA = 0.05
"""Level of a two-sided verdict, unless it is one of several."""

Floats = NDArray[np.float64]

Foreseen = Callable[[int], tuple[float, float]]
"""Seeds → the standard error, > 0, and its degrees of freedom, to expect with so many."""


@dataclass(frozen=True)
class Limits:
    """What values of a metric, or their differences, can be."""

    low: float = -math.inf
    high: float = math.inf

    def clip(self, low: float, high: float) -> tuple[float, float]:
        """An interval without what cannot be."""
        return max(low, self.low), min(high, self.high)

    @property
    def width(self) -> float:
        """Infinite unless there is a lower and an upper limit."""
        return self.high - self.low

    def of_differences(self) -> "Limits":
        """Those of the difference of two values."""
        return Limits(-self.width, self.width)


UNLIMITED = Limits()


def _quantiles(freedoms: Floats, alpha: Floats) -> Floats:
    """Student's, for two-sided intervals; a single one where all are the same, as it takes time."""
    known = freedoms[~np.isnan(freedoms)]
    if known.size and known.min() == known.max() and alpha.min() == alpha.max():
        freedoms, alpha = known[:1], alpha.ravel()[:1]
        return np.asarray(stdtrit(freedoms, 1 - alpha / 2)[0])
    return np.asarray(stdtrit(freedoms, 1 - alpha / 2))


@dataclass(frozen=True)
class Estimates:
    """Any number of estimates, of one shape (…)."""

    values: Floats
    """What is estimated: means, or differences of means; (…)."""
    centres: Floats
    """The middles of the intervals, (…): the values, but where a method shrinks them."""
    errors: Floats
    """Standard errors, (alternatives, …); NaN where there is none. 0 says that nothing spreads."""
    freedoms: Floats
    """Their degrees of freedom, (alternatives, …)."""

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether there is an error to judge by, (…)."""
        found: NDArray[np.bool_] = np.logical_or.reduce(self.errors > 0, axis=0)
        return found

    def half_widths(self, alpha: NDArray[np.float64] | float = ALPHA) -> Floats:
        """Half the width of two-sided intervals at a level in (0, 1), (…); NaN without an error."""
        levels = np.asarray(alpha, np.float64)
        quantiles = [_quantiles(each, levels) for each in self.freedoms]
        halves = np.stack([q * each for q, each in zip(quantiles, self.errors, strict=True)])
        widest = np.max(np.nan_to_num(halves, nan=-np.inf), axis=0)
        return np.where(self.known, widest, np.nan)

    def p_values(self) -> Floats:
        """Two-sided p of the centres being 0, (…); 1 for a centre of 0, NaN without an error."""
        with np.errstate(divide="ignore", invalid="ignore"):
            tails = 2 * stdtr(self.freedoms, -np.abs(self.centres) / self.errors)
        largest = np.max(np.nan_to_num(tails, nan=-np.inf), axis=0)
        told: Floats = np.where(self.centres == 0, 1.0, largest)
        return np.where(self.known, told, np.nan)

    def interval(self, limits: Limits, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of a single estimate, of shape (), without what cannot be."""
        half = float(self.half_widths(alpha))
        if math.isnan(half):
            return None
        return limits.clip(float(self.centres) - half, float(self.centres) + half)

    def at(self, *place: int) -> "Estimates":
        """One of them, of shape ()."""
        values, centres = self.values[place], self.centres[place]
        alternatives = (slice(None), *place)
        return Estimates(
            np.asarray(values),
            np.asarray(centres),
            self.errors[alternatives],  # type: ignore[index]
            self.freedoms[alternatives],  # type: ignore[index]
        )
