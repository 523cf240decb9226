"""``gdrun train``."""

import json as json_text
import sys

import typer

from gdrun.cli.exit_codes import outcome_code
from gdrun.cli.options import ConfigFile, Json, Overrides, Quiet, Seeds, Workers, config_of


def train(
    ctx: typer.Context,
    config: ConfigFile,
    seeds: Seeds = None,
    workers: Workers = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains a network with many seeds, and summarizes.

    Example: gdrun train configs/digits.yaml --seeds 20
    """
    from gdrun.experiment import train as run
    from gdrun.report.console import make_console, say
    from gdrun.report.document import outcome_document
    from gdrun.report.progress import show_progress
    from gdrun.report.tables import print_outcome

    loaded = config_of(config, overrides, seeds)
    errors = make_console(sys.stderr)
    errors.quiet = quiet or ctx.obj
    with show_progress(errors) as show:
        outcome = run(
            loaded,
            workers=workers,
            on_progress=show,
            on_status=lambda text: say(text, errors),
        )
    for note in outcome.notes:
        say(f"note: {note}", errors)
    if json:
        typer.echo(json_text.dumps(outcome_document(outcome), indent=1))
    else:
        print_outcome(outcome, make_console())
    raise typer.Exit(outcome_code(outcome))
