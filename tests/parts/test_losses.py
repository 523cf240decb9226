"""What every loss promises: a gradient that is its value's, and NaN passed on."""

from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.engine.loop.signatures import roles
from gdrun.errors import PartError
from gdrun.parts.losses import Hinge, LogCosh, Loss, Poisson
from gdrun.trial.kernels import compile_kernel
from tests.parts.contract import DTYPES, compiled, every

Array = NDArray[Any]
LOSSES = every("losses")
ROWS = 40


def example(loss: Loss, dtype: str = "float64") -> tuple[Array, Array]:
    """Raw outputs, and targets of the kind that the loss suits."""
    rng = np.random.default_rng(0)
    columns = {"binary": 1, "classes": 4, "numbers": 3, "counts": 3}[loss.suits]
    targets: dict[str, Array] = {
        "binary": rng.integers(2, size=(ROWS, 1)),
        "classes": rng.integers(4, size=(ROWS, 1)),
        "numbers": rng.normal(size=(ROWS, 3)),
        "counts": rng.poisson(2.0, size=(ROWS, 3)),
    }
    outputs = rng.normal(0, 1.5, (ROWS, columns))
    return outputs.astype(dtype), targets[loss.suits].astype(dtype)


def evaluated(loss: Loss, outputs: Array, targets: Array) -> tuple[float, Array]:
    """The value, and the gradient in an array that held something else."""
    gradient = np.full_like(outputs, np.nan)
    kernels = compiled(outputs.dtype.name, loss=loss)
    value = kernels.loss(outputs, targets, np.array(loss.hyper(), outputs.dtype), gradient)
    return value, gradient


def shifted(outputs: Array, index: tuple[int, ...], step: float) -> Array:
    moved = outputs.copy()
    moved[index] += step
    return moved


@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_that_of_the_value(loss: Loss) -> None:
    outputs, targets = example(loss)
    _, gradient = evaluated(loss, outputs, targets)
    smooth, step = 0, 1e-6
    for index in np.ndindex(outputs.shape):
        row = slice(index[0], index[0] + 1)
        place = (0, index[1])

        def value(move: float, row: slice = row, place: tuple[int, ...] = place) -> float:
            return evaluated(loss, shifted(outputs[row], place, move), targets[row])[0]

        left, right = (value(0.0) - value(-step)) / step, (value(step) - value(0.0)) / step
        if abs(left - right) < 1e-4:
            smooth += 1
            assert gradient[index] == pytest.approx((left + right) / 2, rel=1e-7, abs=1e-8)
    assert smooth > 0.95 * outputs.size


@pytest.mark.parametrize("loss", LOSSES)
def test_at_a_kink_the_gradient_lies_between_the_sides(loss: Loss) -> None:
    """Outputs that meet their targets, and ties and margins of whole numbers, are the kinks."""
    outputs, targets = example(loss)
    outputs = np.round(outputs)
    if loss.suits in ("numbers", "counts"):
        outputs[: ROWS // 2] = targets[: ROWS // 2]
    _, gradient = evaluated(loss, outputs, targets)
    step = 1e-6
    for index in np.ndindex(outputs.shape):
        here, above, below = (
            evaluated(loss, shifted(outputs, index, move), targets)[0] for move in (0, step, -step)
        )
        sides = sorted([(here - below) / step, (above - here) / step])
        assert sides[0] - 1e-4 < gradient[index] < sides[1] + 1e-4


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_batch_is_the_sum_of_its_examples(loss: Loss, dtype: str) -> None:
    """The engine cuts batches into tiles, and divides by the batch's size itself."""
    outputs, targets = example(loss, dtype)
    value, gradient = evaluated(loss, outputs, targets)
    alone = [evaluated(loss, outputs[i : i + 1], targets[i : i + 1]) for i in range(ROWS)]
    tolerance = 1e-6 if dtype == "float32" else 1e-13
    assert value == pytest.approx(sum(each for each, _ in alone), rel=tolerance)
    np.testing.assert_array_equal(gradient, np.concatenate([each for _, each in alone]))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES)
