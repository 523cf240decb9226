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


def test_equal_values_have_any_precision() -> None:
    assert is_reached([0.0] * 10, Precision(0.01, relative=True))


def test_no_part_of_a_mean_of_zero_is_wide_enough() -> None:
    around_zero = [-1.0, 1.0] * 8
    assert not is_reached(around_zero, Precision(0.5, relative=True))
    assert seeds_needed(around_zero, Precision(0.5, relative=True), max_seeds=40) == 40


def test_diverged_seeds_say_nothing_of_the_spread() -> None:
    values = np.concatenate([VALUES, [NAN] * 5])
    assert is_reached(values, Precision(1.001 * HALF_WIDTH))
    assert seeds_needed([NAN] * 19 + [1.0], Precision(0.1), max_seeds=100) == 20
    assert not is_reached([NAN] * 19 + [1.0], Precision(0.1))
