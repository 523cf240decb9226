"""CSV, tidy: a row for each epoch of each trial, and what sets its variant apart."""

import csv
import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter
from gdrun.wording import visible

if TYPE_CHECKING:
    from gdrun.records import Outcome

PIECE = 1000
"""Rows of a history that are written at once."""


def write(outcome: "Outcome") -> Iterator[str]:
    """Columns: variant, what was swept over, seed, status, epoch, and those of the histories.

    A history that was kept thinned has a row for each epoch that is there.
    """
    keys = list(dict.fromkeys(key for v in outcome.variants for key in v.parameters))
    different = dict.fromkeys(record.history.columns for record in outcome.records)
    columns = list(dict.fromkeys(column for each in different for column in each))
    parameters = {variant.name: variant.parameters for variant in outcome.variants}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heading = ["variant", *keys, "seed", "status", "epoch", *columns]
    writer.writerow(map(_guarded, heading))
    for record in outcome.records:
        chosen = [_plain(parameters[record.variant].get(key, "")) for key in keys]
        trial = [_guarded(record.variant), *chosen, record.seed, record.status.value]
        history = record.history
        for first in range(0, len(history.values), PIECE):
            epochs = history.epochs[first : first + PIECE].tolist()
            rows = history.values[first : first + PIECE].tolist()
            for epoch, row in zip(epochs, rows, strict=True):
                told = dict(zip(history.columns, row, strict=True))
                writer.writerow([*trial, epoch, *(told.get(column, "") for column in columns)])
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, float) and math.isnan(value):
        return ""
    return value if isinstance(value, (int, float)) else _guarded(str(value))


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no terminal for a command.

    An apostrophe in front is what people type there themselves to have text.
    """
    return visible(f"'{text}" if text.startswith(_FORMULA) else text)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


EXPORTER = Exporter("csv", (".csv",), "histories", write, needs_histories=True)
