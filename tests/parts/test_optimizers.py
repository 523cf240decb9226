"""What every optimizer promises: it descends, keeps to its memory, and passes NaN on."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from numba import njit, types
from numpy.typing import NDArray

from gdrun.engine.compile.compiling import OPTIONS
from gdrun.engine.loop.signatures import roles
from gdrun.parts.optimizers import Adam, Optimizer, Rmsprop, Sgd
from tests.parts.contract import DTYPES, compiled, every

Array = NDArray[Any]
OPTIMIZERS = every("optimizers")
QUADRATIC, ROSENBROCK = 0, 1


@njit(**OPTIONS)
def objective(kind, theta, gradient):  # type: ignore[no-untyped-def]
    """Writes the gradient and returns the value; both functions are 0 at their minimum."""
    x, y = theta[0], theta[1]
    if kind == QUADRATIC:
        gradient[0], gradient[1] = 10.0 * x + 3.0 * y, 3.0 * x + 2.0 * y
        return 5.0 * x * x + 3.0 * x * y + y * y
    valley = y - x * x
    gradient[0], gradient[1] = -2.0 * (1.0 - x) - 400.0 * x * valley, 200.0 * valley
    return (1.0 - x) ** 2 + 100.0 * valley * valley


def descend(kind, theta, memory, scalars, hyper, rate, steps, update):  # type: ignore[no-untyped-def]
    """The value after so many steps, while the rate falls to 0 in a straight line.

    Rules whose steps do not shrink with the gradient, such as descent by signs, would else go to
    and fro around the minimum.
    """
    gradient = np.empty_like(theta)
    for step in range(1, steps + 1):
        objective(kind, theta, gradient)
        update(theta, gradient, memory, scalars, hyper, rate * (1.0 - (step - 1) / steps), step)
    return objective(kind, theta, gradient)


@cache
def compiled_descent() -> Callable[..., float]:
    """Compiled once for all rules, which are passed to it."""
    vector, matrix = types.Array(types.float64, 1, "C"), types.Array(types.float64, 2, "C")
    whole, number = types.int64, types.float64
    update = types.FunctionType(roles("float64").update)
    signature = number(whole, vector, matrix, vector, vector, number, whole, update)
    descent: Callable[..., float] = njit([signature], **OPTIONS)(descend)
    return descent


def zero_state(
    optimizer: Optimizer, size: int, dtype: str = "float64"
) -> tuple[Array, NDArray[np.float64]]:
    """Memory and scalars before the first step.

    There is room behind both: a compiled rule that reaches beyond must not hurt other tests.
    """
    memory = np.zeros((optimizer.slots() + 4, size), dtype)
    scalars = np.zeros(optimizer.scalars + 4)
    return memory[: optimizer.slots()], scalars[: optimizer.scalars]


def lowest(optimizer: Optimizer, kind: int, start: tuple[float, float], steps: int) -> float:
    """The lowest value that any of many learning rates ends at.

    What an update rule promises is that there is a rate at which it descends: Lion wants one
    thousands of times smaller than AdaDelta. The search knows no rule by name, so that a rule
    added later is held to the same promise.
    """
    update = compiled("float64", optimizer=optimizer).update
    values = []
    for rate in np.geomspace(1e-4, 10.0, 16):
        memory, scalars = zero_state(optimizer, 2)
        theta, hyper = np.array(start), np.array(optimizer.hyper())
        end = compiled_descent()(kind, theta, memory, scalars, hyper, rate, steps, update)
        values.append(end if np.isfinite(end) else np.inf)
    return min(values)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_minimises_a_quadratic(optimizer: Optimizer) -> None:
    assert lowest(optimizer, QUADRATIC, (1.0, -2.0), 2000) < 1e-6


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_minimises_rosenbrocks_function(optimizer: Optimizer) -> None:
    """From 24.2 at the start, along a bent valley; weight decay moves the minimum a little."""
    assert lowest(optimizer, ROSENBROCK, (-1.2, 1.0), 20_000) < 0.05


def run(
    optimizer: Optimizer,
    gradients: Array,
    update: Callable[..., None] | None = None,
    rates: Sequence[float] | None = None,
) -> Array:
    """Theta after each step of the gradients (steps, parameters), in their dtype."""
    update = update or compiled(gradients.dtype.name, optimizer=optimizer).update
    theta = np.linspace(-1.0, 1.0, gradients.shape[1]).astype(gradients.dtype)
    memory, scalars = zero_state(optimizer, theta.size, gradients.dtype.name)
    hyper = np.array(optimizer.hyper(), gradients.dtype)
    path = []
    for step, gradient in enumerate(gradients.copy(), start=1):
        rate = optimizer.learning_rate if rates is None else rates[step - 1]
        update(theta, gradient, memory, scalars, hyper, rate, step)
        path.append(theta.copy())
    return np.array(path)


def drawn_gradients(dtype: str = "float64", steps: int = 6) -> Array:
    return np.random.default_rng(0).normal(size=(steps, 5)).astype(dtype)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_plain_and_compiled_rules_agree(optimizer: Optimizer) -> None:
    """The plain rule meets arrays of exactly its size, and fails if it reaches beyond."""
    gradients = drawn_gradients(steps=20)
    plain = run(optimizer, gradients, optimizer.update)
    np.testing.assert_allclose(plain, run(optimizer, gradients), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_memory_beyond_the_slots_stays_untouched(optimizer: Optimizer) -> None:
    slots = optimizer.slots()
    memory, scalars = np.full((slots + 3, 5), 7.0), np.full(optimizer.scalars + 3, 7.0)
    memory[:slots], scalars[: optimizer.scalars] = 0.0, 0.0
    theta, hyper = np.ones(5), np.array(optimizer.hyper())
    update = compiled("float64", optimizer=optimizer).update
    for step, gradient in enumerate(drawn_gradients(), start=1):
        update(theta, gradient, memory, scalars, hyper, 0.01, step)
    assert (memory[slots:] == 7.0).all()
    assert (scalars[optimizer.scalars :] == 7.0).all()
    assert (hyper == optimizer.hyper()).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_float32_differs_by_rounding_alone(optimizer: Optimizer) -> None:
    gradients = drawn_gradients("float32")
    path = run(optimizer, gradients)
    assert path.dtype == np.float32
    np.testing.assert_allclose(path, run(optimizer, gradients.astype(np.float64)), atol=2e-5)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("step", [0, 3])
def test_nan_is_passed_on(optimizer: Optimizer, dtype: str, step: int) -> None:
    gradients = drawn_gradients(dtype)
    gradients[step, 2] = np.nan
    path = run(optimizer, gradients)
    assert np.isfinite(path[:step]).all()
    assert np.isnan(path[step:, 2]).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_gradient_leaves_every_parameter_finite(optimizer: Optimizer) -> None:
    """Some inputs are always 0, and so are their gradients: no rule may divide 0 by 0."""
    for dtype in DTYPES:
        gradients = drawn_gradients(dtype)
        gradients[:, 2] = 0.0
        assert np.isfinite(run(optimizer, gradients)).all()
        assert np.isfinite(run(optimizer, 0 * gradients)).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_gradient_that_stays_the_same_is_followed(optimizer: Optimizer, dtype: str) -> None:
    """A rule that divides by the gradient's spread finds none, but for rounding."""
    gradient = np.array([1.0, 0.1, 1 / 3, 7e-4, -123.4], dtype)
    path = run(optimizer, np.tile(gradient, (4000, 1)))
    assert np.isfinite(path).all()
    np.testing.assert_array_equal(np.sign(path[0] - path[-1]), np.sign(gradient))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_rate_of_zero_moves_nothing(optimizer: Optimizer, dtype: str) -> None:
    """Decays may end at 0, and rise again."""
    path = run(optimizer, drawn_gradients(dtype), rates=[0.01, 0.01, 0.0, 0.0, 0.01, 0.01])
    np.testing.assert_array_equal(path[2], path[1])
    np.testing.assert_array_equal(path[3], path[1])
    assert np.isfinite(path).all()
    assert (path[5] != path[4]).any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_first_step_goes_against_the_gradient(optimizer: Optimizer) -> None:
    gradients = 1.0 + 0.0 * drawn_gradients(steps=1)
    start = np.linspace(-1.0, 1.0, 5)
    assert (run(optimizer, gradients)[0] < start).all()


@pytest.mark.parametrize(
    ("optimizer", "slots"),
    [
        (Sgd(), 0),
        (Sgd(momentum=0.9), 1),
        (Rmsprop(), 1),
        (Rmsprop(momentum=0.9), 2),
        (Rmsprop(centered=True), 2),
        (Rmsprop(momentum=0.9, centered=True), 3),
        (Adam(), 2),
        (Adam(amsgrad=True), 3),
    ],
)
def test_no_vector_is_remembered_that_the_rule_does_not_use(
    optimizer: Optimizer, slots: int
) -> None:
    """After some steps none of its vectors is still zero."""
    assert optimizer.slots() == slots
    memory, scalars = zero_state(optimizer, 5)
    update, hyper = compiled("float64", optimizer=optimizer).update, np.array(optimizer.hyper())
    for step, gradient in enumerate(drawn_gradients(), start=1):
        update(np.ones(5), gradient, memory, scalars, hyper, 0.01, step)
    assert (memory != 0.0).all()
