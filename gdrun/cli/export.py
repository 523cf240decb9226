"""``gdrun export``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from gdrun.cli.by_row import judged
from gdrun.cli.options import (
    DEFAULT_STORE,
    AboutOption,
    Confusion,
    Hardest,
    JudgedPortion,
    Shown,
    StoreFile,
    about_what,
    metric_names,
)
from gdrun.wording import visible

if TYPE_CHECKING:
    from gdrun.records import Outcome
    from gdrun.report.exports.exporter import Content
    from gdrun.report.tables.text_table import TextTable
    from gdrun.statistics import About


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
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Of latex and markdown, which have the terminal's tables: what a sweep is ranked "
            "by; what it was ranked by if left out. --metrics and --about are for these, too.",
        ),
    ] = None,
    metrics: Shown = None,
    about: AboutOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replaces a file that is there.")] = False,
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
    said = metric or metrics or about
    if said and by_row:
        raise typer.BadParameter(
            "not with --confusion or --hardest", param_hint="--metric, --metrics, --about"
        )
    exporter = choose_tables(form, output) if by_row or said else choose_exporter(form, output)
    if output is not None:
        check_target(output, store, force=force)
    content: Content
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
        command, judged_by = opened.describe(outcome.id or "")
        if by_row:
            found = judged(outcome, portion, confusion, hardest)
            content, notes = export_judged(found, exporter)
        elif exporter.write_tables and seed is None:
            alone = len(outcome.variants) < len(opened.names(outcome.id or ""))
            shown, scope = metric_names(metrics), about_what(about)
            tables = _tables(
                outcome, "train" if alone else command, judged_by, metric, shown, scope
            )
            content, notes = exporter.tables(tables), []
        else:
            content, notes = export_outcome(outcome, exporter, seed, outcome.measured(judged_by))
        for note in notes:
            typer.echo(visible(f"note: {note}"), err=True)
        if output is not None:
            write_file(content, output)
        elif isinstance(content, bytes):
            typer.echo(content, nl=False)
        else:
            for piece in pieces_of(content):
                typer.echo(piece, nl=False)


def _tables(
    outcome: "Outcome",
    command: str,
    judged_by: str,
    metric: str | None,
    metrics: Sequence[str],
    about: "About | None",
) -> "list[TextTable]":
    """What ``gdrun show`` prints tables of; ``judged_by`` is the metric that was asked for then.

    Raises:
        StoreError: If there is no such metric, or no evidence for what is asked.
    """
    from gdrun.evidence.comparability import check_metric
    from gdrun.evidence.scope import check_scope
    from gdrun.records import without_judged
    from gdrun.report.exports.outcome_tables import outcome_tables, variance_tables

    metric = without_judged(metric)
    if metric and command != "sweep":
        raise typer.BadParameter(
            "it ranks a sweep; --metrics says what a training's table shows", param_hint="--metric"
        )
    if command == "variance":
        if metrics or about:
            raise typer.BadParameter(
                "not for what gdrun variance found", param_hint="--metrics, --about"
            )
        return variance_tables(outcome, judged_by)
    for name in (*metrics, *([metric] if metric else [])):
        check_metric(name, [outcome])
    if about:
        check_scope(outcome, about)
    ranked_by = metric or judged_by if command == "sweep" else None
    return outcome_tables(outcome, ranked_by, metrics, about)
