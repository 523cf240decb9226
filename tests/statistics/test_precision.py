import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
from numpy.typing import ArrayLike

from gdrun.statistics import (
    FIRST_SEEDS,
    UNLIMITED,
    Precision,
    SeedValues,
    SplitValues,
    seeds_needed,
)
from gdrun.statistics import is_reached as reached_by

VALUES = 5.0 + scipy.stats.zscore(np.random.default_rng(4).normal(size=20), ddof=1)
"""20 values with a mean of 5 and a standard deviation of 1."""
HALF_WIDTH = float(scipy.special.stdtrit(19, 0.975)) / math.sqrt(20)


def sample(values: ArrayLike, overlap: float | None = None) -> SeedValues | SplitValues:
    found = np.asarray(values, np.float64)[None]
    if overlap is None:
        return SeedValues(found, UNLIMITED)
    return SplitValues(found, range(found.size), np.array([overlap]), UNLIMITED)


def is_reached(values: ArrayLike, precision: Precision, overlap: float | None = None) -> bool:
    return reached_by(sample(values, overlap), precision)


def needed(
    values: ArrayLike, precision: Precision, max_seeds: int, overlap: float | None = None
) -> int:
    return seeds_needed(sample(values, overlap), np.size(values), precision, max_seeds=max_seeds)


@pytest.mark.parametrize(("factor", "reached"), [(1.001, True), (0.999, False)])
def test_reached_is_a_half_width_below_the_amount(factor: float, reached: bool) -> None:
    assert is_reached(VALUES, Precision(factor * HALF_WIDTH)) is reached
    assert is_reached(-VALUES, Precision(factor * HALF_WIDTH / 5, relative=True)) is reached
    assert (needed(VALUES, Precision(factor * HALF_WIDTH), max_seeds=99) == 20) is reached


@pytest.mark.parametrize("n", [0, 1, 9, 14])
def test_does_not_look_before_the_first_seeds(n: int) -> None:
    assert FIRST_SEEDS >= 10
    assert needed([1.0] * n, Precision(1.0), max_seeds=100) == FIRST_SEEDS
    assert needed([1.0] * n, Precision(1.0), max_seeds=9) == max(n, 9)


def test_goes_half_the_way_foreseen() -> None:
    """A quarter of the width takes 16 times the seeds."""
    assert needed(VALUES, Precision(1.0001 * HALF_WIDTH / 4), max_seeds=1000) == 160


def test_adds_a_tenth_at_least() -> None:
    assert needed(VALUES, Precision(0.99 * HALF_WIDTH), max_seeds=1000) == 22


@pytest.mark.parametrize("amount", [1e-9, 1e-300])
def test_never_asks_for_more_than_the_most_allowed(amount: float) -> None:
    assert needed(VALUES, Precision(amount), max_seeds=50) == 50
    assert needed(VALUES, Precision(amount), max_seeds=20) == 20
    assert needed(VALUES, Precision(amount), max_seeds=5) == 20


@pytest.mark.parametrize("value", [0.0, 0.1, 1.0])
def test_a_spread_of_zero_satisfies_no_width(value: float) -> None:
    """Fifteen seeds that agree say little of the sixteenth: go on, until it is enough of them."""
    assert not is_reached([value] * 30, Precision(1000.0))
    assert not is_reached([value] * 30, Precision(0.5, relative=True))
    assert needed([value] * 15, Precision(1000.0), max_seeds=200) == 30
    assert needed([value] * 120, Precision(1000.0), max_seeds=200) == 200
    assert needed([value] * 200, Precision(1000.0), max_seeds=200) == 200


def test_seeds_that_share_rows_need_more() -> None:
    """By hand: the square of the width goes with 1/n + overlap."""
    wide = HALF_WIDTH * math.sqrt((1 / 20 + 0.01) * 20)
    assert is_reached(VALUES, Precision(1.001 * wide), overlap=0.01)
    assert not is_reached(VALUES, Precision(0.999 * wide), overlap=0.01)
    wanted = Precision(HALF_WIDTH * math.sqrt((1 / 100 + 0.01) * 20))
    assert needed(VALUES, wanted, max_seeds=1000, overlap=0.01) in (50, 51)


def test_what_no_number_of_seeds_reaches_is_tried_to_the_end() -> None:
    never = Precision(HALF_WIDTH * math.sqrt(0.009 * 20))
    assert needed(VALUES, never, max_seeds=70, overlap=0.01) == 40
    assert needed(np.tile(VALUES, 2), never, max_seeds=70, overlap=0.01) == 70


def test_no_part_of_a_mean_of_zero_is_wide_enough() -> None:
    around_zero = [-1.0, 1.0] * 8
    assert not is_reached(around_zero, Precision(0.5, relative=True))
    assert needed(around_zero, Precision(0.5, relative=True), max_seeds=31) == 31


def test_diverged_seeds_say_nothing_of_the_spread() -> None:
    wanted = Precision(1.001 * HALF_WIDTH)
    assert seeds_needed(sample(VALUES), 25, wanted, max_seeds=100) == 25
    assert seeds_needed(sample([1.0]), 20, Precision(0.1), max_seeds=100) == 20
    assert seeds_needed(sample([]), 20, Precision(0.1), max_seeds=100) == 20
    assert not is_reached([1.0], Precision(0.1))


def test_the_interval_is_the_one_that_is_shown() -> None:
    """With the two values that are added where one row matters: wider, and so not yet reached."""
    few = np.array([0.9] * 19 + [0.95])
    shown = SeedValues(few[None], UNLIMITED, row=0.05)
    plain = float(SeedValues(few[None], UNLIMITED).means().half_widths()[0])
    assert float(shown.means().half_widths()[0]) > 1.2 * plain
    assert is_reached(few, Precision(1.1 * plain))
    assert not reached_by(shown, Precision(1.1 * plain))
