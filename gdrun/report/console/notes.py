"""What rooms below say while nobody waits for an answer of theirs, on a console."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from gdrun.report.console.streams import say


class _Said(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        say(f"note: {record.getMessage()}", self._console)


@contextmanager
def notes_on(console: Console) -> Iterator[None]:
    """Meanwhile, what the logger ``gdrun`` is told stands on the console, if that is not quiet."""
    logger, said = logging.getLogger("gdrun"), _Said(console)
    logger.addHandler(said)
    try:
        yield
    finally:
        logger.removeHandler(said)
