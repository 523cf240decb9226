"""Ctrl-C while gdrun compiles."""

import signal
from typing import Any

import pytest
from numba import float64
from numba.core import event

from gdrun.engine.compile.compiling import compile_function


class Press(event.Listener):  # type: ignore[misc]
    """Ctrl-C in the middle of the first pass."""

    def __init__(self) -> None:
        self.passes = 0

    def on_start(self, event: Any) -> None:
        self.passes += 1
        if self.passes == 1:
            signal.raise_signal(signal.SIGINT)

    def on_end(self, event: Any) -> None:
        pass


def double(x: float) -> float:
    return x + x


def test_ctrl_c_ends_compiling_between_two_passes() -> None:
    handler, press = signal.getsignal(signal.SIGINT), Press()
    with event.install_listener("numba:run_pass", press), pytest.raises(KeyboardInterrupt):
        compile_function(double, float64(float64))
    assert press.passes <= 2
    assert signal.getsignal(signal.SIGINT) is handler
    assert compile_function(double, float64(float64))(1.5) == 3.0
