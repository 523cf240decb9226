"""The loop's ranking of rows, called alone."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import keep_alive, pointer
from gdrun.engine.compile.compiling import OPTIONS
from gdrun.engine.loop import ranking

Array = NDArray[Any]


@njit(**OPTIONS)
def write(estimates, targets, weights, order, room, ranks):  # type: ignore[no-untyped-def]
    rows, classes = estimates.shape
    ranking.write_ranks(
        pointer(estimates, 0), pointer(targets, 0), pointer(weights, 0), rows, classes,
        ranking.Ranking(
            pointer(ranks, 0), pointer(order, 0), pointer(room[0], 0), pointer(room[1], 0),
            pointer(room[2], 0), pointer(room[3], 0),
        ),
    )  # fmt: skip
    keep_alive((estimates, targets, weights, order, room, ranks))


def ranked(estimates: Array, targets: Array, weights: Array) -> Array:
    """Rows as the loop ranks them: (rows, RANK_COLUMNS)."""
    rows, classes = estimates.shape
    order, room = np.zeros(rows + classes, np.int64), np.full((4, rows + ranking.BLOCK), np.nan)
    ranks = np.full((rows, ranking.RANK_COLUMNS), np.nan)
    write(
        np.ascontiguousarray(estimates), targets.astype(weights.dtype), weights, order, room, ranks
    )
    return ranks
