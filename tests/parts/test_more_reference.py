"""Parameters away from their defaults mean what they mean in PyTorch and optax.

``tests/reference/more.json`` was computed in float64 with PyTorch 2.13 and optax 0.2.8 (JAX 0.10),
without gdrun. Each case names what it was made by as ``source``, with all arguments; its
``parameters`` are in gdrun's words. Optimizers start at ``theta0`` and meet the ``gradients`` of
``tests/reference/optimizers.json``; losses are means over the batch, and their gradients, like the
derivatives of activations at ``z``, are by automatic differentiation; decays start at
``learning_rate``, and those that react hold the metric after each epoch. PyTorch's NAdam keeps a
running product in its default dtype, which was float64 for that case alone.
"""

from typing import Any

import numpy as np
import pytest

from gdrun.parts.registry import parts
from gdrun.trial.kernels import compile_activation
from gdrun.trial.rates import rate_blocks
from tests.parts.contract import compiled, described
from tests.reference.cases import load

MORE = load("more")
GRADIENTS = load("optimizers")


def covered(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=described(case["name"], case["parameters"])) for case in cases]


@pytest.mark.parametrize("case", covered(MORE["optimizers"]))
def test_optimizer(case: dict[str, Any]) -> None:
    optimizer: Any = parts("optimizers")[case["name"]](**case["parameters"])
    update = compiled("float64", optimizer=optimizer).update
    theta = np.array(GRADIENTS["theta0"])
    memory = np.zeros((optimizer.slots(), theta.size))
    scalars, hyper = np.zeros(optimizer.scalars), np.array(optimizer.hyper())
    for step, gradient in enumerate(GRADIENTS["gradients"], start=1):
        rate = optimizer.learning_rate
        update(theta, np.array(gradient), memory, scalars, hyper, rate, step)
        if str(step) in case["theta"]:
            np.testing.assert_allclose(theta, case["theta"][str(step)], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("case", covered(MORE["losses"]))
def test_loss(case: dict[str, Any]) -> None:
    loss: Any = parts("losses")[case["name"]](**case["parameters"])
    outputs, targets = np.array(case["outputs"]), np.array(case["targets"])
    gradient, rows = np.empty_like(outputs), len(outputs)
    hyper = np.array(loss.hyper())
    value = compiled("float64", loss=loss).loss(outputs, targets, hyper, gradient)
    assert value / rows == pytest.approx(case["value"], rel=1e-9)
    np.testing.assert_allclose(gradient / rows, case["gradient"], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("case", covered(MORE["activations"]["cases"]))
def test_activation(case: dict[str, Any]) -> None:
    activation: Any = parts("activations")[case["name"]](**case["parameters"])
    value, derivative = compile_activation("float64", activation)
    z, hyper = np.array(MORE["activations"]["z"]), np.array(activation.hyper())
    a, slope = np.empty_like(z), np.empty_like(z)
    value(z, hyper, a)
    derivative(z, a, hyper, slope)
    np.testing.assert_allclose(a, case["value"], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(slope, case["derivative"], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("case", covered(MORE["decays"]["cases"]))
def test_decay(case: dict[str, Any]) -> None:
    decay: Any = parts("decays")[case["name"]](**case["parameters"])
    base, expected = MORE["decays"]["learning_rate"], case["rates"]
    rates = np.concatenate([block for _, block in rate_blocks(decay, base, len(expected), 1)])[:, 0]
    if decay.watched():
        react = compiled("float64", decay=decay).react
        state, hyper = np.zeros(decay.state), np.array(decay.reaction(base))
        rates[1:] *= [react(state, hyper, metric) for metric in case["metrics"][:-1]]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)
