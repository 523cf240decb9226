"""``gdrun export``."""

from pathlib import Path
from typing import Annotated

import typer

from gdrun.cli.options import DEFAULT_STORE, StoreFile
from gdrun.report.exports import check_target, choose_exporter, exporters, write_file
from gdrun.report.exports import export as export_outcome

_HELD = "; ".join(f"{exporter.name}: {exporter.holds}" for exporter in exporters().values())


def export(
    experiment: Annotated[
        str, typer.Argument(metavar="ID", help="An experiment, or a variant as ID:NUMBER.")
    ] = "last",
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(exporters()),
            help=f"{_HELD}. Left out, the ending of --output tells; csv without a file.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; left out, standard output."),
    ] = None,
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Writes an experiment, or one of its variants, for other programs.

    Example: gdrun export last --output weights.npz
    """
    from gdrun.store import Store, stored_outcome

    exporter = choose_exporter(form, output)
    if output is not None:
        check_target(output, store)
    with Store.open(store, readonly=True) as opened:
        outcome = stored_outcome(opened, experiment, weights=exporter.needs_weights)
    content, notes = export_outcome(outcome, exporter)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    if output is None:
        typer.echo(content, nl=False)
    else:
        write_file(content, output)
