"""``gdrun variance``."""

import json as json_text
from functools import partial
from typing import Annotated

import typer

from gdrun.cli.exit_codes import BAD_RESULT, ending_with, outcome_code
from gdrun.cli.groups import with_groups
from gdrun.cli.options import (
    ConfigFile,
    Json,
    Overrides,
    OwnParts,
    Quiet,
    Storing,
    Trials,
    Workers,
    load_with_options,
    own_files,
)
from gdrun.cli.showing import run_shown, say_that_training_ignores_the_sweep

SAMPLES = 100


@with_groups
def variance(
    ctx: typer.Context,
    config: ConfigFile,
    *,
    samples: Annotated[
        int,
        typer.Option(
            min=10,
            max=100_000,
            metavar="N",
            help="Rows of the design: N trials for each stream, and 2 N more.",
        ),
    ] = SAMPLES,
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whose spread, as loss or test.loss; accuracy or rmse on validation if left out.",
        ),
    ] = None,
    workers: Workers = None,
    overrides: Overrides = None,
    parts: OwnParts = None,
    storing: Storing,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tells which randomness makes the spread, by redrawing each stream alone.

    Example: gdrun variance configs/digits.yaml
    """
    from gdrun.evidence.stream_variance import variance_by_stream
    from gdrun.experiment import variance as run
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.stream_variance import variance_document
    from gdrun.report.tables.stream_variance import print_variance

    quiet = quiet or ctx.obj
    own = own_files(parts, quiet=quiet)
    loaded = load_with_options(config, overrides, own)
    say_that_training_ignores_the_sweep(loaded, quiet, "variance")
    trials = Trials(workers=workers, overrides=overrides, parts=parts)
    outcome = run_shown(partial(run, loaded, samples, metric), trials, storing, (), quiet)
    found = variance_by_stream(outcome, metric)
    code = outcome_code(outcome)
    with ending_with(code if found.found else code or BAD_RESULT):
        if json:
            typer.echo(json_text.dumps(variance_document(found), indent=1))
        else:
            print_variance(found, make_console())
