"""Streams that nobody reads any more: a pipe whose reader went, a terminal that was closed."""

import errno
import os
from typing import Any, TextIO


def is_closed(error: OSError) -> bool:
    """Whether a write failed for the lack of a reader."""
    return isinstance(error, BrokenPipeError) or error.errno == errno.EIO


def drop(stream: TextIO) -> None:
    """Sends what is still buffered nowhere, or the interpreter would try once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Aside:
    """A stream for what is told beside the result: it is dropped, once nobody reads it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            self._drop(error)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._drop(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _drop(self, error: OSError) -> None:
        if not is_closed(error):
            raise error
        drop(self._stream)
