"""Apportioning: whole numbers that follow proportions and add up exactly."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def largest_remainder(fractions: Sequence[Fraction], total: int) -> list[int]:
    """``total`` times each fraction, rounded down or up so that the sum is that of all, rounded.

    Those with the largest fractional parts are rounded up, among equals the first.
    """
    quotas = [fraction * total for fraction in fractions]
    counts = [int(quota) for quota in quotas]
    spare = round(sum(quotas)) - sum(counts)
    by_remainder = sorted(range(len(quotas)), key=lambda i: counts[i] - quotas[i])
    for i in by_remainder[:spare]:
        counts[i] += 1
    return counts


def proportional_table(classes: Counts, portions: Counts) -> Counts | None:
    """How many rows of each class go to each portion: shape (classes, portions).

    Rows add up to ``classes`` and columns to ``portions``, two vectors of equal sum n; no class is
    empty, nor is the first portion. Every cell is ``classes[i] * portions[j] / n`` rounded down or
    up, and no cell of the first portion is 0; None if that is impossible.

    Starting from each class's largest remainders, units are moved between portions along the
    shortest path from one with too many to one with too few; such a path exists as long as there is
    a solution (the augmenting paths of Ford and Fulkerson, in a transport problem).
    """
    total = int(classes.sum())
    floor, remainder = np.divmod(np.multiply.outer(classes, portions), total)
    owed_to_first = floor[:, 0] == 0
    preference = remainder.copy()
    preference[owed_to_first, 0] = total
    order = np.argsort(-preference, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    raised: NDArray[np.bool_] = rank < (classes - floor.sum(axis=1))[:, np.newaxis]

    loss = remainder[:, :, np.newaxis] - remainder[:, np.newaxis, :]
    while (excess := floor.sum(axis=0) + raised.sum(axis=0) - portions).any():
        may_give = raised.copy()
        may_give[owed_to_first, 0] = False
        movable = may_give[:, :, np.newaxis] & ((remainder > 0) & ~raised)[:, np.newaxis, :]
        linked: NDArray[np.bool_] = np.any(movable, axis=0)
        path = _shortest_path(linked, excess)
        if path is None:
            return None
        steps = list(pairwise(path))
        units = min(excess[path[0]], -excess[path[-1]], *(movable[:, *s].sum() for s in steps))
        for giver, taker in steps:
            candidates = np.flatnonzero(movable[:, giver, taker])
            cheapest = np.argsort(loss[candidates, giver, taker], kind="stable")[:units]
            chosen = candidates[cheapest]
            raised[chosen, giver], raised[chosen, taker] = False, True
    table: Counts = floor + raised
    return table


def _shortest_path(linked: NDArray[np.bool_], excess: Counts) -> list[int] | None:
    """From a portion with an excess to one with a lack, over ``linked`` ones, if any leads."""
    paths = [[int(portion)] for portion in np.flatnonzero(excess > 0)]
    reached = {path[0] for path in paths}
    for path in paths:  # It grows while it is walked: breadth first.
        if excess[path[-1]] < 0:
            return path
        for portion in np.flatnonzero(linked[path[-1]]).tolist():
            if portion not in reached:
                reached.add(portion)
                paths.append([*path, portion])
    return None
