"""``gdrun export``."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from gdrun.cli.by_row import judged
from gdrun.cli.options import DEFAULT_STORE, Confusion, Hardest, JudgedPortion, StoreFile
from gdrun.wording import visible


class ExportCommand(TyperCommand):
    """Says which formats there are only in its own help: to find them takes time."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        from gdrun.report.exports import exporters

        known = exporters()
        held = "; ".join(
            f"{' or '.join((exporter.name, *exporter.aliases))}: {exporter.holds}"
            for exporter in known.values()
        )
        for option in self.params:
            if isinstance(option, TyperOption) and option.name == "form":
                option.metavar = "|".join(known)
                option.help = f"{held}. {option.help}"
        super().format_options(ctx, formatter)


def export(
    experiment: Annotated[
        str, typer.Argument(metavar="ID", help="An experiment, or a variant as ID:NUMBER.")
    ] = "last",
    form: Annotated[
        str | None,
        typer.Option(
            "--format", help="Left out, the ending of --output tells; histories without a file."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; left out, standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replaces a file that is there.")] = False,
    store: StoreFile = DEFAULT_STORE,
    seed: Annotated[
        str | None,
        typer.Option(
            metavar="best|all|N",
            help="Of model and onnx, which network: the best on the validation part, all (model "
            "alone, and the default there), or that of a seed.",
        ),
    ] = None,
    confusion: Confusion = False,
    hardest: Hardest = None,
    portion: JudgedPortion = None,
) -> None:
    """Writes an experiment, or one of its variants, for other programs.

    Example: gdrun export last --output network.onnx
    """
    from gdrun.report.exports import (
        check_target,
        choose_exporter,
        choose_tables,
        export_judged,
        pieces_of,
        write_file,
    )
    from gdrun.report.exports import export as export_outcome
    from gdrun.store import Store, stored_outcome

    by_row = confusion or hardest is not None
    if portion and not by_row:
        raise typer.BadParameter("it is for --confusion and --hardest", param_hint="--portion")
    if seed is not None and by_row:
        raise typer.BadParameter("not with --confusion or --hardest", param_hint="--seed")
    exporter = choose_tables(form, output) if by_row else choose_exporter(form, output)
    if output is not None:
        check_target(output, store, force=force)
    with Store.open(store, readonly=True) as opened:
        outcome = stored_outcome(
            opened,
            experiment,
            histories=exporter.needs_histories,
            weights=exporter.needs_weights,
            documents=bool(exporter.seeds),
            outputs=by_row,
            single=by_row or bool(exporter.seeds),
        )
        _, metric = opened.describe(outcome.id or "")
        content, notes = (
            export_judged(judged(outcome, portion, confusion, hardest), exporter)
            if by_row
            else export_outcome(outcome, exporter, seed, outcome.measured(metric))
        )
        for note in notes:
            typer.echo(visible(f"note: {note}"), err=True)
        if output is not None:
            write_file(content, output)
        elif isinstance(content, bytes):
            typer.echo(content, nl=False)
        else:
            for piece in pieces_of(content):
                typer.echo(piece, nl=False)
