"""Rows in the order of a class's probabilities, against a look at every pair."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdrun.engine.loop import ranking
from tests.engine.ranked import ranked

pytestmark = pytest.mark.interpreted

Array = NDArray[Any]


def naive(estimates: Array, labels: Array, weights: Array) -> Array:
    ranks = np.zeros((len(labels), 4))
    for i, k in enumerate(labels):
        for j, other in enumerate(labels):
            gap = estimates[j, k] - estimates[i, k]
            if other == k:
                ranks[i, ranking.OWN_HIGHER] += weights[j] * (gap >= 0)
            else:
                column = (ranking.EQUAL, ranking.HIGHER, ranking.LOWER)[int(np.sign(gap))]
                ranks[i, column] += weights[j]
    return ranks


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.sampled_from([1, 2, 15, 16, 17, 33, 70]),
    classes=st.integers(2, 5),
    ties=st.booleans(),
    heavy=st.booleans(),
)
def test_it_is_what_every_pair_says(
    seed: int, rows: int, classes: int, ties: bool, heavy: bool
) -> None:
    rng = np.random.default_rng(seed)
    estimates, labels = rng.random((rows, classes)), rng.integers(0, classes, rows)
    # Some classes may not occur, and some rows tell their class well.
    estimates[np.arange(rows), labels] += rng.random(rows)
    if ties:
        estimates = np.round(estimates, 1)
    weights = rng.integers(0, 3, rows).astype(float) if heavy else np.ones(rows)
    np.testing.assert_array_equal(
        ranked(estimates, labels, weights), naive(estimates, labels, weights)
    )


def test_so_many_rows_are_sorted_as_fewer_are_counted() -> None:
    rng = np.random.default_rng(0)
    rows = ranking.MOST_COUNTED + 1
    estimates, labels = np.round(rng.random((rows, 2)), 2), rng.integers(0, 2, rows)
    np.testing.assert_array_equal(
        2 * ranked(estimates, labels, np.ones(rows)),
        ranked(estimates, labels, np.full(rows, 2.0)),
    )
    few = slice(ranking.MOST_COUNTED)
    np.testing.assert_array_equal(
        2 * ranked(estimates[few], labels[few], np.ones(ranking.MOST_COUNTED)),
        ranked(estimates[few], labels[few], np.full(ranking.MOST_COUNTED, 2.0)),
    )


def test_a_small_weight_that_ranks_high_is_not_lost() -> None:
    estimates = np.array([[0.1, 0.9], [0.6, 0.4], [0.8, 0.2], [0.5, 0.5]])
    labels, weights = np.array([1, 1, 0, 0]), np.array([1e-30, 1.0, 1e-30, 1.0])
    ranks = ranked(estimates, labels, weights)
    assert ranks[0, ranking.OWN_HIGHER] == ranks[2, ranking.OWN_HIGHER] == 1e-30
    assert ranks[1, ranking.HIGHER] == 1.0
