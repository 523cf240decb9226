"""Histories as tidy CSV: a row for each epoch of each trial, and what sets its variant apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns and rows as ``history_table`` has them."""
    from gdrun.report.exports.csv_text import cell, csv_pieces
    from gdrun.report.exports.history_table import history_names, history_rows

    def spelled(value: object) -> object:
        # What is not a number is told in a history: it is where a trial diverges.
        return value if isinstance(value, float) else "" if value is None else cell(value)

    rows = (list(map(spelled, row)) for row in history_rows(outcome))
    return csv_pieces(history_names(outcome), rows)


EXPORTER = Exporter(
    "histories",
    (".csv",),
    "a row for each epoch, as CSV",
    write,
    aliases=("csv",),
    needs_histories=True,
)
