"""Folds: all rows in parts, each of which is the test portion of one trial."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.data.groups import fold_groups, split_groups
from gdrun.data.split import Rows, Split, split_rows
from gdrun.errors import DataError


def split_by_fold(
    folds: int,
    fold: int,
    validation: float | None,
    labels: NDArray[np.intp],
    groups: NDArray[Any] | None,
    rng: np.random.Generator,
) -> Split:
    """Tests the rows of one fold, and trains and validates the rest.

    One ``rng``, at its start, draws one partition: each row tests in exactly one of the folds.
    Which of the other rows validate is drawn for each fold on its own.

    Args:
        folds: How many there are, from 2 on.
        fold: Which one this is, from 0 on.
        validation: The validating part of the rest: below 1 a fraction, above a count; 0 or None
            for none.
        labels: The classes of the rows, (rows,), as for ``split_rows``: each fold, and the
            validating part, has its share of each class. All zeros draw freely.
        groups: The rows', (rows,), that stay together; None if each row is for itself.
        rng: What rows are drawn from.

    Raises:
        DataError: If rows, groups or the rows of a class are too few.
    """
    if groups is None:
        places = deal_rows(folds, labels, rng)
    else:
        places = fold_groups(folds, labels, groups, rng)
    test, rest = np.flatnonzero(places == fold), np.flatnonzero(places != fold)
    if not validation:
        return Split(rest, np.empty(0, np.intp), test)
    sizes = _sizes_of_rest(len(rest), validation)
    # A class of few rows may be in the fold alone.
    _, met = np.unique(labels[rest], return_inverse=True)
    own = rng.spawn(folds)[fold]
    if groups is None:
        inner = split_rows(sizes, met, own)
    else:
        inner = split_groups(sizes, met, groups[rest], own)
    return Split(rest[inner.train], rest[inner.validation], test)


def deal_rows(folds: int, labels: NDArray[np.intp], rng: np.random.Generator) -> Rows:
    """The fold of each row, (rows,), as cards are dealt: class by class, in a drawn order.

    Folds' sizes, and their rows of one class, differ by one at most.

    Raises:
        DataError: If there are fewer rows than folds.
    """
    rows = len(labels)
    if rows < folds:
        raise DataError(f"{folds:,} folds of {rows:,} rows: each needs one at least")
    drawn = rng.permutation(rows)
    by_class = drawn[np.argsort(labels[drawn], kind="stable")]
    places = np.empty(rows, np.intp)
    # In a drawn order, too, or the first folds would always have the rows that are over.
    places[by_class] = rng.permutation(folds)[np.arange(rows) % folds]
    return places


def _sizes_of_rest(rows: int, validation: float) -> tuple[int, int, int]:
    """How many of the rows outside the fold train and validate; none of them tests."""
    # Through text: 0.1 means a tenth, which no float is.
    share = Fraction(str(validation))
    size = round(share * rows) if share < 1 else int(share)
    if not 0 < size < rows:
        lacking = "validation" if size == 0 else "train"
        raise DataError(
            f"`data.split.validation: {validation}` of the {rows:,} rows outside the fold: "
            f"{lacking} would get none"
        )
    return rows - size, size, 0
