"""Ctrl-C as a wish to end, looked at where ending is safe."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import numpy as np
from numpy.typing import NDArray


@contextmanager
def stopped_by_ctrl_c(stop: NDArray[np.int64]) -> Iterator[None]:
    """The first Ctrl-C sets ``stop[0]``, the second is an ordinary KeyboardInterrupt.

    Calls of compiled code can lose a KeyboardInterrupt, or turn it into another error. Python hands
    signals to the main thread alone; in another one nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if stop[0]:
            signal.default_int_handler(number, frame)
        stop[0] = 1

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
