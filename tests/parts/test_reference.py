"""Parts agree with PyTorch, optax and scikit-learn, as compiled for training."""

from typing import Any

import numpy as np
import pytest

from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.network import LOOKING, Hyper
from gdrun.engine.loop.signatures import gradient_function
from gdrun.parts import decays, losses, optimizers
from gdrun.parts.registry import parts
from gdrun.trial.kernels import compile_kernels
from gdrun.trial.layer_table import make_table
from gdrun.trial.rates import rate_blocks
from gdrun.trial.rules import make_rules
from tests.reference.cases import load, parameters
from tests.trial.networks import dense_network

pytestmark = pytest.mark.interpreted

OPTIMIZERS = load("optimizers")
SCHEDULES = load("schedules")
GRADIENTS = load("gradients")["cases"]
NORMALIZERS = load("normalizers")

DECAYS = {
    "cyclic triangular": "cyclic",
    "cyclic triangular2": "cyclic",
}
"""The decay of a case, where the case's name is not the decay's."""
NORMALIZERS_OF_CASES: dict[str, dict[str, Any]] = {
    "minmax 0 1": {"name": "minmax"},
    "minmax -1 1": {"name": "minmax", "low": -1, "high": 1},
    "standardize": {"name": "standardize"},
    "max_abs": {"name": "max_abs"},
    "robust": {"name": "robust"},
    "l2 per example": {"name": "l2"},
}


def covered(cases: list[dict[str, Any]], *keys: str) -> list[Any]:
    return [
        pytest.param(case, id="-".join(f"{case[key]}" for key in keys) + f"-{i}")
        for i, case in enumerate(cases)
    ]


@pytest.mark.parametrize("case", covered(OPTIMIZERS["cases"], "name"))
def test_optimizer(case: dict[str, Any]) -> None:
    part = parts("optimizers")[case["source"].rpartition(".")[2].lower()]
    optimizer: Any = part(**parameters(case["arguments"]))
    kernels = compile_kernels("float64", losses.MeanSquaredError(), optimizer, decays.NoDecay())
    theta = np.array(OPTIMIZERS["theta0"])
    memory = np.zeros((optimizer.slots(), theta.size))
    scalars, hyper = np.zeros(optimizer.scalars), np.array(optimizer.hyper())
    for step, gradient in enumerate(OPTIMIZERS["gradients"], start=1):
        rate = optimizer.learning_rate
        kernels.update(theta, np.array(gradient), memory, scalars, hyper, rate, step)
        if str(step) in case["theta"]:
            np.testing.assert_allclose(theta, case["theta"][str(step)], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("case", covered(SCHEDULES, "name"))
def test_decay(case: dict[str, Any]) -> None:
    part = parts("decays")[DECAYS.get(case["name"], case["name"])]
    base, expected = case["base_learning_rate"], case["learning_rates"]
    arguments = parameters(case["arguments"])
    # PyTorch's own rates of cyclic cases; in gdrun the optimizer's rate is the peak.
    base = arguments.pop("peak", base)
    decay: Any = part(**arguments)
    blocks = rate_blocks(decay, base, len(expected), 1)
    rates = np.concatenate([block for _, block in blocks])[:, 0]
    if "validation_metric" in case:
        hyper, state = np.array(decay.reaction(base)), np.zeros(decay.state)
        seen = case["validation_metric"][:-1]
        rates[1:] *= [decay.react(state, hyper, metric) for metric in seen]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


@pytest.mark.parametrize("case", covered(GRADIENTS, "activation", "loss"))
def test_gradient(case: dict[str, Any]) -> None:
    make_activation: Any = parts("activations")[case["activation"]]
    name, *arguments = case["loss"].split()
    make_loss: Any = parts("losses")[name]
    pairs = (argument.split("=") for argument in arguments)
    loss = make_loss(**{key: float(value) for key, value in pairs})
    activation = make_activation()
    optimizer, decay = optimizers.Adam(), decays.NoDecay()
    kernels = compile_kernels("float64", loss, optimizer, decay)
    table = make_table(dense_network(activation, case["sizes"]), np.dtype(float))
    tensors = [t for pair in zip(case["W"], case["b"], strict=True) for t in pair]
    theta = np.concatenate([np.ravel(tensor) for tensor in tensors])
    X, y = np.array(case["X"]), np.array(case["y"], dtype=np.float64)
    targets = y[:, np.newaxis] if y.ndim == 1 else y
    for array in (X, targets):
        array.flags.writeable = False
    gradient = np.empty_like(theta)
    hyper = Hyper(
        layers=table.hyper,
        loss=np.array(loss.hyper()),
        update=np.array(optimizer.hyper()),
        react=np.array(decay.reaction(optimizer.learning_rate)),
        average=np.zeros(0),
    )
    value = gradient_function("float64")(
        theta, gradient, table.network, kernels, hyper, Portion(X, targets), 0,
        NO_PENALTY, LOOKING,
    )  # fmt: skip
    slopes = [t for pair in zip(case["dW"], case["db"], strict=True) for t in pair]
    expected = np.concatenate([np.ravel(tensor) for tensor in slopes])
    assert value == pytest.approx(case["value"], rel=1e-10)
    np.testing.assert_allclose(gradient, expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("case", covered(NORMALIZERS["cases"], "name"))
def test_normalizer(case: dict[str, Any]) -> None:
    settings = NORMALIZERS_OF_CASES[case["name"]]
    normalizer: Any = parts("normalizers")[settings["name"]](**settings)
    train, other = np.array(NORMALIZERS["train"]), np.array(NORMALIZERS["other"])
    fitted = normalizer.fit(train, np.arange(len(train)))
    # A value at the mean is 0 but for rounding.
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-14}
    np.testing.assert_allclose(fitted.transform(train[:10]), case["transformed_train"], **close)
    np.testing.assert_allclose(fitted.transform(other), case["transformed_other"], **close)


def _no_penalty() -> Any:
    from pathlib import Path

    from gdrun.config import parse_config

    config = parse_config({"data": {"source": "iris"}}, Path(), "plain")
    return make_rules(config, 6, ("learning_rate", "train.loss"), (), average=0, simple=True)


NO_PENALTY = _no_penalty()
