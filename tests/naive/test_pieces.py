"""The naive training is right: against finite differences, PyTorch, scikit-learn, and by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests import naive
from tests.reference.cases import load, parameters

ACTIVATIONS = ("relu", "tanh", "sigmoid")
DECAYS = ("exponential", "step", "plateau")
LOSSES = ("cross_entropy", "binary_cross_entropy", "mse")
OF_TORCH: dict[str, Callable[..., Any]] = {
    "torch.optim.SGD": naive.sgd,
    "torch.optim.Adam": naive.adam,
    "torch.optim.Adadelta": naive.adadelta,
}


def labelled(cases: list[dict[str, Any]], *keys: str) -> list[Any]:
    """The cases as parameters of a test, each with an id of its own."""
    return [
        pytest.param(case, id="-".join([*(case[key] for key in keys), str(i)]))
        for i, case in enumerate(cases)
    ]


STEPS = load("optimizers")


@pytest.mark.parametrize(
    "case", labelled([case for case in STEPS["cases"] if case["source"] in OF_TORCH], "name")
)
def test_update_rules_are_those_of_pytorch(case: dict[str, Any]) -> None:
    rule, hyper = OF_TORCH[case["source"]], parameters(case["arguments"])
    theta = np.array(STEPS["theta0"])
    memory: dict[str, NDArray[np.float64]] = {}
    seen = {}
    for step, gradient in enumerate(STEPS["gradients"], start=1):
        theta = rule(theta, np.array(gradient), memory, **hyper)
        seen[str(step)] = theta
    for step, expected in case["theta"].items():
        np.testing.assert_allclose(seen[step], expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize(
    "case", labelled([case for case in load("schedules") if case["name"] in DECAYS], "name")
)
def test_decays_are_those_of_pytorch(case: dict[str, Any]) -> None:
    base, hyper = case["base_learning_rate"], parameters(case["arguments"])
    metrics = case.get("validation_metric", [])
    rates = [
        base
        * naive.multiplier(
            epoch,
            {"validation.loss": metrics[:epoch]},
            learning_rate=base,
            name=case["name"],
            **hyper,
        )
        for epoch in range(len(case["learning_rates"]))
    ]
    np.testing.assert_allclose(rates, case["learning_rates"], rtol=1e-10)


@pytest.mark.parametrize(
    "case",
    labelled(
        [
            case
            for case in load("gradients")["cases"]
            if case["activation"] in ACTIVATIONS and case["loss"] in LOSSES
        ],
        "activation",
        "loss",
    ),
)
def test_losses_and_gradients_are_those_of_pytorch(case: dict[str, Any]) -> None:
    X, y = np.array(case["X"]), np.array(case["y"])
    # The reference holds the targets of one output without a column's axis.
    y = y if case["loss"] == "cross_entropy" else y.reshape(len(X), -1)
    network: dict[str, Any] = {
        "W": [np.array(w) for w in case["W"]],
        "b": [np.array(b) for b in case["b"]],
    }
    outputs = naive.forward(X, activation=case["activation"], **network)[0][-1]
    np.testing.assert_allclose(outputs, case["output"], rtol=1e-10, atol=1e-15)
    assert naive.loss_value(outputs, y, loss=case["loss"]) == pytest.approx(
        case["value"], rel=1e-10
    )
    dW, db = naive.gradients(X, y, activation=case["activation"], loss=case["loss"], **network)
    for ours, theirs in zip([*dW, *db], [*case["dW"], *case["db"]], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_with_penalties_are_central_differences(activation: str, loss: str) -> None:
    rng = np.random.default_rng(1)
    X, outputs = rng.normal(size=(6, 3)), 1 if loss == "binary_cross_entropy" else 2
    y: Any = rng.normal(size=(6, outputs)) if loss == "mse" else rng.integers(2, size=(6, 1))
    y = y[:, 0] if loss == "cross_entropy" else y
    W = [rng.normal(size=(3, 4)), rng.normal(size=(4, outputs))]
    b = [rng.normal(size=4), rng.normal(size=outputs)]
    penalty: dict[str, Any] = {"l1": 0.3, "l2": 0.2}

    def objective() -> float:
        raw = naive.forward(X, W=W, b=b, activation=activation)[0][-1]
        return naive.loss_value(raw, y, loss=loss) + naive.penalty_value(W, **penalty)

    dW, db = naive.gradients(X, y, W=W, b=b, activation=activation, loss=loss, **penalty)
    for tensor, gradient in zip([*W, *b], [*dW, *db], strict=True):
        for index in np.ndindex(tensor.shape):
            value = tensor[index]
            tensor[index] = value + 1e-5
            above = objective()
            tensor[index] = value - 1e-5
            below = objective()
            tensor[index] = value
            assert gradient[index] == pytest.approx((above - below) / 2e-5, rel=1e-6, abs=1e-8)


def test_the_penalty_has_no_slope_at_zero() -> None:
    W, b = [np.zeros((2, 1))], [np.ones(1)]
    problem: dict[str, Any] = {"W": W, "b": b, "activation": "relu", "loss": "mse"}
    X, y = np.ones((1, 2)), np.ones((1, 1))
    dW, db = naive.gradients(X, y, l1=5.0, l2=5.0, **problem)
    assert (dW[0] == 0.0).all()
    assert (db[0] == 0.0).all()


def test_losses_of_large_outputs_do_not_overflow() -> None:
    large = np.array([[1e4, -1e4], [-1e4, 1e4]])
    assert naive.loss_value(large, np.array([0, 0]), loss="cross_entropy") == 1e4
    column = np.array([[1e4], [-1e4]])
    ones = np.ones((2, 1))
    assert naive.loss_value(column, ones, loss="binary_cross_entropy") == 5e3
    start: dict[str, Any] = {"W": [np.eye(1)], "b": [np.zeros(1)], "activation": "sigmoid"}
    dW, _ = naive.gradients(column, ones, loss="binary_cross_entropy", **start)
    assert dW[0] == 5e3


@pytest.mark.parametrize(
    ("truth", "prediction", "expected"),
    [
        ([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 0], 0.6555555555555555),
        ([0, 0, 1, 1], [0, 0, 3, 1], 0.5555555555555555),
        ([1, 1, 1], [1, 1, 1], 1.0),
        ([0, 1], [1, 0], 0.0),
        ([0, 0, 0, 1], [0, 0, 0, 0], 0.42857142857142855),
        ([2, 2, 0, 4, 4, 4], [2, 0, 0, 4, 2, 5], 0.41666666666666663),
    ],
)
def test_macro_f1_is_scikit_learns(
    truth: list[int], prediction: list[int], expected: float
) -> None:
    assert naive.macro_f1(np.array(truth), np.array(prediction)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("truth", "prediction", "expected"),
    [
        ([[1, 10], [2, 20], [3, 60]], [[1.5, 0], [2, 30], [2, 55]], 0.6071428571428572),
        ([[1], [1]], [[1], [1]], 1.0),
        ([[1], [1]], [[1], [2]], 0.0),
        ([[1, 1], [1, 2], [1, 4]], [[1, 2], [1, 2], [1, 2]], 0.46428571428571425),
    ],
)
def test_r2_is_scikit_learns(truth: Any, prediction: Any, expected: float) -> None:
    assert naive.r2(np.array(truth, float), np.array(prediction, float)) == pytest.approx(expected)


def test_metrics_are_in_original_units() -> None:
    X, y = np.array([[1.0], [2.0]]), np.array([[0.0], [4.0]])
    network: dict[str, Any] = {
        "W": [np.eye(1)],
        "b": [np.zeros(1)],
        "activation": "relu",
        "loss": "mse",
    }
    seen = naive.metrics(X, y, target_scale=10.0, target_shift=7.0, **network)
    # The outputs are 1 and 2, so that the errors are 1 and −2, or 10 and −20.
    expected = {"loss": 2.5, "rmse": np.sqrt(250.0), "mae": 15.0, "r2": 1.0 - 500.0 / 800.0}
    assert seen == pytest.approx(expected)


def test_clipping_cuts_entries_first_and_then_the_norm() -> None:
    gradients = [np.array([30.0, -4.0]), np.array([[0.5]])]
    cut = naive.clip(gradients, clip_value=4.0)
    np.testing.assert_array_equal(np.concatenate([c.ravel() for c in cut]), [4.0, -4.0, 0.5])
    both = naive.clip(gradients, clip_value=4.0, clip_norm=1.0)
    np.testing.assert_allclose(
        np.concatenate([c.ravel() for c in both]), np.array([4.0, -4.0, 0.5]) / np.sqrt(32.25)
    )
    assert naive.clip(gradients, clip_norm=100.0)[0] is gradients[0]


def test_warm_up_comes_before_the_decays_own_clock() -> None:
    def rates(**decay: Any) -> list[float]:
        seen = {"validation.loss": [1.0] * 6}
        return [
            naive.multiplier(
                epoch,
                {name: values[:epoch] for name, values in seen.items()},
                learning_rate=1.0,
                warmup=4,
                **decay,
            )
            for epoch in range(7)
        ]

    rise = [0.25, 0.5, 0.75, 1.0]
    assert rates(name="none") == [*rise, 1.0, 1.0, 1.0]
    assert rates(name="exponential", factor=0.5) == [*rise, 1.0, 0.5, 0.25]
    assert rates(name="step", every=2, factor=0.1) == [*rise, 1.0, 1.0, 0.1]
    # The first epoch after warm-up is the first best, the second the first bad one.
    assert rates(name="plateau", factor=0.5, patience=0) == [*rise, 1.0, 1.0, 0.5]


def test_early_stopping_counts_epochs_without_an_improvement() -> None:
    count = naive.epochs_without_improvement
    assert count([3.0, 2.0, 2.0, 2.0]) == 2
    assert count([3.0, 2.0, 1.9, 1.8], minimum_change=0.15) == 0
    assert count([3.0, 2.0, 1.9, 1.9], minimum_change=0.15) == 2
    assert count([0.5, 0.9, 0.8], largest=True) == 1


def test_a_loss_at_rest_stays_near_one_anchor() -> None:
    assert naive.epochs_of_rest([1.0, 1.05, 0.95, 1.0], loss_change=0.1) == 3
    # A slow fall is no rest: each step is small, but the anchor is left behind.
    assert naive.epochs_of_rest([1.0, 0.94, 0.88, 0.82], loss_change=0.1) == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, None),
        ({"loss_below": 0.5}, None),
        ({"loss_below": 0.51}, "converged"),
        ({"gradient_norm": 0.2}, None),
        ({"gradient_norm": 0.21}, "converged"),
        ({"loss_change": 0.1, "patience": 2}, "converged"),
        ({"loss_change": 0.1, "patience": 3}, None),
        ({"monitor": "validation.accuracy", "patience": 1}, "early_stopped"),
        ({"monitor": "validation.accuracy", "patience": 2}, None),
    ],
    ids=str,
)
def test_each_rule_ends_training_at_its_limit(rule: dict[str, Any], expected: str | None) -> None:
    history = {"train.loss": [1.0, 0.5, 0.5, 0.5], "validation.accuracy": [0.1, 0.2, 0.3, 0.3]}
    assert naive.ending(history, 0.2, **rule) == expected
