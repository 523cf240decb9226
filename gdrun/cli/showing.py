"""Running an experiment with its progress and all that is to be said of it on standard error."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.experiment import RunOptions
    from gdrun.records import Outcome


def say_that_training_ignores_the_sweep(config: "Config", quiet: bool) -> None:
    """Says so on standard error, if there is a sweep in the config and nobody asked for quiet."""
    from gdrun.report.console.streams import make_console, say

    if config.sweep and not quiet:
        text = "note: `sweep` is for `gdrun sweep`; `gdrun train` ignores it"
        say(text, make_console(sys.stderr))


def run_shown(
    run: Callable[["RunOptions"], "Outcome"], quiet: bool, options_with: Callable[..., "RunOptions"]
) -> "Outcome":
    """What ``run`` returns.

    Args:
        run: Runs the experiment with given options.
        quiet: Whether only errors are said.
        options_with: ``run_options`` with all options but those that show the progress.
    """
    from gdrun.report.console.progress import show_progress
    from gdrun.report.console.streams import make_console, say

    errors = make_console(sys.stderr)
    errors.quiet = quiet
    with show_progress(errors) as show:
        outcome = run(options_with(on_progress=show, on_status=partial(say, console=errors)))
    for note in outcome.notes:
        say(f"note: {note}", errors)
    if outcome.unsaved:
        # An error, which --quiet does not hide.
        say(f"not stored: {outcome.unsaved}", make_console(sys.stderr))
    return outcome
