"""The entry point: from here on a signal ends the process without a traceback."""

import os
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from gdrun.cli.exit_codes import INTERRUPTED
from gdrun.engine.compile.signals import Answer, ignore_signals, take_signals


def quit_at_once(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    """Ends the process where it is: nothing is waited for, and nothing is tidied up."""
    with suppress(OSError):
        os.write(2, b"interrupted\n")
    os._exit(INTERRUPTED)


def main() -> None:
    """The entry point."""
    # What is loaded next takes a while, and there is nothing to keep yet.
    take_signals(Answer(quit_at_once))
    from gdrun.cli.app import main as run

    try:
        run()
    finally:
        # All is said, and the interpreter would let a signal kill it on its way out.
        ignore_signals()
