"""How much more evidence a difference takes, if it is as it was seen."""

import math
from collections.abc import Callable

from scipy.special import nctdtr, stdtrit

from gdrun.statistics.estimates import Foreseen
from gdrun.statistics.looks import Look

POWER = 0.8
SEARCHED_SEEDS = 10_000
"""More seeds than these are no advice."""
SEARCHED_ROWS = 10_000_000


def suffices(difference: float, error: float, freedom: float, alpha: float) -> bool:
    """Whether a two-sided t-test finds a difference with a power of 0.8.

    The power is P(|T| > t) for noncentral T: J. Cohen, "Statistical power analysis for the
    behavioral sciences", 2nd ed., 1988, chapter 2.

    Args:
        difference: The true one, not 0.
        error: The standard error to expect, ≥ 0.
        freedom: Its degrees of freedom.
        alpha: Level of the test, in (0, 1).
    """
    if not error:
        return True
    critical = float(stdtrit(freedom, 1 - alpha / 2))
    # Far above the critical value there is no doubt, and the noncentral t is slow and inaccurate.
    if abs(difference) / error > critical + _DOUBTLESS:
        return True
    # The other tail, significance of the wrong sign, is nil at such a power.
    return bool(nctdtr(freedom, abs(difference) / error, critical) <= 1 - POWER)


_DOUBTLESS = 5.0


def look_to_settle(difference: float, foreseen: Foreseen, looks: list[Look]) -> int | None:
    """At how many seeds the first of some looks would find a difference, not 0; None if none."""
    for look in looks:
        if suffices(difference, *foreseen(look.seeds), look.level):
            return look.seeds
    return None


def look_to_settle_by_signs(looks: list[Look]) -> int | None:
    """The same of the sign test, if all seeds go on to be won by the same variant."""
    return next((look.seeds for look in looks if 2 * 0.5**look.seeds <= look.level), None)


def rows_to_settle(
    difference: float,
    foreseen: Callable[[int, int], tuple[float, float]],
    *,
    seeds: int,
    rows: int,
    alpha: float,
) -> int | None:
    """About how many held-out rows a difference, not 0, takes with so many seeds.

    Args:
        difference: The true one.
        foreseen: Seeds and rows → the standard error to expect, and its degrees of freedom.
        seeds: There are.
        rows: There are, and were not enough.
        alpha: Level of the test, in (0, 1).

    Returns:
        More than ``rows``; None if no number up to ``SEARCHED_ROWS`` does.
    """

    def enough(number: int) -> bool:
        return suffices(difference, *foreseen(seeds, number), alpha)

    low, high = rows, 2 * rows
    while not enough(high):
        low, high = high, 2 * high
        if low > SEARCHED_ROWS:
            return None
    while high - low > max(1, low // 100):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return math.ceil(high)
