"""The compiled generator is NumPy's, and the shuffles are fair."""

from typing import Any

import numpy as np
import scipy.stats
from numba import njit

from gdrun.engine import random
from gdrun.engine.compiling import OPTIONS


@njit(**OPTIONS)
def draw(state, numbers):  # type: ignore[no-untyped-def]
    for i in range(numbers.size):
        numbers[i] = random.next_uint64(state)


@njit(**OPTIONS)
def draw_below(state, numbers, bound):  # type: ignore[no-untyped-def]
    for i in range(numbers.size):
        numbers[i] = random.below(state, bound)


@njit(**OPTIONS)
def shuffle(state, order, start, stop):  # type: ignore[no-untyped-def]
    random.shuffle(state, order, start, stop)


def state_of(seed: int) -> Any:
    return np.random.SFC64(seed).state["state"]["state"].copy()


def test_numbers_are_those_of_numpys_sfc64() -> None:
    numbers = np.empty(10_000, np.uint64)
    draw(state_of(7), numbers)
    np.testing.assert_array_equal(numbers, np.random.SFC64(7).random_raw(10_000))


def test_integers_below_a_bound_are_uniform() -> None:
    numbers = np.empty(200_000, np.int64)
    draw_below(state_of(1), numbers, 13)
    counts = np.bincount(numbers, minlength=13)
    assert counts.size == 13
    assert scipy.stats.chisquare(counts).pvalue > 0.001


def test_shuffles_are_permutations_each_as_likely_as_any_other() -> None:
    state = state_of(2)
    counts: dict[tuple[int, ...], int] = {}
    for _ in range(24_000):
        order = np.arange(4)
        shuffle(state, order, 0, 4)
        counts[tuple(order)] = counts.get(tuple(order), 0) + 1
    assert len(counts) == 24
    assert scipy.stats.chisquare(list(counts.values())).pvalue > 0.001


def test_a_shuffle_stays_within_its_range() -> None:
    order = np.arange(100)
    shuffle(state_of(3), order, 20, 60)
    np.testing.assert_array_equal(order[:20], np.arange(20))
    np.testing.assert_array_equal(order[60:], np.arange(60, 100))
    np.testing.assert_array_equal(np.sort(order), np.arange(100))
    assert (order[20:60] != np.arange(20, 60)).any()
