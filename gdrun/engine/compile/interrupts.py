"""Ctrl-C as a wish to end, looked at where ending is safe; so are signals that a command gives
the same answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
from numba.core import event
from numpy.typing import NDArray

from gdrun.engine.compile.signals import Answer, answered


@contextmanager
def stopped_by_ctrl_c(stop: NDArray[np.int64]) -> Iterator[None]:
    """The first Ctrl-C sets ``stop[0]``, the second is the ordinary one, a KeyboardInterrupt.

    Calls of compiled code can lose a KeyboardInterrupt, or turn it into another error.
    """

    def ask(number: int, frame: FrameType | None) -> None:
        if stop[0]:
            before[number](number, frame)
        stop[0] = 1

    with answered(Answer(ask)) as before:
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

    with answered(Answer(ask)), event.install_listener("numba:run_pass", _Between(stop)):
        yield
    _raise_if(stop)


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
