"""``gdrun gradcheck``."""

import json as json_text
import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gdrun.cli.exit_codes import BAD_RESULT, DONE, ending_with
from gdrun.cli.options import (
    Json,
    Overrides,
    OwnParts,
    Quiet,
    TableFormat,
    load_with_options,
    own_files,
    table_exporter,
)
from gdrun.cli.plotting import PlotFile, check_plot_file, write_picture


def gradcheck(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Argument(metavar="[CONFIG]", help="A YAML file; left out, everything built in."),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(min=1, metavar="EPOCHS", help="Also checks after so much training."),
    ] = None,
    step: Annotated[
        float | None,
        typer.Option(metavar="E", help="Largest ε of the differences; 0.001 if left out."),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Checks N entries of each tensor, not all."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Of the choice of entries.")] = 0,
    sabotage: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Plants a mistake, to see it found; help lists them."),
    ] = None,
    overrides: Overrides = None,
    parts: OwnParts = None,
    plot: PlotFile = None,
    form: TableFormat = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Proves gradients: backpropagation, one step of descent, and differences of the loss.

    Example: gdrun gradcheck configs/digits.yaml --after 5
    """
    from gdrun.checking import check, sabotages
    from gdrun.config import use_own_files
    from gdrun.evidence.pictures.gradcheck import valley
    from gdrun.pictures.registry import kinds
    from gdrun.report.console.notes import notes_on
    from gdrun.report.console.streams import make_console, say
    from gdrun.report.json.gradients import gradient_document
    from gdrun.report.tables.gradients import gradient_tables, print_gradients

    if sabotage == "help":
        for name, planted in sabotages().items():
            typer.echo(f"{name:<20} {planted.summary}")
        raise typer.Exit(DONE)
    if config is None and (after is not None or overrides):
        option = "--set" if overrides else "--after"
        raise typer.BadParameter("it is for a config, and none is named", param_hint=option)
    check_plot_file(plot)
    exporter = table_exporter(form, json=json)
    errors = make_console(sys.stderr)
    errors.quiet = quiet or ctx.obj
    own = own_files(parts, quiet=errors.quiet)
    if config is None:
        use_own_files(own)
    with redirect_stdout(sys.stderr), notes_on(errors):
        report = check(
            None if config is None else load_with_options(config, overrides, own),
            after=after,
            step=step,
            samples=samples,
            seed=seed,
            sabotage=sabotage,
            on_status=partial(say, console=errors),
        )
    with ending_with(DONE if report.passed else BAD_RESULT):
        if json:
            typer.echo(json_text.dumps(gradient_document(report), indent=1))
        elif exporter:
            typer.echo(exporter.tables(gradient_tables(report)), nl=False)
        else:
            print_gradients(report, make_console())
        if plot:
            write_picture(kinds()["gradcheck"], valley(report), plot)
