"""Columns of a table that are no inputs: found by name, and taken out."""

from dataclasses import replace

import numpy as np

from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.wording import meant_or_all, printable, quoted


def place_of(table: Table, name: str, key: str) -> int:
    """Where the input column is that ``key`` of the config names.

    Raises:
        DataError: If there is no such column, or no other one.
    """
    # So are the names of columns read.
    name = printable(name)
    if name not in table.feature_names:
        advice = meant_or_all(name, table.feature_names)
        raise DataError(f"{table.origin}: there is no column {quoted(name)} for `{key}`; {advice}")
    if table.columns == 1:
        what = key.rpartition(".")[2]
        raise DataError(f"{table.origin}: without its {what} there is no input column left")
    return table.feature_names.index(name)


def line_of(table: Table, row: int) -> int:
    """The line of the file where a row is, from 1; of other sources its place among the rows."""
    return row + 1 if table.lines is None else int(table.lines[row])


def without_column(table: Table, place: int) -> Table:
    """The table without one of its input columns."""
    return replace(
        table,
        inputs=np.delete(table.inputs, place, axis=1),
        feature_names=(*table.feature_names[:place], *table.feature_names[place + 1 :]),
        texts={
            each - (each > place): texts for each, texts in table.texts.items() if each != place
        },
    )
