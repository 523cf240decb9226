"""Encoding of inputs: text columns one-hot, missing values filled in, as the training rows say."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.data.split import Rows
from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.wording import quoted

MOST_CATEGORIES = 1000
ALWAYS_ALLOWED = 100
MOST_CATEGORIES_PER_ROW = 0.1
"""A text column with more categories than these allow looks like names, and costs much memory."""


@dataclass(frozen=True)
class Encoding:
    """What was learnt from the training rows of a table."""

    table: Table
    """The training table."""
    means: NDArray[np.float64] | None
    """What to fill each column's gaps with, shape (columns,); None if there are none."""
    categories: dict[int, tuple[str, ...]]
    """For each text column its texts in alphabetical order; each becomes a column of 0 and 1."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """One for each encoded column: of texts, ``column=text``."""
        return tuple(self._feature_names())

    def _feature_names(self) -> Iterator[str]:
        for column, name in enumerate(self.table.feature_names):
            if column in self.categories:
                yield from (f"{name}={category}" for category in self.categories[column])
            else:
                yield name

    def encode(self, table: Table, rows: Rows) -> NDArray[np.number]:
        """All inputs of a table; only ``rows`` must have categories that are known.

        Shape (table's rows, encoded columns), without gaps.

        Raises:
            DataError: If one of ``rows`` has a category that training never saw.
        """
        if not self.categories and self.means is None:
            return table.inputs
        encoded = np.zeros((table.rows, len(self.feature_names)))
        start = 0
        for column in range(table.columns):
            if column in self.categories:
                places = self._places(table, column, rows)
                known = np.flatnonzero(places >= 0)
                encoded[known, start + places[known]] = 1
                start += len(self.categories[column])
            else:
                encoded[:, start] = self._filled(table.inputs[:, column], column)
                start += 1
        return encoded

    def _filled(self, values: NDArray[np.number], column: int) -> NDArray[np.number]:
        if self.means is None:
            return values
        return np.where(np.isnan(values), self.means[column], values)

    def _places(self, table: Table, column: int, rows: Rows) -> NDArray[np.intp]:
        """Each row's category, shape (rows,); -1 is unknown."""
        order = {category: place for place, category in enumerate(self.categories[column])}
        places = np.array([order.get(text, -1) for text in table.texts[column]], np.intp)
        codes = table.inputs[:, column].astype(np.intp)
        unknown = rows[places[codes[rows]] < 0]
        if len(unknown):
            row = int(unknown.min())
            line = row + 1 if table.lines is None else int(table.lines[row])
            name = quoted(table.feature_names[column])
            advice = (
                f"no text in {name} comes twice, so it may be an ID: take this column out"
                if len(self.table.texts[column]) >= self.table.rows
                else "train on more rows, or leave this one out"
            )
            raise DataError(
                f"line {line:,}, column {name}: no training row has the category "
                f"{quoted(table.texts[column][codes[row]])}; {advice}"
            )
        return places[codes]


def learn_encoding(table: Table, rows: Rows, fill: bool) -> Encoding:
    """What the training ``rows`` of ``table`` say; ``fill`` if values may be missing.

    Raises:
        DataError: If a column has no value at all in them, or too many categories.
    """
    means = _means(table, rows) if fill else None
    categories = {}
    most = min(MOST_CATEGORIES, max(ALWAYS_ALLOWED, MOST_CATEGORIES_PER_ROW * len(rows)))
    for column, texts in table.texts.items():
        met = np.unique(table.inputs[rows, column].astype(np.intp))
        if len(met) > most:
            raise DataError(
                f"the column {quoted(table.feature_names[column])} holds {len(met):,} different "
                f"texts in {len(rows):,} training rows, which look like names or an ID; leave it "
                "out"
            )
        categories[column] = tuple(sorted(texts[code] for code in met))
    return Encoding(table, means, categories)


def _means(table: Table, rows: Rows) -> NDArray[np.float64]:
    means = np.zeros(table.columns)
    for column in range(table.columns):
        if column in table.texts:
            continue
        values = table.inputs[rows, column]
        values = values[~np.isnan(values)]
        if not len(values):
            raise DataError(
                f"the column {quoted(table.feature_names[column])} has no value in the training "
                "rows, so it has no mean; leave this column out"
            )
        means[column] = values.mean()
    return means
