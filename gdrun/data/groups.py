"""Groups: rows that belong together and go to one portion, such as all visits of a patient."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.data.columns import line_of, place_of, without_column
from gdrun.data.split import Rows, Split
from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.records import PORTIONS
from gdrun.wording import quoted, several

MOST_EXCHANGED = 500
"""Of so many groups each may change places with each other one."""

_GAIN = 1e-9
"""A move must be better by more than this part of what a row's deviation costs: than rounding."""


def take_groups(table: Table, name: str) -> Table:
    """The table with one of its input columns as its ``groups``.

    Raises:
        DataError: If there is no such column, or a row has no value in it.
    """
    place = place_of(table, name, "data.groups")
    values: NDArray[Any] = table.inputs[:, place]
    missing = np.flatnonzero(np.isnan(values))
    if len(missing):
        raise DataError(
            f"{table.origin}: line {line_of(table, int(missing[0])):,}, column "
            f"{quoted(table.feature_names[place])}: a group must be known; fill it in, or leave "
            "the row out"
        )
    if place in table.texts:
        values = np.array(table.texts[place])[values.astype(np.intp)]
    return replace(without_column(table, place), groups=values)


def check_apart(tables: Sequence[Table]) -> None:
    """Sees that no group has rows in two of the tables, whose rows are in different portions.

    Raises:
        DataError: If one has.
    """
    met: dict[Any, Table] = {}
    for table in tables:
        if table.groups is None:
            continue
        groups, rows = np.unique(table.groups, return_index=True)
        for group, row in zip(groups.tolist(), rows.tolist(), strict=True):
            other = met.setdefault(group, table)
            if other is not table:
                raise DataError(
                    f"{table.origin}: line {line_of(table, row):,}: the group {_named(group)} has "
                    f"rows in {other.origin}, too, and no group may be in two parts"
                )


def split_groups(
    sizes: tuple[int, int, int],
    labels: NDArray[np.intp],
    groups: NDArray[Any],
    rng: np.random.Generator,
) -> Split:
    """Draws whole groups for each portion, so that these sizes, train's above 0, are nearly met.

    Arguments are as for ``split_rows``, with the rows' ``groups`` (rows,); as there, classes are in
    proportion, as nearly as whole groups allow. A portion that was asked for has one group at
    least, but train need not have every class. How near it comes, ``assign_groups`` says.

    Raises:
        DataError: If there are fewer groups than portions.
    """
    asked = [name for name, size in zip(PORTIONS, sizes, strict=True) if size]
    wanted = np.array([*sizes, len(labels) - sum(sizes)], np.float64)
    used = np.flatnonzero(wanted)
    drawn = used[_assigned(groups, labels, wanted[used], len(asked), " and ".join(asked), rng)]
    return Split(*(np.flatnonzero(drawn == i) for i in range(3)))


def fold_groups(
    folds: int, labels: NDArray[np.intp], groups: NDArray[Any], rng: np.random.Generator
) -> Rows:
    """The fold of each row, shape (rows,): whole groups, one at least, and folds of like sizes.

    Without classes (``labels`` all alike) two folds differ by no more rows than the smallest group
    of the larger one has. Classes are in proportion as nearly as ``assign_groups`` comes.

    Raises:
        DataError: If there are fewer groups than folds.
    """
    wanted = np.full(folds, len(labels) / folds)
    return _assigned(groups, labels, wanted, folds, f"{folds:,} folds", rng)


def _assigned(
    groups: NDArray[Any],
    labels: NDArray[np.intp],
    wanted: NDArray[np.float64],
    needed: int,
    what: str,
    rng: np.random.Generator,
) -> Rows:
    """The place of each row, where each of the first ``needed`` ones needs a group."""
    _, codes = np.unique(groups, return_inverse=True)
    rows = int(codes.max()) + 1
    if rows < needed:
        raise DataError(
            f"`data.groups` makes {several(rows, 'group')} of {several(len(labels), 'row')}, which "
            f"are too few for {what}: each needs one at least"
        )
    classes = int(labels.max()) + 1
    counts = np.bincount(codes * classes + labels, minlength=rows * classes)
    return assign_groups(counts.reshape(rows, classes), wanted, needed, rng)[codes]


