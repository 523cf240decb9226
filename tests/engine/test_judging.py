"""What a row of outputs stands for, and the table of metrics that judge it."""

from typing import Any

import numpy as np
import pytest
from numba import from_dtype, njit
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import keep_alive, pointer
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.compile.compiling import OPTIONS
from gdrun.engine.layers.examples import Portion, examples_of
from gdrun.engine.loop import judging, predicting
from gdrun.engine.loop.problem import Measure
from gdrun.parts.metrics.labels import Accuracy
from gdrun.parts.metrics.numbers import MeanAbsoluteError, Pinball
from gdrun.parts.metrics.probabilities import Brier
from gdrun.trial.kernels import compile_kernel

pytestmark = pytest.mark.interpreted

Array = NDArray[Any]


@njit(**OPTIONS)
def predicted(outputs, labels):  # type: ignore[no-untyped-def]
    predicting.write_labels(pointer(outputs, 0), *outputs.shape, pointer(labels, 0))


@njit(**OPTIONS)
def probable(outputs, estimates):  # type: ignore[no-untyped-def]
    rows, columns = outputs.shape
    predicting.write_probabilities(
        pointer(outputs, 0), rows, columns, estimates.shape[1], pointer(estimates, 0)
    )


@njit(**OPTIONS)
def judged(portion, measure, labels, estimates, wanted, metrics):  # type: ignore[no-untyped-def]
    """Judges what is predicted; ``labels`` and ``estimates`` are as the loop writes them."""
    examples = examples_of(portion)
    buffers = judging.make_judging_buffers(
        examples.rows, examples.target_columns, measure, portion.targets
    )
    buffers.labels[:] = labels
    buffers.estimates[:] = estimates.ravel()
    judging.judge(examples, judging.make_judging(measure, buffers), wanted, pointer(metrics, 0))
    keep_alive((buffers, metrics))


def test_the_first_among_equal_outputs_is_predicted() -> None:
    outputs = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 5.0]])
    labels = np.empty(3)
    predicted(outputs, labels)
    np.testing.assert_array_equal(labels, outputs.argmax(axis=1))


def test_one_output_is_class_one_above_zero() -> None:
    labels = np.empty(4)
    predicted(np.array([[-1.0], [0.0], [-0.0], [1e-30]]), labels)
    np.testing.assert_array_equal(labels, [0, 0, 0, 1])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_probabilities_are_the_softmax_in_float64(dtype: str) -> None:
    outputs = np.array([[0.1, -2.3, 3.7], [1e4, 0.1, -1e4], [0.0, 0.0, 0.0]]).astype(dtype)
    estimates = np.empty((3, 3))
    probable(outputs, estimates)
    exact = outputs.astype(np.float64)
    powers = np.exp(exact - exact.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(estimates, expected, rtol=1e-14, atol=1e-300)


def test_one_output_gives_two_probabilities() -> None:
    outputs = np.array([[-800.0], [-1.0], [0.0], [2.0], [800.0], [np.nan]])
    estimates = np.empty((6, 2))
    with np.errstate(over="ignore"):
        probable(outputs, estimates)
        expected = 1 / (1 + np.exp(-outputs[:, 0]))
    np.testing.assert_allclose(estimates[:, 1], expected, rtol=1e-14)
    np.testing.assert_allclose(estimates[:, 0], 1 - expected, rtol=1e-14, atol=1e-16)


def test_nan_among_the_outputs_makes_probabilities_nan() -> None:
    outputs = np.array([[0.0, np.nan, 1.0], [np.nan, 0.0, 1.0], [np.inf, 0.0, 1.0]])
    estimates = np.empty((3, 3))
    with np.errstate(over="ignore", invalid="ignore"):
        probable(outputs, estimates)
    assert np.isnan(estimates[:, 0]).all()


SPECS = ((Accuracy, judging.CLASSES, 1), (Brier, judging.PROBABILITIES, 0))


def table(dtype: str, specs: Any, about: list[float]) -> tuple[Measure, list[Any]]:
    signature = judging.metric_signature(from_dtype(np.dtype(dtype)))
    kernels = [compile_kernel(part.value, signature) for part, *_ in specs]
    hyper = [part().hyper() for part, *_ in specs]
    rows, first = [], 0
    for kernel, (_, judges, each), numbers in zip(kernels, specs, hyper, strict=True):
        rows.append([address_of(kernel), judges, each, first, len(numbers)])
        first += len(numbers)
    measure = Measure(
        classes=0 if len(about) > 1 else int(about[0]),
        exponential=0,
        weighted=0,
        about=np.array(about),
        metrics=np.array(rows, np.int64),
        hyper=np.array([each for numbers in hyper for each in numbers], np.float64),
    )
    return measure, kernels


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_after_an_epoch_only_the_marked_metrics_are_computed(dtype: str) -> None:
    measure, _kernels = table(dtype, SPECS, [2.0])
    targets = np.array([[0.0], [1.0], [1.0]]).astype(dtype)
    portion = Portion(targets, targets)
    estimates = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    found = np.full(3, -1.0)
    judged(portion, measure, np.array([0.0, 1.0, 0.0]), estimates, judging.TOGETHER, found)
    np.testing.assert_allclose(found, [2 / 3, -1, -1])
    judged(portion, measure, np.array([0.0, 1.0, 0.0]), estimates, judging.ALL, found)
    np.testing.assert_allclose(found, [2 / 3, (0.01 + 0.04 + 0.36) / 3, -1])


def test_what_is_nan_is_judged_as_nan() -> None:
    measure, _kernels = table("float64", SPECS, [2.0])
    targets = np.array([[0.0], [1.0]])
    found = np.zeros(2)
    estimates = np.array([[0.5, 0.5], [np.nan, 0.5]])
    judged(Portion(targets, targets), measure, np.zeros(2), estimates, judging.ALL, found)
    assert found[0] == 0.5
    assert np.isnan(found[1])


def test_each_metric_gets_its_own_parameters() -> None:
    specs = ((MeanAbsoluteError, judging.NUMBERS, 1), (Pinball, judging.NUMBERS, 1))
    measure, _kernels = table("float64", specs, [10.0, 3.0])
    targets, found = np.array([[0.0], [1.0]]), np.zeros(2)
    judged(
        Portion(targets, targets),
        measure,
        np.zeros(2),
        np.array([[0.5], [1.5]]),
        judging.ALL,
        found,
    )
    np.testing.assert_allclose(found, [5.0, 2.5])
