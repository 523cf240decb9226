"""Trials as JSON lines: a flat object for each, in a line of its own."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


AT_ONCE = 1000
"""Lines that are written at once."""


def write(outcome: "Outcome") -> Iterator[str]:
    """Keys as ``trial_table`` says, the same in each line; what is not finite is null."""
    from gdrun.report.exports.trial_table import trial_columns, trial_rows

    columns = trial_columns(outcome)
    rows = trial_rows(outcome)
    while lines := [
        json.dumps(dict(zip(columns, row, strict=True))) for row in islice(rows, AT_ONCE)
    ]:
        yield "\n".join([*lines, ""])


EXPORTER = Exporter("trials-jsonl", (".jsonl",), "the same as JSON lines", write)
