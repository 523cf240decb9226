"""How many seeds a test needs to find a difference."""

import math
from collections.abc import Callable

from scipy.special import nctdtr, stdtrit

POWER = 0.8
SEARCHED_SEEDS = 10_000


def seeds_for_power(
    difference: float,
    foreseen: Callable[[int], tuple[float, float]],
    *,
    alpha: float,
    more_than: int,
) -> int:
    """The least number of seeds with which a two-sided t-test has a power of 0.8.

    The power is P(|T| > t) for noncentral T: J. Cohen, "Statistical power analysis for the
    behavioral sciences", 2nd ed., 1988, chapter 2.

    Args:
        difference: The true difference, not 0.
        foreseen: Seeds, ≥ 2 → its standard error, > 0, and that error's degrees of freedom.
        alpha: Level of the test, in (0, 1).
        more_than: Seeds that were not enough, ≥ 1; the answer is above them.

    Returns:
        The number of seeds; ``SEARCHED_SEEDS + 1`` means more than ``SEARCHED_SEEDS``.
    """

    def suffice(seeds: int) -> bool:
        error, freedom = foreseen(seeds)
        critical = stdtrit(freedom, 1 - alpha / 2)
        # The other tail, significance of the wrong sign, is nil at such a power.
        return bool(nctdtr(freedom, abs(difference) / error, critical) <= 1 - POWER)

    # Doubling first keeps the noncentral t near the wanted power, where it is accurate.
    low, high = more_than, more_than + 1
    while high <= SEARCHED_SEEDS and not suffice(high):
        low, high = high, 2 * high
    high = min(high, SEARCHED_SEEDS + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffice(middle) else (middle, high)
    return high


def seeds_for_sign_test(alpha: float) -> int:
    """The least number of seeds, all won by the same variant, with 2·0.5^n ≤ ``alpha``."""
    return math.ceil(1 - math.log2(alpha))
