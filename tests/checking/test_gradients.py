"""The gradient check: right gradients pass, and the numbers it compares are what it says."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun import gradcheck
from gdrun.checking.agreement import relative_errors
from gdrun.checking.api import check
from gdrun.checking.builtin import builtin_subjects
from gdrun.checking.differences import central_differences, derivatives
from gdrun.checking.methods import backprop_gradient, step_gradient
from gdrun.checking.subject import Subject, make_subject
from gdrun.config import load_config
from gdrun.engine.layers.examples import Portion
from gdrun.errors import GdrunError
from gdrun.parts.activations import Activation, Relu, Tanh
from gdrun.parts.losses import MeanSquaredError
from gdrun.parts.registry import parts
from gdrun.records.gradients import PAIRS, GradientReport
from tests.reference.cases import load
from tests.trial.networks import dense_network

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def builtin() -> GradientReport:
    return gradcheck()


def test_everything_built_in_passes(builtin: GradientReport) -> None:
    assert builtin.passed
    smooth = [check for check in builtin.checks if check.smooth]
    assert max(check.worst(pair) for check in smooth for pair in PAIRS) < 1e-7
    assert builtin.checked + builtin.kinks == builtin.gradients > 50_000
    assert builtin.kinks < 0.01 * builtin.gradients


def test_every_activation_and_loss_is_in_it(builtin: GradientReport) -> None:
    pairs = {(check.groups["activation"], check.groups["loss"]) for check in builtin.checks}
    for activation in parts("activations"):
        for loss in parts("losses"):
            assert (activation, loss) in pairs
    assert {check.groups["depth"] for check in builtin.checks} == {"0", "1", "3"}
    assert {check.rows for check in builtin.checks} == {1, 2, 7}


def test_every_kind_of_layer_is_in_it_alone_and_in_pairs(builtin: GradientReport) -> None:
    """In pairs in both orders; with a loss for each kind of targets, and on all three batches."""
    kinds = [name for name in parts("layers") if name != "dense"]
    met = Counter(
        (check.groups["layers"], check.groups["loss"], check.rows) for check in builtin.checks
    )
    every_loss: Any = parts("losses")
    losses = {every_loss[name].suits: name for name in reversed(every_loss)}.values()
    for layers in [*kinds, *(f"{a}, {b}" for a in kinds for b in kinds), "several"]:
        for loss in losses:
            assert {met[layers, loss, rows] > 0 for rows in (1, 2, 7)} == {True}
    names = [check.network for check in builtin.checks]
    for first in ("dropout(rate=0.5), dense", "layer_norm, dense", "normalised tanh with dropout"):
        assert any(name.startswith(first) for name in names)


def test_every_loss_meets_weights_of_rows(builtin: GradientReport) -> None:
    met = Counter(
        (check.groups["loss"], check.groups["layers"], check.rows)
        for check in builtin.checks
        if check.groups["rows"] == "weighted"
    )
    for loss in parts("losses"):
        for layers in ("dense", "several"):
            assert {met[loss, layers, rows] > 0 for rows in (1, 2, 7)} == {True}


def test_every_pair_meets_all_depths_batches_and_the_penalty(builtin: GradientReport) -> None:
    """1, 2 and 7 of 7 rows: a batch of one, a short last batch and a full one."""
    met = Counter(
        (check.groups["activation"], check.groups["loss"], check.groups["depth"], check.rows)
        for check in builtin.checks
    )
    for loss in parts("losses"):
        for depth in ("0", "1", "3"):
            for activation in parts("activations") if depth != "0" else ["none"]:
                assert {met[activation, loss, depth, rows] > 0 for rows in (1, 2, 7)} == {True}
    networks = {check.network.rpartition(" hidden, ")[0] for check in builtin.checks}
    for network in networks:
        here = [c.network for c in builtin.checks if c.network.startswith(f"{network} hidden, ")]
        assert len(here) == 3
        assert sum("penalty" in name for name in here) == 1


def test_networks_have_names_of_their_own(builtin: GradientReport) -> None:
    """Parts with several parameters are told apart by those that are not at their default."""
    names = [check.network for check in builtin.checks]
    assert len(set(names)) == len(names)
    assert any(name.startswith("leaky_relu, huber(delta=0.3), 1 hidden") for name in names)


@pytest.mark.parametrize("name", ["digits", "iris", "diabetes", "csv", "linear"])
def test_configs_pass_at_first_and_after_training(name: str) -> None:
    report = check(load_config(CONFIGS / f"{name}.yaml"), after=5)
    assert report.passed
    assert report.checked == report.gradients
    assert {check.groups["weights"] for check in report.checks} == {
        "at the first weights",
        "after 5 epochs",
    }


def test_a_long_training_to_a_minimum_passes() -> None:
    """All gradients are then rounding: relative errors of nothing must not fail."""
    assert gradcheck(CONFIGS / "linear.yaml", after=100).passed


CASES = load("gradients")["cases"]


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=f"{c['activation']}-{c['loss']}-{i}") for i, c in enumerate(CASES)]
)
def test_both_ways_agree_with_pytorch(case: dict[str, Any]) -> None:
    subject = _of_case(case)
    slopes = [t for pair in zip(case["dW"], case["db"], strict=True) for t in pair]
    expected = np.concatenate([np.ravel(tensor) for tensor in slopes])
    for method in (backprop_gradient, step_gradient):
        np.testing.assert_allclose(method(subject), expected, rtol=1e-10, atol=1e-14)
    entries = np.arange(subject.theta.size)
    found = derivatives(subject, entries, 1e-3)
    clear = found.flips[:, 0] < 0
    assert clear.mean() > 0.9
    largest = np.abs(expected).max()
    np.testing.assert_allclose(
        found.extrapolated[clear], expected[clear], rtol=1e-6, atol=1e-6 * largest
    )


def _of_case(case: dict[str, Any]) -> Subject:
    make_activation: Any = parts("activations")[case["activation"]]
    name, *arguments = case["loss"].split()
    make_loss: Any = parts("losses")[name]
    pairs = (argument.split("=") for argument in arguments)
    loss, activation = make_loss(**{key: float(value) for key, value in pairs}), make_activation()
    tensors = [t for pair in zip(case["W"], case["b"], strict=True) for t in pair]
    y = np.array(case["y"], dtype=np.float64)
    return make_subject(
        "case",
        {},
        dense_network(activation, case["sizes"]),
        loss,
        np.concatenate([np.ravel(tensor) for tensor in tensors]),
        Portion(np.array(case["X"]), y[:, np.newaxis] if y.ndim == 1 else y),
        batch_size=len(y),
        batch=0,
        penalty=(0.0, 0.0),
        layer_seed=0,
    )


def _single(activation: Activation, inputs: float, weight: float, l1: float = 0.0) -> Subject:
    """One input, one unit, one output of the unit: every number is known by hand."""
    return make_subject(
        "single",
        {},
        dense_network(activation, (1, 1, 1)),
        MeanSquaredError(),
        np.array([weight, 0.0, 1.0, 0.0]),
        Portion(np.array([[inputs]]), np.array([[1.0]])),
        batch_size=1,
        batch=0,
        penalty=(l1, 0.0),
        layer_seed=0,
    )


def test_a_kink_is_found_and_named() -> None:
    found = derivatives(_single(Relu(), 1.0, 0.0), np.array([0, 1, 2]), 1e-3)
    assert found.flips[0].tolist() == [0, 0, 0]
    assert found.flips[1].tolist() == [0, 0, 0]
    assert found.flips[2].tolist() == [-1, -1, -1]


def test_a_kink_that_is_near_is_kept_away_from() -> None:
    """z = 5e-4 lies within ε of the kink, and outside an eighth of it."""
    subject = _single(Relu(), 1.0, 5e-4)
    assert central_differences(subject, np.array([0]), 1e-3).flips[0, 0] == 0
    found = derivatives(subject, np.array([0]), 1e-3)
    assert found.flips[0, 0] == -1
    # d(relu(w) − 1)²/dw = 2 (w − 1)
    assert found.extrapolated[0] == pytest.approx(2 * (5e-4 - 1), rel=1e-9)


def test_a_step_that_is_too_large_is_made_smaller() -> None:
    """ε of 0.001 moves z by 1, and d(tanh(1000 w) − 1)²/dw is known."""
    subject, entries = _single(Tanh(), 1000.0, 1e-3), np.array([0])
    true = 2 * (np.tanh(1) - 1) * (1 - np.tanh(1) ** 2) * 1000
    assert abs(central_differences(subject, entries, 1e-3).extrapolated[0] / true - 1) > 0.01
    assert derivatives(subject, entries, 1e-3).extrapolated[0] == pytest.approx(true, rel=1e-6)


@pytest.mark.parametrize("step", [0.03, 0.02, 1e-6])
def test_every_step_that_is_allowed_passes_right_gradients(step: float) -> None:
    assert gradcheck(step=step).passed


@pytest.mark.parametrize("source", ["breast_cancer", "wine", "diabetes"])
def test_inputs_of_any_size_pass(source: str) -> None:
    """As they are, columns reach 4254 and 1680: weights then bend the loss a thousandfold."""
    config = {
        "data": {"source": source, "normalize": "none"},
        "model": {"hidden": [8], "activation": "tanh"},
    }
    assert gradcheck(config, after=3).passed


def test_the_l1_penalty_has_a_kink_at_zero() -> None:
    found = derivatives(_single(Relu(), -1.0, 0.0, l1=0.1), np.array([2]), 1e-3)
    assert found.flips[0, 0] == -1
    at_zero = _single(Relu(), 0.0, 0.0, l1=0.1)
    assert derivatives(at_zero, np.array([0]), 1e-3).flips[0, 0] >= 1


def test_differences_are_of_the_stated_order() -> None:
    """Halving ε divides the error of D by 4, and that of its extrapolation by 16."""
    subject = next(s for s in builtin_subjects() if s.smooth and "tanh, cross" in s.name)
    entries = np.arange(subject.theta.size)
    true = backprop_gradient(subject)
    coarse, fine = (central_differences(subject, entries, step) for step in (0.2, 0.1))
    for field, ratio in (("plain", 4), ("extrapolated", 16)):
        errors = [np.abs(getattr(each, field) - true).max() for each in (coarse, fine)]
        assert errors[0] / errors[1] == pytest.approx(ratio, rel=0.2)


def test_relative_errors() -> None:
    a, b = np.array([1.0, 0.0, 0.0, np.nan]), np.array([1.1, 0.0, 1e-3, 1.0])
    found = relative_errors(a, b, 0.01)
    assert found[:3] == pytest.approx([0.1 / 1.1, 0.0, 0.1])
    assert np.isnan(found[3])


def test_samples_are_chosen_by_the_seed() -> None:
    first, again, other = (gradcheck(CONFIGS / "digits.yaml", samples=7, seed=s) for s in (0, 0, 1))
    assert first.checked == 2 * 4 * 7
    assert first.passed
    assert first.checks == again.checks
    assert first.checks != other.checks


def test_the_study_shows_a_v(builtin: GradientReport) -> None:
    errors = [each.plain for each in builtin.study]
    best = int(np.argmin(errors))
    assert 0 < best < len(errors) - 1
    assert errors[0] > 1e3 * errors[best] < errors[-1]


@pytest.mark.parametrize("step", [0.0, -1.0, 1e-9, 1.0, float("nan")])
def test_steps_that_tell_nothing(step: float) -> None:
    with pytest.raises(GdrunError, match="tells nothing"):
        gradcheck(step=step)


def test_training_that_diverges_leaves_nothing_to_check() -> None:
    config = {
        "data": {"source": "iris"},
        "optimizer": {"name": "sgd", "learning_rate": 1e20},
        "training": {"epochs": 3},
    }
    with pytest.raises(GdrunError, match="diverged"):
        gradcheck(config, after=3)
