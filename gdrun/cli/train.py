"""``gdrun train``."""

import json as json_text
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
    run_options,
)
from gdrun.cli.showing import run_shown, say_that_training_ignores_the_sweep


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
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import outcome_document
    from gdrun.report.tables.outcomes import print_outcome

    quiet = quiet or ctx.obj
    loaded = config_of(config, overrides, seeds)
    say_that_training_ignores_the_sweep(loaded, quiet)
    metric = metric and metric.removeprefix("validation.")
    options = partial(
        run_options,
        workers=workers,
        store=store,
        no_store=no_store,
        fresh=fresh,
        keep_weights=keep_weights,
        until=until,
        max_seeds=max_seeds,
    )
    outcome = run_shown(partial(run, loaded, metric), quiet, options)
    if json:
        typer.echo(json_text.dumps(outcome_document(outcome), indent=1))
    else:
        print_outcome(outcome, make_console())
    raise typer.Exit(outcome_code(outcome))
