"""Ctrl-C as a wish to end, looked at where ending is safe."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
from numba.core import event
from numpy.typing import NDArray


@contextmanager
def stopped_by_ctrl_c(stop: NDArray[np.int64]) -> Iterator[None]:
    """The first Ctrl-C sets ``stop[0]``, the second is an ordinary KeyboardInterrupt.

    Calls of compiled code can lose a KeyboardInterrupt, or turn it into another error.
    """

    def ask(number: int, frame: FrameType | None) -> None:
        if stop[0]:
            signal.default_int_handler(number, frame)
        stop[0] = 1

    with _answering_ctrl_c(ask):
        yield


@contextmanager
def compiling() -> Iterator[None]:
    """Ctrl-C ends what is compiled meanwhile between two of the compiler's passes.

    Within a pass a KeyboardInterrupt is lost in one of the compiler's callbacks, or leaves the
    compiler with half of what it needs. A pass takes a second or two at most, and all of them may
    take half a minute.
    """
    stop = np.zeros(1, np.int64)

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop[0] = 1

    with _answering_ctrl_c(ask), event.install_listener("numba:run_pass", _Between(stop)):
        yield
    _raise_if(stop)


@contextmanager
def _answering_ctrl_c(answer: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Python hands signals to the main thread alone; in another one nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Between(event.Listener):  # type: ignore[misc]
    def __init__(self, stop: NDArray[np.int64]) -> None:
        self._stop = stop

    def on_start(self, event: Any) -> None:  # noqa: ARG002
        _raise_if(self._stop)

    def on_end(self, event: Any) -> None:
        """The next pass asks."""


def _raise_if(stop: NDArray[np.int64]) -> None:
    if stop[0]:
        raise KeyboardInterrupt
