"""``gdrun train``."""

from functools import partial

import typer

from gdrun.cli.exit_codes import ending_with, outcome_code
from gdrun.cli.groups import with_groups
from gdrun.cli.options import (
    AboutOption,
    ConfigFile,
    Json,
    Metric,
    Quiet,
    Shown,
    Storing,
    SuccessOption,
    Trials,
    about_what,
    check_before,
    load_with_options,
    metric_names,
    own_files,
    success_of,
)
from gdrun.cli.plotting import PlotFile, check_plot_file, plot_outcome
from gdrun.cli.showing import print_json, run_shown, say_that_training_ignores_the_sweep
from gdrun.cli.terminal import NoCurves, are_few, draw_training


@with_groups
def train(
    ctx: typer.Context,
    config: ConfigFile,
    *,
    trials: Trials,
    metric: Metric = None,
    metrics: Shown = None,
    about: AboutOption = None,
    success: SuccessOption = None,
    storing: Storing,
    plot: PlotFile = None,
    no_curves: NoCurves = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains a network with many seeds, and summarizes.

    Example: gdrun train configs/digits.yaml --seeds 20
    """
    from gdrun.evidence.scope import check_scope
    from gdrun.experiment import train as run
    from gdrun.records import without_judged, without_portion
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import outcome_pieces
    from gdrun.report.tables.outcomes import print_outcome

    quiet = quiet or ctx.obj
    check_plot_file(plot, None if storing.no_store else storing.store)
    own = own_files(trials.parts, quiet=quiet)
    loaded = load_with_options(config, trials.overrides, own, trials.seeds)
    say_that_training_ignores_the_sweep(loaded, quiet)
    metric, shown, reached = without_judged(metric), metric_names(metrics), success_of(success)
    looked_at = (*shown, *(without_portion(reached.metric) for reached in [reached] if reached))
    scope, training = about_what(about), partial(run, loaded, metric)
    # What is not stored can only be drawn from what records hold.
    arrays = plot is not None and storing.no_store
    check = check_before(scope, reached)
    histories = not (json or no_curves) and are_few(loaded)
    outcome = run_shown(
        training, trials, storing, looked_at, quiet, check, arrays=arrays, histories=histories
    )
    if scope:
        check_scope(outcome, scope)
    with ending_with(outcome_code(outcome)):
        if json:
            print_json(outcome_pieces(outcome, scope, reached))
        else:
            console = make_console()
            print_outcome(outcome, console, metrics=shown, about=scope, success=reached)
            if not no_curves:
                draw_training(outcome, console)
        if plot:
            plot_outcome(
                outcome, "train", metric or outcome.primary_metric, plot, scope, quiet=quiet
            )
