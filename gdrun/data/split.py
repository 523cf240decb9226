"""Splitting: which rows train, which validate, which test."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gdrun.data.apportion import largest_remainder, proportional_table
from gdrun.data.settings import Shares
from gdrun.errors import DataError
from gdrun.records import PORTIONS

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Split:
    """Row numbers of each portion, in ascending order; empty for one that was not asked for.

    Ascending, so that training without shuffling meets the rows as the source orders them, and
    a split that keeps all rows changes nothing.
    """

    train: Rows
    validation: Rows
    test: Rows

    @property
    def rows(self) -> int:
        """The number of rows in any portion."""
        return len(self.train) + len(self.validation) + len(self.test)


def portion_sizes(rows: int, shares: Shares) -> tuple[int, int, int]:
    """How many of ``rows`` go to train, validation and test.

    Counts (above 1) are taken as they are. Fractions are of all rows, rounded so that together
    they take what their sum says: all rows if it is 1.

    Raises:
        DataError: If there are too few rows.
    """
    # Through text: 0.7 means seven tenths, which no float is.
    said = [Fraction(str(getattr(shares, name) or 0)) for name in PORTIONS]
    fractions = largest_remainder([share if share <= 1 else Fraction(0) for share in said], rows)
    sizes = [
        int(share) if share > 1 else count for share, count in zip(said, fractions, strict=True)
    ]
    asked = ", ".join(
        f"{name} {getattr(shares, name)}"
        for name, share in zip(PORTIONS, said, strict=True)
        if share
    )
    if sum(sizes) > rows:
        raise DataError(
            f"the split ({asked}) takes {sum(sizes):,} rows, but there are only {rows:,}"
        )
    for name, share, size in zip(PORTIONS, said, sizes, strict=True):
        if share and not size:
            raise DataError(
                f"{rows:,} rows are too few for the split ({asked}): {name} would get none; "
                "leave that part out or give it a larger share"
            )
    return sizes[0], sizes[1], sizes[2]


def split_rows(
    sizes: tuple[int, int, int], labels: NDArray[np.intp], rng: np.random.Generator
) -> Split:
    """Draws the rows of each portion, of exactly the given sizes, train's above 0.

    ``labels`` (rows,) are the classes, 0 to k − 1, each with at least one row: a class's share of
    a portion is within one row of its share of all rows, and train has each class. All zeros draw
    freely.

    Raises:
        DataError: If train cannot have each class.
    """
    classes = np.bincount(labels)
    portions = np.array([*sizes, len(labels) - sum(sizes)])
    table = proportional_table(classes, portions)
    if table is None:
        raise DataError(
            f"a train part of {sizes[0]:,} rows cannot hold each of {len(classes):,} classes "
            f"in proportion, the rarest of which has {classes.min():,} of {len(labels):,} rows; "
            "give train more rows, set `data.stratify: false`, "
            "or `data.task: regression` if these are numbers"
        )
    drawn = rng.permutation(len(labels))
    by_class = drawn[np.argsort(labels[drawn], kind="stable")]
    drawn = np.empty(len(labels), dtype=np.int8)
    drawn[by_class] = np.repeat(np.tile(np.arange(4, dtype=np.int8), len(classes)), table.ravel())
    return Split(*(np.flatnonzero(drawn == i) for i in range(3)))
