"""Held-out rows as tidy CSV: what each trial gave for each of them."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from gdrun.errors import ExportError
from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns and rows as ``row_table`` has them.

    Raises:
        ExportError: If there is no row.
    """
    from gdrun.report.exports.csv_text import cell, csv_pieces
    from gdrun.report.exports.row_table import row_names, row_rows

    told = row_rows(outcome)
    first = next(told, None)
    if first is None:
        raise ExportError(
            f"{outcome.experiment}: no outputs are kept of rows that were held out: run it again "
            "with --keep-outputs losses, or all; of trials that diverged there are none"
        )
    rows = (["" if value is None else cell(value) for value in row] for row in chain([first], told))
    return csv_pieces(row_names(outcome), rows)


EXPORTER = Exporter("rows", (), "what each trial gave for each held-out row, as CSV", write)