def assign_groups(
    counts: NDArray[np.integer[Any]],
    wanted: NDArray[np.float64],
    needed: int,
    rng: np.random.Generator,
) -> Rows:
    """Gives each group a place, so that places have the rows and the classes that are wanted.

    In a drawn order, each group goes where most is lacking. Then, as long as one helps, a group
    moves, or two change places, whatever helps most. What is made small is the sum over places of
    the squared deviations of its rows, and of each class's, as shares of all such rows. It ends
    where no move helps, nor an exchange where groups are few: that is near the best, and not
    always the best, which is a hard problem (of partition). Groups are not sorted by size, as
    scikit-learn's StratifiedGroupKFold does: if all sizes differ, nothing would be left to the
    draw, and the largest group would train whatever the seed.

    Args:
        counts: Rows of each class in each group, (groups, classes).
        wanted: Rows for each place, (places,), in sum all rows.
        needed: The first so many places get a group at least, of which there must be as many.
        rng: What the order is drawn from.

    Returns:
        The place of each group, (groups,).
    """
    places, of_groups = len(wanted), counts.astype(np.float64)
    totals = of_groups.sum(axis=0)
    rows = totals.sum()
    weights = (rows / np.maximum(totals, 1)) ** 2 / np.count_nonzero(totals)
    # The size counts as much as all classes together.
    of_groups = np.column_stack([of_groups, of_groups.sum(axis=1)])
    weights = np.append(weights, 1.0)
    weighed = of_groups * weights
    deviation = -np.multiply.outer(wanted / rows, of_groups.sum(axis=0))
    given, members = np.full(len(counts), -1, np.intp), np.zeros(places, np.intp)
    order = rng.permutation(len(counts))
    for done, group in enumerate(order):
        worth = (deviation * weighed[group]).sum(axis=1)
        empty = np.flatnonzero(members[:needed] == 0)
        if len(counts) - done <= len(empty):
            place = empty[np.argmin(worth[empty])]
        else:
            place = np.argmin(worth)
        given[group] = place
        members[place] += 1
        deviation[place] += of_groups[group]
    few = len(counts) <= MOST_EXCHANGED
    alike = np.einsum("gc,hc->gh", weighed, of_groups) if few else np.empty((0, 0))
    own = (weighed * of_groups).sum(axis=1)
    while True:
        worth = np.einsum("gc,pc->gp", weighed, deviation)
        # What each group would change elsewhere, (groups, places): half of it, as of all changes.
        change = worth - np.take_along_axis(worth, given[:, np.newaxis], axis=1)
        moves = own[:, np.newaxis] + change
        moves[given[:, np.newaxis] == np.arange(places)] = 0.0
        moves[(members[given] == 1) & (given < needed)] = 0.0
        group, place = np.unravel_index(int(np.argmin(moves)), moves.shape)
        best, taken = moves[group, place], [(group, place)]
        if few:
            there = change[:, given]
            exchanges = own[:, np.newaxis] + own - 2 * alike + there + there.T
            exchanges[given[:, np.newaxis] == given] = 0.0
            one, other = np.unravel_index(int(np.argmin(exchanges)), exchanges.shape)
            if exchanges[one, other] < best:
                best, taken = exchanges[one, other], [(one, given[other]), (other, given[one])]
        if best >= -_GAIN * weights.max():
            return given
        for each, place in taken:
            for where, sign in ((given[each], -1), (place, 1)):
                deviation[where] += sign * of_groups[each]
                members[where] += sign
            given[each] = place


def _named(group: Any) -> str:
    return quoted(group if isinstance(group, str) else f"{group:g}")
