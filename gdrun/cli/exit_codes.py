"""What a command's exit code says of its result; errors carry their own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdrun.records import Outcome

DONE = 0
BAD_RESULT = 1
"""It ran, and the answer is bad."""
UNDECIDED = 3
"""It ran, and what was found leaves the answer open."""
INTERRUPTED = 130


def outcome_code(outcome: "Outcome") -> int:
    """Bad if a trial failed or could not be kept, or if every one diverged."""
    from gdrun.records import Status

    if outcome.interrupted:
        return INTERRUPTED
    ended = {record.status for record in outcome.records}
    bad = outcome.unsaved or Status.FAILED in ended or ended == {Status.DIVERGED}
    return BAD_RESULT if bad else DONE


def worse_code(one: "Outcome", other: "Outcome") -> int:
    """That of two outcomes, of which one goes on from the other: interrupted before bad."""
    codes = {outcome_code(one), outcome_code(other)}
    return next((each for each in (INTERRUPTED, BAD_RESULT) if each in codes), DONE)


@contextmanager
def ending_with(code: int) -> Iterator[None]:
    """Ends the command with this code once its result is printed, or nobody reads on."""
    import typer

    from gdrun.report.console.closed import drop, is_closed

    try:
        yield
    except OSError as error:
        if not is_closed(error):
            raise
        drop(sys.stdout)
    raise typer.Exit(code)
