"""Encoding of inputs: text columns one-hot, missing values filled in, as the training rows say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdrun.data.columns import line_of
from gdrun.data.split import Rows
from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.wording import quoted, several

MOST_CATEGORIES = 1000
ALWAYS_ALLOWED = 100
MOST_CATEGORIES_PER_ROW = 0.1
"""A text column with more categories than these allow looks like names, and costs much memory."""


@dataclass(frozen=True)
class Encoding:
    """What was learnt from the training rows of a table."""

    names: tuple[str, ...]
    """The columns', in the order of the training table."""
    categories: Mapping[int, tuple[str, ...]]
    """For each text column its texts in alphabetical order; each becomes a column of 0 and 1."""
    means: NDArray[np.float64] | None
    """What to fill each column's gaps with, shape (columns,); None if there are none."""

    @cached_property
    def places(self) -> tuple[tuple[int, str | None], ...]:
        """For each encoded column the one that it is from, and its text if that is one of texts."""
        return tuple(
            (column, category)
            for column in range(len(self.names))
            for category in self.categories.get(column, (None,))
        )

    @property
    def feature_names(self) -> tuple[str, ...]:
        """One for each encoded column: of texts, ``column=text``."""
        return tuple(
            self.names[column] if category is None else f"{self.names[column]}={category}"
            for column, category in self.places
        )

    def encode(self, table: Table) -> NDArray[np.number]:
        """All inputs of a table with these columns: (table's rows, encoded columns).

        A text that is none of the categories is 0 in all of its columns. Gaps stay where none are
        filled.
        """
        if not self.categories and self.means is None:
            return table.inputs
        encoded = np.zeros((table.rows, len(self.places)))
        start = 0
        for column in range(len(self.names)):
            if column in self.categories:
                categories = self._categories(table, column)
                known = np.flatnonzero(categories >= 0)
                encoded[known, start + categories[known]] = 1
                start += len(self.categories[column])
            else:
                encoded[:, start] = self._filled(table.inputs[:, column], column)
                start += 1
        return encoded

    def unseen(self, table: Table) -> dict[int, Rows]:
        """For each text column the rows whose text is none of the categories, if there are any."""
        found = {}
        for column in self.categories:
            rows = np.flatnonzero(self._categories(table, column) < 0)
            if len(rows):
                found[column] = rows
        return found

    def _filled(self, values: NDArray[np.number], column: int) -> NDArray[np.number]:
        if self.means is None:
            return values
        return np.where(np.isnan(values), self.means[column], values)

    def _categories(self, table: Table, column: int) -> NDArray[np.intp]:
        """Each row's category, shape (rows,); -1 is none."""
        order = {category: place for place, category in enumerate(self.categories[column])}
        # A gap, whose code is NaN, is none either.
        places = np.array([*(order.get(text, -1) for text in table.texts[column]), -1], np.intp)
        codes = np.nan_to_num(table.inputs[:, column], nan=len(places) - 1).astype(np.intp)
        found: NDArray[np.intp] = places[codes]
        return found


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
    return Encoding(table.feature_names, categories, means)


def unseen_categories(
    encoding: Encoding, train: Table, table: Table, rows: Sequence[Rows]
) -> list[str]:
    """What to say of texts in portions of a table that no training row has, in words.

    Raises:
        DataError: If the training table has no text of the column twice, so that nothing can be
            learnt from it.
    """
    asked = np.sort(np.concatenate(rows))
    notes = []
    for column, found in encoding.unseen(table).items():
        among = found[np.isin(found, asked)]
        if not len(among):
            continue
        if len(train.texts[column]) >= train.rows:
            name = quoted(train.feature_names[column])
            raise DataError(
                f"no text in {name} comes twice, so it may be an ID: take this column out"
            )
        notes.append(unseen_in_words(table, column, among))
    return notes


def unseen_in_words(table: Table, column: int, rows: Rows) -> str:
    """The note on rows whose text in a column is one that no training row has."""
    name, texts = quoted(table.feature_names[column]), table.texts[column]
    first = int(rows[0])
    text = quoted(texts[int(table.inputs[first, column])])
    line = line_of(table, first)
    have = "has" if len(rows) == 1 else "have"
    return (
        f"{table.origin}: {several(len(rows), 'row')} {have} a category in {name} that no training "
        f"row has, such as {text} in line {line:,}: it counts as none of the known ones"
    )


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
