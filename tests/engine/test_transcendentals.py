"""exp, expm1 and tanh: their stated error, and the ends of their range."""

from typing import Any

import numpy as np
import pytest
from numba import njit

from gdrun.engine.blocks import transcendentals
from gdrun.engine.compile.compiling import OPTIONS

CASES: dict[str, tuple[Any, Any, Any]] = {
    "exp32": (transcendentals.exp32, np.exp, np.float32),
    "expm132": (transcendentals.expm132, np.expm1, np.float32),
    "expm164": (transcendentals.expm164, np.expm1, np.float64),
    "tanh32": (transcendentals.tanh32, np.tanh, np.float32),
    "exp64": (transcendentals.exp64, np.exp, np.float64),
    "tanh64": (transcendentals.tanh64, np.tanh, np.float64),
}


def over_array(function: Any) -> Any:
    @njit(**OPTIONS)
    def apply(x, y):  # type: ignore[no-untyped-def]
        for i in range(x.size):
            y[i] = function(x[i])

    return apply


@pytest.mark.parametrize("name", CASES)
def test_error_is_below_three_units_in_the_last_place(name: str) -> None:
    function, exact, dtype = CASES[name]
    rng = np.random.default_rng(0)
    limit = 87.0 if dtype == np.float32 else 700.0
    points = [rng.uniform(-limit, limit, 200_000), rng.normal(size=200_000)]
    points.append(10.0 ** rng.uniform(-12, 0, 100_000) * rng.choice([-1, 1], 100_000))
    x = np.concatenate(points).astype(dtype)
    y = np.empty_like(x)
    over_array(function)(x, y)
    # In more digits than the format has, on every platform where long double has more.
    truth = exact(x.astype(np.longdouble))
    error = np.abs(y - truth) / np.spacing(np.abs(truth).astype(dtype))
    assert error.max() < 3.0


@pytest.mark.interpreted
@pytest.mark.parametrize("name", CASES)
def test_ends_of_the_range(name: str) -> None:
    function, exact, dtype = CASES[name]
    x = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e4, -1e4], dtype)
    y = np.empty_like(x)
    over_array(function)(x, y)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(y, exact(x))


@pytest.mark.interpreted
@pytest.mark.parametrize("name", CASES)
def test_error_of_subnormal_numbers(name: str) -> None:
    """Below the smallest normal number precision is lost bit by bit, and not at once."""
    function, exact, dtype = CASES[name]
    rng = np.random.default_rng(1)
    smallest = np.finfo(dtype).smallest_normal
    # As an argument, and where the exponential itself becomes subnormal and then 0.
    arguments = smallest * rng.uniform(-1, 1, 1000).astype(dtype)
    results = (np.log(smallest) - rng.uniform(0, 40, 1000)).astype(dtype)
    x = np.concatenate([arguments, results])
    y = np.empty_like(x)
    over_array(function)(x, y)
    truth = exact(x.astype(np.longdouble))
    error = np.abs(y - truth) / np.spacing(np.abs(truth).astype(dtype))
    assert error.max() < 3.0
