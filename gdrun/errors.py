"""The exceptions that a user sees: each says what is wrong, where, and what to do.

The command line prints them without a traceback and ends with ``exit_code``:
1 when the request was carried out and the answer is bad, 2 when the request was wrong.
"""

from dataclasses import dataclass


class GdrunError(Exception):
    """Base of everything that gdrun tells its user in words instead of a traceback."""

    exit_code = 2


class DataError(GdrunError):
    """Data that cannot be used: unreadable, of the wrong form, or unfit for the task."""


class PartError(GdrunError):
    """A part that does not fit the rest of the experiment, found when they are put together."""


@dataclass(frozen=True)
class Problem:
    """One mistake in a config.

    ``where`` is ``file:line:column``, or the option that said it; ``message`` quotes the
    offending text; ``hint`` tells what would be right and may be empty.
    """

    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f"\n    {self.hint}" if self.hint else "")


class ConfigError(GdrunError):
    """Every mistake of a config at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class StoreError(GdrunError):
    """A store that cannot be used as asked: no store, damaged, too new, read-only, or locked."""


class StoreLockedError(StoreError):
    """A store that another program keeps locked: what was asked for may work later."""


class StoreWriteError(StoreError):
    """A store that could not take what was computed: the disk is full or broken."""

    exit_code = 1


class ExportError(GdrunError):
    """An export that cannot be made: no such format, or nothing of what it would hold."""


class PictureError(GdrunError):
    """A picture that cannot be drawn: no such kind, or nothing of what it would show."""


class OutputError(GdrunError):
    """A file that cannot be written there: no such folder, or no permission."""


class DiskError(OutputError):
    """A file that was not written, as the disk is full or broken."""

    exit_code = 1
