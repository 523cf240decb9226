"""``gdrun train``."""

import json as json_text
import sys

import typer

from gdrun.cli.options import ConfigFile, Json, Overrides, Quiet, Seeds, Workers, load


def train(
    ctx: typer.Context,
    config: ConfigFile,
    seeds: Seeds = None,
    workers: Workers = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains the network of a config with every seed, and summarizes.

    Example: gdrun train configs/digits.yaml --seeds 20 --set optimizer.learning_rate=0.01
    """
    from gdrun.experiment import train as run
    from gdrun.records import Status
    from gdrun.report.console import make_console
    from gdrun.report.document import outcome_document
    from gdrun.report.progress import show_progress
    from gdrun.report.tables import print_outcome

    loaded = load(config, overrides, seeds)
    errors = make_console(sys.stderr)

    quiet = quiet or ctx.obj

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    with show_progress(errors, quiet) as show:
        outcome = run(loaded, workers=workers, on_progress=show, on_status=say)
    for note in outcome.notes:
        say(f"note: {note}")
    if json:
        typer.echo(json_text.dumps(outcome_document(outcome), indent=1))
    else:
        print_outcome(outcome, make_console())
    if outcome.interrupted:
        raise typer.Exit(130)
    bad = (Status.DIVERGED, Status.FAILED)
    if any(r.status is Status.FAILED for r in outcome.records) or all(
        r.status in bad for r in outcome.records
    ):
        raise typer.Exit(1)
