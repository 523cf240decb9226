"""Softmax cross-entropy of every small shape, against NumPy in more digits."""

from typing import Any

import numpy as np
import pytest
from numba import njit

from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.blocks.softmax import softmax_cross_entropy
from gdrun.engine.compile.compiling import OPTIONS

ROWS = [1, 2, 3, 4, 5, 8, 9, 15, 16, 17, 32, 33]
CLASSES = [2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 100]


@njit(**OPTIONS)
def computed(outputs, targets, gradient):  # type: ignore[no-untyped-def]
    rows, classes = outputs.shape
    return softmax_cross_entropy(
        pointer(outputs, 0), pointer(targets, 0), pointer(gradient, 0), rows, classes
    )  # fmt: skip


def expected(outputs: Any, targets: Any) -> tuple[float, Any]:
    exact = outputs.astype(np.longdouble)
    shifted = exact - exact.max(axis=1, keepdims=True)
    shares = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    own = np.arange(len(outputs)), targets.astype(int)
    loss = (np.log(np.exp(shifted).sum(axis=1)) - shifted[own]).sum()
    shares[own] -= 1
    return float(loss), shares


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("classes", CLASSES)
def test_value_and_gradient(classes: int, dtype: Any) -> None:
    rng = np.random.default_rng(classes)
    error = 4 * float(np.finfo(dtype).eps)
    for rows in ROWS:
        for spread in (0.1, 3.0, 30.0):
            outputs = (spread * rng.normal(size=(rows, classes)) + 5.0).astype(dtype)
            targets = rng.integers(classes, size=rows).astype(dtype)
            # What lies behind the result must stay as it is.
            room = np.full(rows * classes + 64, 7.0, dtype)
            gradient = room[: rows * classes].reshape(rows, classes)
            loss = computed(outputs, targets, gradient)
            true_loss, true_gradient = expected(outputs, targets)
            assert loss == pytest.approx(true_loss, rel=error, abs=rows * error)
            np.testing.assert_allclose(gradient, true_gradient, rtol=16 * error, atol=error)
            assert (room[rows * classes :] == 7.0).all()


@pytest.mark.parametrize("classes", [3, 40])
def test_nan_and_infinity_reach_only_their_row(classes: int) -> None:
    for odd in (np.nan, np.inf):
        outputs = np.zeros((20, classes), np.float32)
        outputs[5, 1] = odd
        gradient = np.zeros_like(outputs)
        loss = computed(outputs, np.zeros(20, np.float32), gradient)
        assert np.isnan(loss)
        assert np.isnan(gradient).any(axis=1).sum() == 1
        assert np.isnan(gradient[5, 1])


def test_a_class_that_is_hopeless_costs_what_it_must() -> None:
    """The largest output is subtracted first: nothing overflows, and the loss is exact."""
    outputs = np.array([[1e4, 0.0, -1e4]] * 5, np.float32)
    gradient = np.empty_like(outputs)
    assert computed(outputs, np.full(5, 2, np.float32), gradient) == 5 * 2e4
    np.testing.assert_array_equal(gradient, [[1, 0, -1]] * 5)
