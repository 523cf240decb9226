"""``gdrun show``."""

import json as json_text
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.cli.by_row import judged
from gdrun.cli.options import (
    DEFAULT_STORE,
    AboutOption,
    Confusion,
    Hardest,
    Json,
    JudgedPortion,
    Shown,
    StoreFile,
    SuccessOption,
    about_what,
    metric_names,
    success_of,
)
from gdrun.cli.showing import print_json
from gdrun.cli.terminal import NoCurves, draw_sweep, draw_training

if TYPE_CHECKING:
    from gdrun.evidence.stream_variance import StreamVariance


def show(
    experiment: Annotated[
        str,
        typer.Argument(metavar="ID[:VARIANT]", help="An id or its beginning, a name, or last."),
    ] = "last",
    store: StoreFile = DEFAULT_STORE,
    metrics: Shown = None,
    about: AboutOption = None,
    success: SuccessOption = None,
    confusion: Confusion = False,
    hardest: Hardest = None,
    portion: JudgedPortion = None,
    no_curves: NoCurves = False,
    json: Json = False,
) -> None:
    """Prints an experiment again: table, settings, every seed, versions.

    Example: gdrun show last
    """
    from gdrun.evidence.comparability import check_metric
    from gdrun.evidence.scope import check_scope
    from gdrun.evidence.stream_variance import variance_by_stream
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import outcome_pieces, sweep_pieces
    from gdrun.report.tables.outcomes import print_outcome, print_sweep
    from gdrun.report.tables.trials import print_trials
    from gdrun.store import Store, stored_outcome

    by_row, shown = confusion or hardest is not None, metric_names(metrics)
    if portion and not by_row:
        raise typer.BadParameter("it is for --confusion and --hardest", param_hint="--portion")
    if about and by_row:
        raise typer.BadParameter("not with --confusion or --hardest", param_hint="--about")
    if shown and by_row:
        raise typer.BadParameter("not with --confusion or --hardest", param_hint="--metrics")
    with Store.open(store, readonly=True) as opened:
        outcome = stored_outcome(opened, experiment, outputs=by_row, single=by_row)
        known = outcome.id or ""
        command, metric = opened.describe(known)
        alone = len(outcome.variants) < len(opened.names(known))
        design = command == "variance" and not alone and not by_row
    if by_row:
        from gdrun.report.json.judged_rows import judged_pieces
        from gdrun.report.tables.confusion import print_judged

        found = judged(outcome, portion, confusion, hardest)
        if json:
            print_json(judged_pieces(found))
        else:
            print_judged(found, make_console())
        return
    scope, reached = about_what(about), success_of(success)
    if scope:
        check_scope(outcome, scope)
    swept = command == "sweep" and not alone
    if design and shown:
        raise typer.BadParameter(
            "for another metric run the same gdrun variance with --metric NAME",
            param_hint="--metrics",
        )
    if design and about:
        raise typer.BadParameter("not for what gdrun variance found", param_hint="--about")
    for name in shown:
        check_metric(name, [outcome])
    if design:
        _show_variance(variance_by_stream(outcome, metric), json)
        return
    if json:
        print_json(
            sweep_pieces(outcome, metric, scope, reached)
            if swept
            else outcome_pieces(outcome, scope, reached)
        )
        return
    console = make_console()
    if swept:
        ranking = print_sweep(
            outcome, metric, None, console, metrics=shown, again=True, about=scope, success=reached
        )
    else:
        print_outcome(outcome, console, metrics=shown, again=True, about=scope, success=reached)
    console.print()
    print_trials(outcome, console, shown)
    if no_curves:
        return
    if swept:
        draw_sweep(outcome, ranking, console)
    else:
        draw_training(outcome, console)


def _show_variance(variance: "StreamVariance", json: bool) -> None:
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.stream_variance import variance_document
    from gdrun.report.tables.stream_variance import print_variance

    if json:
        typer.echo(json_text.dumps(variance_document(variance), indent=1))
    else:
        print_variance(variance, make_console(), again=True)