def test_nan_is_passed_on_and_stays_in_its_row(loss: Loss, dtype: str) -> None:
    outputs, targets = example(loss, dtype)
    _, clean = evaluated(loss, outputs, targets)
    rest = np.arange(ROWS) != 3
    for column in range(outputs.shape[1]):
        value, gradient = evaluated(loss, shifted(outputs, (3, column), np.nan), targets)
        assert np.isnan(value)
        assert np.isnan(gradient[3, column])
        np.testing.assert_array_equal(gradient[rest], clean[rest])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES)
def test_infinite_outputs_are_not_hidden(loss: Loss, dtype: str) -> None:
    """An output that ran off shows in the value or in its gradient, unless it is right."""
    outputs, targets = example(loss, dtype)
    outputs[:] = np.inf
    value, _ = evaluated(loss, outputs, targets)
    assert not np.isfinite(value)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES)
def test_large_outputs_do_not_overflow(loss: Loss, dtype: str) -> None:
    outputs, targets = example(loss, dtype)
    # Poisson's rate is the exponential of its output: beyond this there is no such number.
    size = 80.0 if loss.suits == "counts" else 1e4
    value, gradient = evaluated(loss, np.sign(outputs) * outputs.dtype.type(size), targets)
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_descending_the_gradient_lowers_the_value(loss: Loss) -> None:
    outputs, targets = example(loss)
    value, gradient = evaluated(loss, outputs, targets)
    lower, _ = evaluated(loss, outputs - 1e-3 * gradient, targets)
    assert lower < value


@pytest.mark.parametrize("loss", LOSSES)
def test_plain_and_compiled_kernels_agree(loss: Loss) -> None:
    outputs, targets = example(loss)
    value, gradient = evaluated(loss, outputs, targets)
    hyper, plain = np.array(loss.hyper()), np.full_like(outputs, np.nan)
    # Nothing but the gradient may be written.
    outputs.flags.writeable = targets.flags.writeable = hyper.flags.writeable = False
    assert loss.value(outputs, targets, hyper, plain) == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(plain, gradient, rtol=1e-12, atol=1e-14)


def test_log_cosh_is_the_logarithm_of_the_hyperbolic_cosine() -> None:
    loss = LogCosh()
    outputs, targets = example(loss)
    value, gradient = evaluated(loss, outputs, targets)
    errors = outputs - targets
    assert value == pytest.approx(np.log(np.cosh(errors)).mean(axis=1).sum(), rel=1e-12)
    np.testing.assert_allclose(gradient, np.tanh(errors) / 3, rtol=1e-12)


def test_poisson_is_the_rate_less_the_count_times_its_logarithm() -> None:
    loss = Poisson()
    outputs, targets = example(loss)
    value, gradient = evaluated(loss, outputs, targets)
    expected = (np.exp(outputs) - targets * outputs).mean(axis=1).sum()
    assert value == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(gradient, (np.exp(outputs) - targets) / 3, rtol=1e-12)


@pytest.mark.parametrize(
    ("margin", "value", "gradient"),
    [(1.0, 1.5 + 0.75, [0.0, 0.0, 1.0, -1.0]), (0.5, 1.0 + 0.25, [0.0, 0.0, 1.0, -1.0])],
)
def test_hinge_is_what_the_margin_is_missed_by(
    margin: float, value: float, gradient: list[float]
) -> None:
    """Two outputs beyond their margins, one on the wrong side, and one within its margin."""
    outputs = np.array([[-2.0], [3.0], [0.5], [0.25]])
    targets = np.array([[0.0], [1.0], [0.0], [1.0]])
    found, slopes = evaluated(Hinge(margin=margin), outputs, targets)
    assert found == value
    np.testing.assert_array_equal(slopes[:, 0], gradient)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="interpreted arrays may be written")
def test_a_loss_that_writes_to_its_targets_is_refused() -> None:
    """They may be the data, and later trials would meet what it wrote."""

    def value(outputs: Array, targets: Array, hyper: Array, gradient: Array) -> float:
        targets[0, 0] = outputs[0, 0]
        return 0.0

    with pytest.raises(PartError, match="readonly"):
        compile_kernel(value, roles("float32").loss)
