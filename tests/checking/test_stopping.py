"""Ctrl-C during a check: nothing is cut in the middle, and the check ends soon after."""

import signal

import pytest

from gdrun import gradcheck
from gdrun.checking import sabotage
from gdrun.checking.differences import central_differences
from gdrun.checking.methods import HONEST, Methods
from gdrun.checking.sabotage import Sabotage
from gdrun.checking.subject import Floats, Subject
from tests.checking.subjects import hinge


def test_ctrl_c_ends_the_check_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, finished = [], []

    def interrupted(subject: Subject) -> Floats:
        calls.append(subject.name)
        signal.raise_signal(signal.SIGINT)
        finished.append(subject.name)
        return 2 * HONEST.backprop(subject)

    planted = Sabotage("ctrl_c", "", "", Methods(interrupted, HONEST.weights))
    monkeypatch.setitem(sabotage._all, "ctrl_c", planted)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        gradcheck(sabotage="ctrl_c")
    assert len(calls) == len(finished) == 1
    assert signal.getsignal(signal.SIGINT) is handler


def test_the_second_ctrl_c_is_an_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    finished = []

    def interrupted_twice(subject: Subject) -> Floats:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        finished.append(subject.name)
        return HONEST.backprop(subject)

    planted = Sabotage("ctrl_c", "", "", Methods(interrupted_twice, HONEST.weights))
    monkeypatch.setitem(sabotage._all, "ctrl_c", planted)
    with pytest.raises(KeyboardInterrupt):
        gradcheck(sabotage="ctrl_c")
    assert not finished


def test_a_large_network_is_worked_through_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block looks whether to end, and all of them together find what one call finds."""
    subject, looks = hinge((3.0, 0.0, 0.5)), []
    entries = subject.theta.argsort()
    whole = central_differences(subject, entries, 1e-3, lambda: looks.append("whole"))
    monkeypatch.setattr("gdrun.checking.differences.BLOCK", 1)
    parts = central_differences(subject, entries, 1e-3, lambda: looks.append("block"))
    assert looks == ["whole", "block", "block"]
    assert parts.extrapolated.tolist() == whole.extrapolated.tolist()
    assert parts.flips.tolist() == whole.flips.tolist()
