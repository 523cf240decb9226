"""J(θ) is what the loss's formula gives, with the penalty."""

import numpy as np
import pytest

from gdrun.landscape.losses import losses_at
from tests.landscape.trained import LINE, MOONS, binding_for, loop_of

THETAS = np.array([[0.0, 0.0], [2.0, 1.0], [-1.5, 0.25], [1e200, 0.0]])


def test_of_a_line_it_is_the_mean_squared_error_and_the_penalty_of_the_slope() -> None:
    binding = binding_for(LINE)
    train = binding.dataset.train
    x, y = train.inputs[:, 0], train.targets[:, 0]
    with np.errstate(over="ignore"):
        expected = [
            np.mean((slope * x + intercept - y) ** 2) + 0.03 * abs(slope) + 0.1 * slope**2
            for slope, intercept in THETAS
        ]
    assert losses_at(binding, THETAS, loop_of(binding)) == pytest.approx(expected, rel=1e-12)


def test_of_a_network_it_is_what_numpy_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    binding = binding_for(MOONS)
    thetas = np.random.default_rng(0).normal(size=(7, 13))
    x, y = binding.dataset.train.inputs, binding.dataset.train.targets[:, 0]
    expected = []
    for theta in thetas:
        hidden = np.tanh(x @ theta[:6].reshape(2, 3) + theta[6:9])
        z = hidden @ theta[9:12] + theta[12]
        expected.append(np.mean(np.logaddexp(0.0, z) - y * z))
    loop = loop_of(binding)
    whole = losses_at(binding, thetas, loop)
    assert whole == pytest.approx(expected, rel=1e-12)
    # So many at once that memory is bounded makes no difference.
    monkeypatch.setattr("gdrun.landscape.losses._BYTES_AT_ONCE", 8 * 13 * 2)
    assert np.array_equal(losses_at(binding, thetas, loop), whole)


def test_parameters_that_overflow_have_no_finite_loss() -> None:
    said = {**LINE, "training": {**LINE["training"], "dtype": "float32"}}
    binding = binding_for(said)
    found = losses_at(binding, np.array([[1e60, 0.0], [np.nan, 0.0], [2.0, 1.0]]), loop_of(binding))
    assert np.isfinite(found).tolist() == [False, False, True]


def test_of_no_parameters_there_is_no_loss() -> None:
    binding = binding_for(LINE)
    assert losses_at(binding, np.zeros((0, 2)), loop_of(binding)).shape == (0,)
