"""Waiting for another command that writes, in steps so short that Ctrl-C is heard between them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from gdrun.errors import StoreLockedError

PATIENCE = 30.0
"""Seconds to wait in all."""

ATTEMPT = 0.2
"""Seconds that SQLite itself waits; while it does, the process hears nothing."""

_PAUSE = 0.01
"""Seconds between attempts, as SQLite does not wait where two would wait for each other."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Waits(Protocol):
    """What has a lock to wait for."""

    patience: float
    """Seconds."""


Waiter = TypeVar("Waiter", bound=Waits)


def wait_for(attempt: Callable[[], Result], seconds: float) -> Result:
    """What ``attempt`` returns, which is made again until the store is not locked.

    Raises:
        StoreLockedError: If it still is after so many seconds.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except StoreLockedError:
            if time.monotonic() >= end:
                raise
        time.sleep(_PAUSE)


def patient(
    method: Callable[Concatenate[Waiter, Arguments], Result],
) -> Callable[Concatenate[Waiter, Arguments], Result]:
    """Makes a method, which does all or nothing, wait as long as its object has patience."""

    @wraps(method)
    def waiting(self: Waiter, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return wait_for(lambda: method(self, *args, **kwargs), self.patience)

    return waiting
