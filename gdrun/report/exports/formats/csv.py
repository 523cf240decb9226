"""CSV, tidy: a row for each epoch of each trial, and what sets its variant apart."""

import csv
import io
import math
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter
from gdrun.wording import visible

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> str:
    """Columns: variant, what was swept over, seed, status, epoch, and those of the histories."""
    keys = list(dict.fromkeys(key for v in outcome.variants for key in v.parameters))
    columns = list(dict.fromkeys(c for r in outcome.records for c in r.history.columns))
    parameters = {variant.name: variant.parameters for variant in outcome.variants}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heading = ["variant", *keys, "seed", "status", "epoch", *columns]
    writer.writerow(map(_guarded, heading))
    for record in outcome.records:
        chosen = [_plain(parameters[record.variant].get(key, "")) for key in keys]
        for epoch, row in enumerate(record.history.values.tolist(), start=1):
            told = dict(zip(record.history.columns, row, strict=True))
            values = [told.get(column, "") for column in columns]
            writer.writerow(
                [
                    _guarded(record.variant),
                    *chosen,
                    record.seed,
                    record.status.value,
                    epoch,
                    *values,
                ]
            )
    return text.getvalue()


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


EXPORTER = Exporter("csv", (".csv",), "histories", write)
