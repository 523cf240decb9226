"""The compiled generator is NumPy's, and the shuffles are fair."""

from typing import Any

import numpy as np
import pytest
import scipy.stats
from numba import njit

from gdrun.engine.compile.compiling import OPTIONS
from gdrun.engine.loop.signatures import seeding_function
from gdrun.engine.random import generator as random

pytestmark = pytest.mark.interpreted


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


@njit(**OPTIONS)
def start(state):  # type: ignore[no-untyped-def]
    random.start_random(state)


def state_of(seed: int) -> Any:
    return np.random.SFC64(seed).state["state"]["state"].copy()


def test_numbers_are_those_of_numpys_sfc64() -> None:
    numbers = np.empty(10_000, np.uint64)
    draw(state_of(7), numbers)
    np.testing.assert_array_equal(numbers, np.random.SFC64(7).random_raw(10_000))


def test_seeding_is_numpys() -> None:
    sequence = np.random.SeedSequence(7)
    state = np.append(sequence.generate_state(3, np.uint64), np.uint64(5))
    start(state)
    np.testing.assert_array_equal(state, np.random.SFC64(sequence).state["state"]["state"])


@pytest.mark.parametrize("seed", [0, 1, 77, 2**31, 2**32 - 1])
def test_seed_words_are_those_of_numpys_seed_sequence(seed: int) -> None:
    seeds = np.array([seed, 5], np.int64)
    for stream in (0, 4, 1000):
        words = np.empty((3, 2, 4), np.uint64)
        seeding_function()(seeds, stream, words)
        for child in range(3):
            for i in range(2):
                sequence = np.random.SeedSequence(int(seeds[i]), spawn_key=(stream, child))
                expected = sequence.generate_state(4, np.uint64)
                np.testing.assert_array_equal(words[child, i], expected)


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
