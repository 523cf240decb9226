"""Entries at kinks: no difference says anything of them, and a step still does."""

from dataclasses import replace

import numpy as np
import pytest

from gdrun import gradcheck
from gdrun.checking.agreement import check_network
from gdrun.checking.methods import HONEST, Methods
from gdrun.checking.sabotage import sabotage_of
from gdrun.checking.subject import Subject
from gdrun.engine.layers.examples import Portion
from gdrun.records.gradients import PAIRS, NetworkCheck
from tests.checking.subjects import hinge

ALL_AT_KINKS = {
    "data": {"source": "breast_cancer"},
    "model": {"hidden": [], "weights": "zeros", "biases": "ones"},
    "loss": "hinge",
}
"""Every output is 1, where the hinge of the positive class has its kink."""


def _checked(subject: Subject, methods: Methods = HONEST) -> NetworkCheck:
    return check_network(subject, methods, 1e-3, None, 0)


def test_at_a_kink_backpropagation_and_the_step_are_compared() -> None:
    """The first row's max(0, 1 + o) has slope 1; the others' max(0, 1 − o) are at their kink."""
    check = _checked(hinge((3.0, 2.0, -1.0)))
    assert check.passed
    assert check.checked == 0
    assert [(kink.tensor, kink.index) for kink in check.kinks] == [("W0", (0, 0)), ("b0", (0,))]
    for tensor, slope in zip(check.tensors, (3 / 3, 1 / 3), strict=True):
        assert (tensor.checked, tensor.kinks) == (0, 1)
        assert list(tensor.agreements) == [PAIRS[1]]
        assert tensor.worst
        assert tensor.worst.backprop == pytest.approx(slope)
        assert tensor.worst.weights == pytest.approx(slope)
        assert tensor.worst.differences is None


def test_a_kink_names_the_training_row() -> None:
    """Of rows 3 to 5, the last two are at the kink.

    A larger weight makes the output of row 5 smaller, whose input is −1, and a smaller bias those
    of all rows, of which row 4 is the first at the kink.
    """
    rows = hinge((3.0, 2.0, -1.0))
    twice = Portion(np.tile(rows.train.inputs, (2, 1)), np.tile(rows.train.targets, (2, 1)))
    for array in twice:
        array.flags.writeable = False
    kinks = _checked(replace(rows, train=twice, batch=1)).kinks
    assert {kink.tensor: kink.what for kink in kinks} == {
        "W0": "the loss of output 0 at training row 5",
        "b0": "the loss of output 0 at training row 4",
    }


def test_beside_a_kink_all_pairs_are_compared() -> None:
    """A weight whose inputs are 0 in the rows at the kink moves none of them."""
    weights, biases = _checked(hinge((3.0, 0.0, 0.0))).tensors
    assert (weights.checked, weights.kinks) == (1, 0)
    assert list(weights.agreements) == list(PAIRS)
    assert weights.worst
    assert weights.worst.differences == pytest.approx(1.0)
    assert (biases.checked, biases.kinks) == (0, 1)


def test_a_wrong_update_is_caught_at_kinks() -> None:
    check = _checked(hinge((3.0, 2.0, -1.0)), sabotage_of("ascent").methods)
    assert not any(tensor.passed for tensor in check.tensors)
    # |g − (−g)| over |g|
    assert check.worst(PAIRS[1]) == pytest.approx(2.0)


def test_a_network_at_kinks_alone_does_not_pass() -> None:
    report = gradcheck(ALL_AT_KINKS)
    assert not report.passed
    assert report.checked == 0
    assert all(check.passed for check in report.checks)


def test_a_wrong_update_fails_in_a_network_at_kinks_alone() -> None:
    report = gradcheck(ALL_AT_KINKS, sabotage="ascent")
    assert not any(tensor.passed for check in report.checks for tensor in check.tensors)
