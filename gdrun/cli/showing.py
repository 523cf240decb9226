"""Running an experiment with its progress and all that is to be said of it on standard error."""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from gdrun.cli.options import Storing, Trials, run_options

LARGEST_WHOLE = 50_000_000
"""Letters of a document that are made before the first is printed."""

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.experiment import RunOptions
    from gdrun.records import Outcome


def say_that_training_ignores_the_sweep(
    config: "Config", quiet: bool, command: str = "train"
) -> None:
    """Says so on standard error, if there is a sweep in the config and nobody asked for quiet."""
    from gdrun.report.console.streams import make_console, say

    if config.sweep and not quiet:
        text = f"note: `sweep` is for `gdrun sweep`; `gdrun {command}` ignores it"
        say(text, make_console(sys.stderr))


def print_json(pieces: Iterable[str]) -> None:
    """Prints a document's text: all at once, or as it is made if it is very long.

    An error on the way, as of a store that turns out to be damaged, then leaves no half of it.
    """
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > LARGEST_WHOLE:
            typer.echo("".join(waiting), nl=False)
            waiting.clear()
    typer.echo("".join(waiting))


def run_shown(
    run: Callable[["RunOptions"], "Outcome"],
    trials: Trials,
    storing: Storing,
    shown: Sequence[str],
    quiet: bool,
    check: "Callable[[Outcome], None]" = lambda _: None,
    *,
    arrays: bool = False,
    histories: bool = False,
) -> "Outcome":
    """What ``run`` returns, run as the options say; if ``quiet``, only errors are said.

    ``shown`` are the metrics that are asked for, and must be there. ``check`` is given the
    experiment before any trial is run; ``arrays`` says whether records are to hold theirs, and
    ``histories`` whether they are to hold those, at least, that are not stored.
    """
    from gdrun.report.console.notes import notes_on
    from gdrun.report.console.progress import show_progress
    from gdrun.report.console.streams import make_console, say

    errors = make_console(sys.stderr)
    errors.quiet = quiet
    # What a part of the user's own prints would stand in the middle of the JSON.
    with redirect_stdout(sys.stderr), notes_on(errors), show_progress(errors) as show:
        told = partial(say, console=errors)
        options = run_options(trials, storing, shown, arrays, show, told, histories=histories)
        outcome = run(replace(options, check=check))
    for note in outcome.notes:
        say(f"note: {note}", errors)
    if outcome.unsaved:
        # An error, which --quiet does not hide.
        say(f"not stored: {outcome.unsaved}", make_console(sys.stderr))
    return outcome
