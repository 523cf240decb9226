"""The compiled loops that a check calls: loaded, or compiled so that Ctrl-C need not wait for it.

A KeyboardInterrupt in the middle of compiling may be lost in one of the compiler's callbacks, and
the compiler may take half a minute; so it is asked to end between its passes, which are short.
"""

from typing import Any

from numba.core import event

from gdrun.checking.differences import Look
from gdrun.engine.signatures import gradient_function, probing_function, training_loop


def load_loops(look: Look) -> None:
    """Loads the training loop, backpropagation and the differences' loop.

    Args:
        look: Called between the compiler's passes; what it raises ends the loading.
    """
    with event.install_listener("numba:run_pass", _Between(look)):
        for load in (training_loop, gradient_function, probing_function):
            load("float64")


class _Between(event.Listener):  # type: ignore[misc]
    def __init__(self, look: Look) -> None:
        self._look = look

    def on_start(self, event: Any) -> None:  # noqa: ARG002
        self._look()

    def on_end(self, event: Any) -> None:
        """The next pass asks."""
