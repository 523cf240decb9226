"""Held-out rows as tidy CSV: what each trial gave for each of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns and rows as ``row_table`` has them."""
    from gdrun.report.exports.csv_text import cell, csv_pieces
    from gdrun.report.exports.row_table import row_names, row_rows

    rows = (["" if value is None else cell(value) for value in row] for row in row_rows(outcome))
    return csv_pieces(row_names(outcome), rows)


def notes(outcome: "Outcome") -> list[str]:
    """That there is no row, and how there would be some."""
    from gdrun.report.exports.row_table import row_rows

    if next(row_rows(outcome), None) is not None:
        return []
    return [
        f"{outcome.experiment}: no outputs are kept of rows that were held out: run it again with "
        "--keep-outputs losses, or all; of trials that diverged there are none"
    ]


EXPORTER = Exporter(
    "rows", (), "what each trial gave for each held-out row, as CSV", write, notes=notes
)
