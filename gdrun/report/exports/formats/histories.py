"""Histories as tidy CSV: a row for each epoch of each trial, and what sets its variant apart."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome

AT_ONCE = 1000
"""Rows of a history that are made Python's numbers at once."""


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns: variant, what was swept over, seed, status, epoch, and those of the histories.

    A history that was kept thinned has a row for each epoch that is there.
    """
    from gdrun.report.exports.csv_text import csv_pieces
    from gdrun.report.exports.trial_table import setting_names

    different = dict.fromkeys(record.history.columns for record in outcome.records)
    columns = list(dict.fromkeys(column for each in different for column in each))
    heading = ["variant", *setting_names(outcome), "seed", "status", "epoch", *columns]
    return csv_pieces(heading, _rows(outcome, columns))


def _rows(outcome: "Outcome", columns: list[str]) -> Iterator[list[object]]:
    from gdrun.report.exports.csv_text import cell
    from gdrun.report.exports.trial_table import setting_names

    keys = setting_names(outcome)
    parameters = {variant.name: variant.parameters for variant in outcome.variants}
    for record in outcome.records:
        chosen = [cell(parameters[record.variant].get(key, "")) for key in keys]
        trial = [cell(record.variant), *chosen, record.seed, record.status.value]
        history = record.history
        for first in range(0, len(history.values), AT_ONCE):
            epochs = history.epochs[first : first + AT_ONCE].tolist()
            rows = history.values[first : first + AT_ONCE].tolist()
            for epoch, row in zip(epochs, rows, strict=True):
                told = dict(zip(history.columns, row, strict=True))
                yield [*trial, epoch, *(told.get(column, "") for column in columns)]


EXPORTER = Exporter(
    "histories",
    (".csv",),
    "a row for each epoch, as CSV",
    write,
    aliases=("csv",),
    needs_histories=True,
)
