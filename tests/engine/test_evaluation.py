"""Metrics in compiled code equal the naive ones, and break ties as they say."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.compile.compiling import OPTIONS
from gdrun.engine.layers.examples import Portion, examples_of
from gdrun.engine.loop import evaluation
from tests import naive

pytestmark = pytest.mark.interpreted

Array = NDArray[Any]
LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@njit(**OPTIONS)
def macro_f1(counts):  # type: ignore[no-untyped-def]
    return evaluation.macro_f1(counts)


@njit(**OPTIONS)
def mean_r2(targets, squared, scale):  # type: ignore[no-untyped-def]
    examples = examples_of(Portion(targets, targets))
    return evaluation.mean_r2(examples, squared, scale)


@njit(**OPTIONS)
def predicted(outputs, labels):  # type: ignore[no-untyped-def]
    rows, columns = outputs.shape
    for i in range(rows):
        labels[i] = evaluation.predicted_class(pointer(outputs, i * columns), columns)


def counted(truth: Array, prediction: Array, classes: int) -> Array:
    """For each class how often it is true, predicted, and both."""
    each = np.arange(classes)
    return np.column_stack(
        [
            (truth == each[:, np.newaxis]).sum(axis=1),
            (prediction == each[:, np.newaxis]).sum(axis=1),
            ((truth == each[:, np.newaxis]) & (truth == prediction)).sum(axis=1),
        ]
    )


@settings(max_examples=200, deadline=None)
@given(LABELS)
def test_macro_f1_of_any_labels(pairs: list[tuple[int, int]]) -> None:
    """Five classes, of which some occur nowhere."""
    truth, prediction = np.array(pairs).T
    ours = macro_f1(counted(truth, prediction, 5))
    assert ours == pytest.approx(naive.macro_f1(truth, prediction), rel=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_r2_is_the_mean_over_columns_in_original_units(dtype: str) -> None:
    rng = np.random.default_rng(0)
    targets, outputs = rng.normal(size=(2, 50, 3)).astype(dtype).astype(np.float64)
    scale = np.array([1.0, 20.0, 3e-4])
    squared = ((scale * (outputs - targets)) ** 2).sum(axis=0)
    ours = mean_r2(targets.astype(dtype), squared, scale)
    assert ours == pytest.approx(naive.r2(targets * scale, outputs * scale), rel=1e-6)


@pytest.mark.parametrize("error", [0.0, 0.5])
def test_r2_of_a_column_without_spread_is_one_or_nothing(error: float) -> None:
    targets = np.column_stack([np.full(10, 0.25), np.arange(10.0)])
    outputs = targets + error
    squared = ((outputs - targets) ** 2).sum(axis=0)
    ours = mean_r2(targets, squared, np.ones(2))
    assert ours == pytest.approx(naive.r2(targets, outputs), rel=1e-12)


def test_the_first_among_equal_outputs_is_predicted() -> None:
    outputs = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 5.0]])
    labels = np.empty(3, np.int64)
    predicted(outputs, labels)
    np.testing.assert_array_equal(labels, outputs.argmax(axis=1))


def test_one_output_is_class_one_above_zero() -> None:
    labels = np.empty(4, np.int64)
    predicted(np.array([[-1.0], [0.0], [-0.0], [1e-30]]), labels)
    np.testing.assert_array_equal(labels, [0, 0, 0, 1])
