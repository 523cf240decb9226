"""``gdrun train``."""

import json as json_text
import sys
from functools import partial

import typer

from gdrun.cli.exit_codes import outcome_code
from gdrun.cli.options import (
    DEFAULT_STORE,
    ConfigFile,
    Fresh,
    Json,
    Keep,
    MaxSeeds,
    Metric,
    NoStore,
    Overrides,
    Quiet,
    Seeds,
    StoreFile,
    UntilWidth,
    Workers,
    config_of,
    manner_of,
)


def train(
    ctx: typer.Context,
    config: ConfigFile,
    seeds: Seeds = None,
    workers: Workers = None,
    overrides: Overrides = None,
    until: UntilWidth = None,
    max_seeds: MaxSeeds = None,
    metric: Metric = None,
    store: StoreFile = DEFAULT_STORE,
    no_store: NoStore = False,
    fresh: Fresh = False,
    keep_weights: Keep = None,
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
        manner = manner_of(
            workers=workers,
            store=store,
            no_store=no_store,
            fresh=fresh,
            keep_weights=keep_weights,
            until=until,
            max_seeds=max_seeds,
            on_progress=show,
            on_status=partial(say, console=errors),
        )
        outcome = run(loaded, metric and metric.removeprefix("validation."), manner)
    for note in outcome.notes:
        say(f"note: {note}", errors)
    if outcome.unsaved:
        # An error, which --quiet does not hide.
        say(f"not stored: {outcome.unsaved}", make_console(sys.stderr))
    if json:
        typer.echo(json_text.dumps(outcome_document(outcome), indent=1))
    else:
        print_outcome(outcome, make_console())
    raise typer.Exit(outcome_code(outcome))
