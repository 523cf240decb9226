"""Trials as CSV: a flat row for each, or in another form, if the file's ending asks for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns as ``trial_table`` says; what is missing or not finite is empty."""
    from gdrun.report.exports.csv_text import cell, csv_pieces
    from gdrun.report.exports.trial_table import trial_columns, trial_rows

    rows = (["" if each is None else cell(each) for each in row] for row in trial_rows(outcome))
    return csv_pieces(trial_columns(outcome), rows)


EXPORTER = Exporter(
    "trials",
    (),
    "a row for each trial, as CSV, or as the ending says",
    write,
    by_ending=("trials-jsonl", "trials-parquet"),
)
