"""``gdrun predict``."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.cli.options import DEFAULT_STORE, Json, OwnParts, Quiet, StoreFile, own_files
from gdrun.cli.showing import print_json

if TYPE_CHECKING:
    from gdrun.records import Measured, Record


NO_CSV = (".json", ".jsonl", ".npz", ".parquet", ".tsv", ".xlsx")
"""Endings that promise another form."""


def predict(
    ctx: typer.Context,
    experiment: Annotated[
        str,
        typer.Argument(metavar="ID[:VARIANT]", help="An experiment; of a sweep, one variant."),
    ],
    rows: Annotated[
        Path,
        typer.Argument(metavar="ROWS", help="New rows: CSV, TSV or NPZ; - is standard input."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A CSV file; left out, standard output."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replaces a file that is there.")] = False,
    seed: Annotated[
        str | None,
        typer.Option(metavar="best|N", help="One network alone; left out, the mean of all seeds."),
    ] = None,
    parts: OwnParts = None,
    store: StoreFile = DEFAULT_STORE,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predicts for new rows, and tells how far the seeds disagree on each.

    Example: gdrun predict last new.csv -o predicted.csv
    """
    from gdrun.errors import OutputError
    from gdrun.evidence.scores import scores_of
    from gdrun.files.new_rows import read_new_rows
    from gdrun.prediction import is_training_file
    from gdrun.prediction import predict as ask
    from gdrun.report.console.notes import notes_on
    from gdrun.report.console.streams import make_console, say
    from gdrun.report.exports import check_target, write_file
    from gdrun.report.predictions.document import prediction_document
    from gdrun.report.predictions.table import print_prediction
    from gdrun.report.predictions.text import prediction_pieces
    from gdrun.store import Store, stored_outcome

    if json and output is not None:
        raise typer.BadParameter(
            "it goes to standard output: leave out --output", param_hint="--json"
        )
    if output is not None:
        check_target(output, store, force=force)
        if output.suffix.lower() in NO_CSV:
            raise OutputError(
                f"{output}: predictions are written as CSV; name it .csv, or use --json"
            )
        if output.exists() and rows.exists() and output.samefile(rows):
            raise OutputError(f"{output}: these are the rows themselves; name another file")
    errors = make_console(sys.stderr)
    errors.quiet = quiet or ctx.obj
    own = own_files(parts, quiet=quiet or ctx.obj)
    for file in own.files:
        own.before(file)
    with Store.open(store, readonly=True) as opened:
        outcome = stored_outcome(opened, experiment, weights=True, documents=True, single=True)
        _, judged = opened.describe(outcome.id or "")
    (variant,) = outcome.variants
    asked = chosen(outcome.records, outcome.measured(judged), seed)
    with notes_on(errors):
        found = ask(variant, asked, partial(read_new_rows, rows), own.files)
    for note in found.notes:
        say(f"note: {note}", errors)
    scores = scores_of(found, list(map(outcome.measured, outcome.usual_metrics)))
    if scores is not None and is_training_file(variant, rows):
        say(
            f"note: {rows} is the file that was trained on, so its scores say nothing of new rows; "
            "`gdrun show` has those of the rows that were held out",
            errors,
        )
    if json:
        print_json(prediction_document(found, scores))
    elif output is not None:
        write_file(prediction_pieces(found), output)
        print_prediction(found, scores, make_console())
    else:
        for piece in prediction_pieces(found):
            typer.echo(piece, nl=False)
        if scores is not None:
            print_prediction(found, scores, errors)


def chosen(records: "Sequence[Record]", metric: "Measured", said: str | None) -> "Sequence[Record]":
    """The trials that are asked: all, the best, or that of a seed.

    Raises:
        StoreError: If there is none.
    """
    from gdrun.errors import StoreError
    from gdrun.evidence.best import best_trial
    from gdrun.wording import first_few

    if said is None:
        return records
    if said == "best":
        best = best_trial([record for record in records if record.weights.size], metric)
        return records if best is None else [best]
    if not said.isdecimal():
        raise typer.BadParameter(
            f"'{said}' is neither `best` nor a seed's number", param_hint="--seed"
        )
    found = [record for record in records if record.seed == int(said)]
    if not found:
        seeds = first_few([record.seed for record in records])
        raise StoreError(f"there is no trial with seed {said}; there are {seeds}")
    return found
