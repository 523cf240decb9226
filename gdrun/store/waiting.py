"""Waiting for another command that writes, in steps so short that Ctrl-C is heard between them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from gdrun.errors import StoreLockedError

PATIENCE = 30.0
"""Seconds to wait in all, unless told otherwise."""

ATTEMPT = 0.2
"""Seconds that SQLite itself waits; while it does, the process hears nothing."""

_PAUSE = 0.01
"""Seconds between attempts, as SQLite does not wait where two would wait for each other."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def wait_for_lock(attempt: Callable[[], Result], patience: float | None = None) -> Result:
    """What ``attempt`` returns, which does all or nothing, and is made until the lock is free.

    Args:
        attempt: Is made once at least.
        patience: Seconds to wait; None for ``PATIENCE``.

    Raises:
        StoreLockedError: If the store still is locked after that.
    """
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            return attempt()
        except StoreLockedError:
            if time.monotonic() >= end:
                raise
        time.sleep(_PAUSE)


def patient(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Makes a function, which does all or nothing, wait for the lock."""

    @wraps(function)
    def waiting(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        return wait_for_lock(lambda: function(*args, **kwargs))

    return waiting
