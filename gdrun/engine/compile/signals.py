"""Who answers the signals that ask a process to end.

It imports next to nothing, as a command needs it before all else.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]

# Windows knows no SIGHUP.
ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, what ``kill`` sends, and what a terminal sends that is closed."""


class Answer:
    """A handler of gdrun's."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self._handler(number, frame)


def take_signals(answer: Answer) -> None:
    """Lets ``answer`` have all of ``ENDING`` in a process that is gdrun's own.

    One that is ignored from the start, as SIGHUP under ``nohup``, stays ignored.
    """
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, answer)


def ignore_signals() -> None:
    """Lets nothing come between a process that is gdrun's own and its end."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def answered(answer: Answer) -> Iterator[Mapping[int, Handler]]:
    """Gives Ctrl-C to ``answer``, and the other signals if an ``Answer`` has them already.

    So a program that imports gdrun keeps what it does on SIGTERM. Python hands signals to the
    main thread alone; in another one nothing is changed.

    Yields:
        Who had the signals before, and has them again afterwards.
    """
    before: dict[int, Handler] = {}
    if threading.current_thread() is threading.main_thread():
        for number in ENDING:
            handler = signal.getsignal(number)
            if callable(handler) and (number == signal.SIGINT or isinstance(handler, Answer)):
                before[number] = handler
    try:
        for number in before:
            signal.signal(number, answer)
        yield before
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
