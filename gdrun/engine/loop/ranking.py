"""How the probabilities of a class put a portion's rows in order, once for all metrics of that."""

from typing import NamedTuple

import numpy as np

from gdrun.engine.blocks.pointers import Pointer, advance
from gdrun.engine.blocks.sorting import count_below, count_up_to, sort_together
from gdrun.engine.compile.compiling import inner

LOWER, EQUAL, HIGHER, OWN_HIGHER = range(4)
"""Columns of ``ranks``: what the rows of other classes weigh whose probability of this row's class
is lower, equal and higher, and what those of its class weigh whose is as high or higher."""

RANK_COLUMNS = OWN_HIGHER + 1

BLOCK = 16
"""Pairs are counted in blocks of so many, so that no rest is counted one by one."""

MOST_COUNTED = 1000
"""Of so many rows, to count pairs in vectors takes less time than to sort."""


class Ranking(NamedTuple):
    """Where ranks are written, and room for the work."""

    ranks: Pointer
    """RANK_COLUMNS numbers a row."""
    order: Pointer
    """For integers, one for each row and each class."""
    scores: Pointer
    """These four have room for BLOCK numbers more than there are rows."""
    score_weights: Pointer
    rivals: Pointer
    rival_weights: Pointer


@inner
def write_ranks(
    estimates: Pointer,
    targets: Pointer,
    weights: Pointer,
    rows: int,
    classes: int,
    ranking: Ranking,
) -> None:
    """Ranks the rows by their probabilities ``estimates`` (rows, classes), which hold no NaN."""
    order, ends = ranking.order, advance(ranking.order, rows)
    for k in range(classes):
        ends[k] = 0
    uneven = 0
    for i in range(rows):
        ends[int(targets[i])] += 1
        uneven += weights[i] != 1
    counting = uneven == 0 and rows <= MOST_COUNTED
    begin = 0
    for k in range(classes):
        count = ends[k]
        ends[k] = begin
        begin += count
    # Rows by their classes; then each class ends where the next one begins.
    for i in range(rows):
        k = int(targets[i])
        order[ends[k]] = i
        ends[k] += 1
    first = 0
    for k in range(classes):
        last, lowest = ends[k], np.inf
        count = last - first
        for i in range(count):
            score = estimates[order[first + i] * classes + k]
            ranking.scores[i] = score
            lowest = min(lowest, score)
        if count > 0 and counting:
            near = 0
            for j in range(rows):
                # Written over by the next unless it counts: a branch would take longer.
                score = estimates[order[j] * classes + k]
                ranking.rivals[near] = score
                near += (score >= lowest) & ((j < first) | (j >= last))
            count_ranks(advance(order, first), count, near, rows - count - near, ranking)
        elif count > 0:
            near, far_weight = 0, 0.0
            for j in range(rows):
                row = order[j]
                score, weight = estimates[row * classes + k], float(weights[row])
                if j < first or j >= last:
                    ranking.rivals[near], ranking.rival_weights[near] = score, weight
                    near += score >= lowest
                    far_weight += 0.0 if score >= lowest else weight
                else:
                    ranking.score_weights[j - first] = weight
            sort_ranks(
                estimates, advance(order, first), count, near, far_weight, classes, k, ranking
            )
        first = last


@inner
def count_ranks(members: Pointer, count: int, near: int, far: int, ranking: Ranking) -> None:
    """Ranks the ``count`` rows ``members`` of a class, each as heavy as any, by counting pairs.

    ``near`` others are among ``rivals``; ``far`` more are lower than all members. Once a network
    has learned something, that is most of them.
    """
    scores, rivals = ranking.scores, ranking.rivals
    for j in range(BLOCK):
        scores[count + j] = -np.inf
        rivals[near + j] = np.inf
    for i in range(count):
        score, lower, up_to, own = scores[i], 0, 0, 0
        for j in range(-(-near // BLOCK) * BLOCK):
            lower += rivals[j] < score
            up_to += rivals[j] <= score
        for j in range(-(-count // BLOCK) * BLOCK):
            own += scores[j] >= score
        found = advance(ranking.ranks, members[i] * RANK_COLUMNS)
        found[LOWER] = far + lower
        found[EQUAL] = up_to - lower
        found[HIGHER] = near - up_to
        found[OWN_HIGHER] = own


@inner
def sort_ranks(
    estimates: Pointer,
    members: Pointer,
    count: int,
    near: int,
    far_weight: float,
    classes: int,
    k: int,
    ranking: Ranking,
) -> None:
    """As ``count_ranks``, of rows of class ``k`` with any weights, by sorting."""
    scores, score_weights = ranking.scores, ranking.score_weights
    rivals, rival_weights = ranking.rivals, ranking.rival_weights
    sort_together(scores, score_weights, count)
    sort_together(rivals, rival_weights, near)
    sum_down(score_weights, count)
    sum_down(rival_weights, near)
    for i in range(count):
        score = estimates[members[i] * classes + k]
        below, up_to = count_below(rivals, near, score), count_up_to(rivals, near, score)
        as_high = sum_from(rival_weights, below, near)
        higher = sum_from(rival_weights, up_to, near)
        found = advance(ranking.ranks, members[i] * RANK_COLUMNS)
        found[LOWER] = far_weight + sum_from(rival_weights, 0, near) - as_high
        found[EQUAL] = as_high - higher
        found[HIGHER] = higher
        found[OWN_HIGHER] = sum_from(score_weights, count_below(scores, count, score), count)


@inner
def sum_down(numbers: Pointer, count: int) -> None:
    """Puts in the place of each number the sum of all from it on.

    The small weight of a row that ranks high would be lost in sums that begin below.
    """
    for j in range(count - 2, -1, -1):
        numbers[j] += numbers[j + 1]


@inner
def sum_from(sums: Pointer, first: int, count: int) -> float:
    """What the numbers from ``first`` on were together, of what ``sum_down`` left."""
    return sums[first] if first < count else 0.0
