"""Every planted mistake is found, in every kind of network, at the tensor where it is."""

from typing import Any

import pytest

from gdrun import gradcheck
from gdrun.checking.builtin import builtin_subjects
from gdrun.checking.sabotage import sabotages
from gdrun.errors import GdrunError
from gdrun.records.gradients import PAIRS, NetworkCheck

FIRST_LAYER = {"missing_bias": {"b0"}, "single_entry": {"W0"}}
"""Sabotages that touch one tensor and no other."""
ONLY = {
    "transposed_product": {"W"},
    "penalty_twice": {"W"},
    "penalized_bias": {"b", "gain", "shift"},
    "forgotten_gain": {"gain"},
}
"""Sabotages that touch tensors of some names alone."""
BELOW = (
    "half_updated",
    "forgotten_slope",
    "slope_of_value",
    "mask_not_rescaled",
    "other_mask",
    "forgotten_mean",
    "forgotten_variance",
)
"""Sabotages of the way back, which the outputs' layer comes before."""
OF_UPDATE = ("half_updated", "ascent")
"""Sabotages after which backpropagation is still right."""


def _failed(check: NetworkCheck) -> set[str]:
    return {tensor.tensor for tensor in check.tensors if not tensor.passed}


@pytest.mark.parametrize("name", list(sabotages()))
def test_a_sabotage_is_caught_wherever_it_changes_anything(name: str) -> None:
    report = gradcheck(sabotage=name)
    assert len(report.checks) > 50
    assert not report.passed
    for check in report.checks:
        failed = _failed(check)
        assert failed, f"{name} passed in {check.network}"
        if name in FIRST_LAYER:
            assert failed == FIRST_LAYER[name], check.network
        if name in ONLY:
            assert {tensor.rstrip("0123456789") for tensor in failed} <= ONLY[name], check.network
        last = sum(tensor.tensor.startswith("W") for tensor in check.tensors) - 1
        if name in BELOW:
            # The outputs' layer has no activation, and nothing moves before it.
            assert not failed & {f"W{last}", f"b{last}"}, check.network
        if name in OF_UPDATE:
            assert check.worst(PAIRS[0]) <= report.tolerances[PAIRS[0]], check.network
        else:
            # Both of training's ways have the mistake; for a lost row they are two calls.
            assert check.worst(PAIRS[1]) <= report.tolerances[PAIRS[1]], check.network


APPLIES = {
    "missing_bias": "",
    "batch_sum": "full batch",
    "unnormalized_weights": "rows that count differently",
    "penalty_twice": "penalty",
    "penalized_bias": "penalty",
    "lost_row": "full batch",
    "half_updated": "tanh, mse, 3 hidden",
    "forgotten_slope": "tanh, mse",
    "slope_of_value": "sigmoid, cross_entropy",
    "forgotten_target": "cross_entropy",
    "forgotten_two": "tanh, mse",
    "ascent": "",
    "single_entry": "",
    "transposed_product": "",
    "mask_not_rescaled": "dense(units=5), dropout",
    "other_mask": "dense(units=5), dropout",
    "forgotten_gain": "layer_norm",
    "forgotten_mean": "dense(units=5), layer_norm",
    "forgotten_variance": "dense(units=5), layer_norm",
}


@pytest.mark.parametrize("name", list(sabotages()))
def test_a_sabotage_applies_where_it_should(name: str) -> None:
    """Or the test above would find nothing to catch. A gradient may happen to be 0 in a few."""
    subjects = [s for s in builtin_subjects() if f" {APPLIES[name]}" in f" {s.name}"][:60]
    applies = [sabotages()[name].applies(subject) for subject in subjects]
    assert sum(applies) > 0.9 * len(applies)


@pytest.mark.parametrize(
    ("name", "says"), [("half_update", "did you mean `half_updated`"), ("x", "--sabotage help")]
)
def test_an_unknown_sabotage_is_answered_with_one_that_exists(name: str, says: str) -> None:
    with pytest.raises(GdrunError, match=says):
        gradcheck(sabotage=name)


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("half_updated", {"model": {"hidden": []}}, "it needs a hidden layer"),
        ("penalized_bias", {"penalty": {"l2": 0.1}}, "biases are zero at first: add --after 1"),
        ("penalized_bias", {"model": {"biases": "ones"}}, "it needs a penalty"),
        ("single_entry", {"model": {"weights": "zeros"}}, "gradient of W0 that is not zero"),
        ("forgotten_two", {}, "it needs the loss mse"),
        ("forgotten_gain", {}, "it needs a layer with gains"),
        ("forgotten_mean", {}, "it needs layer normalisation after a layer with parameters"),
        ("mask_not_rescaled", {"model": {"input": {"dropout": 0.5}}}, "it needs dropout after"),
    ],
)
def test_a_sabotage_that_changes_nothing_is_no_pass(
    name: str, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(GdrunError, match=f"{name} changes nothing in this network.*{says}"):
        gradcheck({"data": {"source": "iris"}, **changes}, sabotage=name)


def test_what_changes_nothing_at_first_does_after_training() -> None:
    config = {"data": {"source": "iris"}, "penalty": {"l2": 0.1}}
    report = gradcheck(config, sabotage="penalized_bias", after=1)
    for check in report.checks:
        assert check.groups["weights"] == "after 1 epoch"
        assert _failed(check) == {"b0", "b1"}
