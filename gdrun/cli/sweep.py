"""``gdrun sweep``."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gdrun.cli.confirming import check_confirming, confirmed
from gdrun.cli.exit_codes import BAD_RESULT, DONE, ending_with, worse_code
from gdrun.cli.groups import with_groups
from gdrun.cli.options import (
    AboutOption,
    Json,
    Metric,
    Quiet,
    Shown,
    Storing,
    SuccessOption,
    Trials,
    about_what,
    check_before,
    metric_names,
    override_seeds,
    own_files,
    success_of,
)
from gdrun.cli.plotting import PlotFile, check_plot_file, plot_outcome
from gdrun.cli.showing import print_json, run_shown
from gdrun.cli.terminal import NoCurves, draw_sweep

MOST_TRIALS = 100_000
"""More than these are asked about."""

DEFAULT = "learning_rates.yaml"
"""The packaged config that runs if none is named."""


@with_groups
def sweep(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Argument(metavar="[CONFIG]", help="A YAML file; left out, rates of four optimizers."),
    ] = None,
    *,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=A,B,C", help="Sweeps over a key, besides what the file says."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Draws so many combinations at random.")
    ] = None,
    sample_seed: Annotated[
        int, typer.Option(min=0, metavar="S", help="The seed of these draws.")
    ] = 0,
    metric: Metric = None,
    metrics: Shown = None,
    about: AboutOption = None,
    success: SuccessOption = None,
    top: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Shows the first N variants only.")
    ] = None,
    confirm: Annotated[
        int | None,
        typer.Option(
            min=2,
            metavar="N",
            help="Runs what may be the best again, with N fresh seeds, judged on the test part.",
        ),
    ] = None,
    best_per: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="Confirms the best of each value of a swept key, with N seeds, or as many again.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=f"Also runs more than {MOST_TRIALS:,} trials.")
    ] = False,
    trials: Trials,
    storing: Storing,
    plot: PlotFile = None,
    no_curves: NoCurves = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains every combination of some values with many seeds, and ranks them.

    Example: gdrun sweep configs/digits.yaml --over optimizer.learning_rate=0.001,0.01,0.1
    """
    from gdrun.config import load_sweep, over_options
    from gdrun.config.packaged import packaged_configs
    from gdrun.errors import StoreError
    from gdrun.evidence.scope import check_scope
    from gdrun.experiment import sweep as run
    from gdrun.records import without_judged, without_portion
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import sweep_pieces
    from gdrun.report.tables.confirmation import NOT_CONFIRMED, print_confirmation
    from gdrun.report.tables.outcomes import print_sweep
    from gdrun.trial.memory import check_plan

    quiet = quiet or ctx.obj
    check_plot_file(plot, None if storing.no_store else storing.store)
    own = own_files(trials.parts, quiet=quiet)
    metric, shown = without_judged(metric), metric_names(metrics)
    path = config or packaged_configs() / DEFAULT
    with override_seeds(trials.overrides, trials.seeds) as said:
        over_said = over_options(over or ())
        asked = load_sweep(path, said, over_said, own, sample=sample, seed=sample_seed)
        planned = asked.size * asked.seeds
        if planned > MOST_TRIALS and not yes:
            raise typer.BadParameter(
                f"{asked.size:,} combinations of {asked.seeds:,} seeds are {planned:,} "
                "trials: say --yes to run them, or --sample N to draw some",
                param_hint="--yes",
            )
        # Before there are that many configs.
        check_plan(asked.size, planned)
        combinations = asked.combinations()
    reached, scope = success_of(success), about_what(about)
    looked_at = (*shown, *([without_portion(reached.metric)] if reached else []))
    if confirm or best_per:
        check_confirming(best_per, [axis.key for axis in asked.axes], combinations)
    sweeping = partial(run, asked.experiment, combinations, metric)
    # What is not stored can only be drawn from what records hold.
    arrays = plot is not None and storing.no_store
    check = check_before(scope, reached)
    outcome = run_shown(sweeping, trials, storing, looked_at, quiet, check, arrays=arrays)
    metric = metric or outcome.primary_metric
    found, refused = None, ""
    if scope:
        check_scope(outcome, scope)
    if (confirm or best_per) and not outcome.interrupted:
        try:
            found = confirmed(
                outcome, metric, combinations, confirm or max(asked.seeds, 2), best_per, scope,
                trials, storing, quiet,
            )  # fmt: skip
        except StoreError as error:
            # What the sweep found is printed first.
            refused = f"not confirmed: {error}"
    code = worse_code(outcome, found.outcome if found else outcome)
    with ending_with(code or (BAD_RESULT if refused else DONE)):
        if refused:
            typer.echo(refused, err=True)
        if json:
            print_json(sweep_pieces(outcome, metric, scope, reached, found))
        else:
            console = make_console()
            ranking = print_sweep(
                outcome, metric, top, console, metrics=shown, about=scope, success=reached
            )
            if not no_curves:
                draw_sweep(outcome, ranking, console)
            if found:
                console.print()
                print_confirmation(found, console)
            elif confirm or best_per:
                console.print(NOT_CONFIRMED)
        if plot:
            plot_outcome(outcome, "sweep", metric, plot, scope, quiet=quiet)
