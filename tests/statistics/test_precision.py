import math

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import FIRST_SEEDS, Precision, is_reached, seeds_needed

NAN = math.nan
VALUES = 5.0 + scipy.stats.zscore(np.random.default_rng(4).normal(size=20), ddof=1)
"""20 values with a mean of 5 and a standard deviation of 1."""
HALF_WIDTH = float(scipy.stats.t.ppf(0.975, 19)) / math.sqrt(20)


@pytest.mark.parametrize(("factor", "reached"), [(1.001, True), (0.999, False)])
def test_reached_is_a_half_width_below_the_amount(factor: float, reached: bool) -> None:
    assert is_reached(VALUES, Precision(factor * HALF_WIDTH)) is reached
    assert is_reached(-VALUES, Precision(factor * HALF_WIDTH / 5, relative=True)) is reached
    assert (seeds_needed(VALUES, Precision(factor * HALF_WIDTH), max_seeds=99) == 20) is reached


@pytest.mark.parametrize("n", [0, 1, 9, 14])
def test_does_not_look_before_the_first_seeds(n: int) -> None:
    assert FIRST_SEEDS >= 10
    assert seeds_needed([1.0] * n, Precision(1.0), max_seeds=100) == FIRST_SEEDS
    assert seeds_needed([1.0] * n, Precision(1.0), max_seeds=9) == max(n, 9)


def test_goes_half_the_way_foreseen() -> None:
    """A quarter of the width takes 16 times the seeds."""
    assert seeds_needed(VALUES, Precision(HALF_WIDTH / 4), max_seeds=1000) == 160


def test_adds_a_tenth_at_least() -> None:
    assert seeds_needed(VALUES, Precision(0.99 * HALF_WIDTH), max_seeds=1000) == 22


@pytest.mark.parametrize("amount", [1e-9, 1e-300])
def test_never_asks_for_more_than_the_most_allowed(amount: float) -> None:
    assert seeds_needed(VALUES, Precision(amount), max_seeds=50) == 50
    assert seeds_needed(VALUES, Precision(amount), max_seeds=20) == 20
    assert seeds_needed(VALUES, Precision(amount), max_seeds=5) == 20


@pytest.mark.parametrize("value", [0.0, 0.1, 1.0])
def test_a_spread_of_zero_satisfies_no_width(value: float) -> None:
    """Fifteen seeds that agree say little of the sixteenth: go on, until it is enough of them."""
    assert not is_reached([value] * 30, Precision(1000.0))
    assert not is_reached([value] * 30, Precision(0.5, relative=True))
    assert seeds_needed([value] * 15, Precision(1000.0), max_seeds=200) == 30
    assert seeds_needed([value] * 120, Precision(1000.0), max_seeds=200) == 200
    assert seeds_needed([value] * 200, Precision(1000.0), max_seeds=200) == 200


def test_seeds_that_share_rows_need_more() -> None:
    """By hand: the square of the width goes with 1/n + overlap."""
    wide = HALF_WIDTH * math.sqrt((1 / 20 + 0.01) * 20)
    assert is_reached(VALUES, Precision(1.001 * wide), overlap=0.01)
    assert not is_reached(VALUES, Precision(0.999 * wide), overlap=0.01)
    wanted = Precision(HALF_WIDTH * math.sqrt((1 / 100 + 0.01) * 20))
    assert seeds_needed(VALUES, wanted, max_seeds=1000, overlap=0.01) in (50, 51)


def test_what_no_number_of_seeds_reaches_is_tried_to_the_end() -> None:
    never = Precision(HALF_WIDTH * math.sqrt(0.009 * 20))
    assert seeds_needed(VALUES, never, max_seeds=70, overlap=0.01) == 40
    assert seeds_needed(np.tile(VALUES, 2), never, max_seeds=70, overlap=0.01) == 70


def test_no_part_of_a_mean_of_zero_is_wide_enough() -> None:
    around_zero = [-1.0, 1.0] * 8
    assert not is_reached(around_zero, Precision(0.5, relative=True))
    assert seeds_needed(around_zero, Precision(0.5, relative=True), max_seeds=31) == 31


def test_diverged_seeds_say_nothing_of_the_spread() -> None:
    values = np.concatenate([VALUES, [NAN] * 5])
    assert is_reached(values, Precision(1.001 * HALF_WIDTH))
    assert seeds_needed([NAN] * 19 + [1.0], Precision(0.1), max_seeds=100) == 20
    assert not is_reached([NAN] * 19 + [1.0], Precision(0.1))
