"""What every activation promises: its derivative, NaN passed on, and no overflow."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.parts.activations import Activation
from gdrun.trial.kernels import compile_activation
from tests.parts.contract import DTYPES, every

Array = NDArray[Any]
ACTIVATIONS = every("activations")
# Multiples of 1/16 meet the kinks at whole numbers exactly; the others meet none.
GRID = np.concatenate([np.arange(-160, 161) / 16, np.random.default_rng(0).normal(0, 3, 200)])


def value(activation: Activation, z: Array) -> Array:
    a = np.full_like(z, 7.0)
    kernel, _ = compile_activation(z.dtype.name, activation)
    kernel(z, np.array(activation.hyper(), z.dtype), a)
    return a


def derivative(activation: Activation, z: Array) -> Array:
    slope = np.full_like(z, 7.0)
    _, kernel = compile_activation(z.dtype.name, activation)
    hyper = np.array(activation.hyper(), z.dtype)
    kernel(z, value(activation, z), hyper, slope)
    return slope


def slope_beside(activation: Activation, z: Array, step: float) -> Array:
    """The slope from z to the right, or of a negative step to the left, to second order.

    Functions whose curvature jumps, such as softsign's at 0, have one slope from both sides.
    """
    here, near, far = (value(activation, z + k * step) for k in range(3))
    slope: Array = (4 * near - 3 * here - far) / (2 * step)
    return slope


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_derivative_is_that_of_the_value(activation: Activation) -> None:
    """A kink is where the slopes to either side disagree: there it lies between them."""
    left, right = slope_beside(activation, GRID, -1e-5), slope_beside(activation, GRID, 1e-5)
    slope = derivative(activation, GRID)
    kink = np.abs(left - right) > 1e-4
    assert kink.sum() <= 4, "more kinks than any activation has"
    # 1e-7 admits hard_sigmoid's slope, which is 1/6 in float32's precision as PyTorch has it.
    np.testing.assert_allclose(slope[~kink], ((left + right) / 2)[~kink], rtol=1e-7, atol=1e-8)
    assert (slope[kink] >= np.minimum(left, right)[kink] - 1e-7).all()
    assert (slope[kink] <= np.maximum(left, right)[kink] + 1e-7).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nan_is_passed_on_and_stays_where_it_is(activation: Activation, dtype: str) -> None:
    z = GRID.astype(dtype)
    clean = value(activation, z), derivative(activation, z)
    missing, rest = [0, 160, 300], np.delete(np.arange(z.size), [0, 160, 300])
    z[missing] = np.nan
    a, slope = value(activation, z), derivative(activation, z)
    assert np.isnan(a[missing]).all()
    # A slope that is the same everywhere does not depend on z.
    assert np.isnan(slope[missing]).all() or np.ptp(clean[1]) == 0.0
    np.testing.assert_array_equal(a[rest], clean[0][rest])
    np.testing.assert_array_equal(slope[rest], clean[1][rest])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_large_sums_do_not_overflow(activation: Activation, dtype: str) -> None:
    z = np.array([-1e4, -1e3, -100.0, 100.0, 1e3, 1e4], dtype)
    assert np.isfinite(value(activation, z)).all()
    assert np.isfinite(derivative(activation, z)).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float32_differs_by_rounding_alone(activation: Activation) -> None:
    z = GRID.astype(np.float32)
    for function in (value, derivative):
        exact = function(activation, z.astype(np.float64))
        np.testing.assert_allclose(function(activation, z), exact, rtol=1e-5, atol=2e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_plain_and_compiled_kernels_agree(activation: Activation) -> None:
    hyper, a, slope = np.array(activation.hyper()), np.empty_like(GRID), np.empty_like(GRID)
    z = GRID.copy()
    # Nothing but the results may be written.
    z.flags.writeable = hyper.flags.writeable = False
    activation.value(z, hyper, a)
    np.testing.assert_allclose(a, value(activation, GRID), rtol=1e-13, atol=1e-15)
    a.flags.writeable = False
    activation.derivative(z, a, hyper, slope)
    np.testing.assert_allclose(slope, derivative(activation, GRID), rtol=1e-12, atol=1e-14)
