"""The metrics of what a network predicts for the rows of a portion.

Metrics are found in a table, by their kernels' addresses, so that the loop is compiled once for any
of them. What they have in common is computed once: classes, probabilities and ranks, or numbers.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, matrix_view, number, pointer, view
from gdrun.engine.compile.addresses import function_at
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples
from gdrun.engine.layers.network import Vector
from gdrun.engine.loop.problem import Measure
from gdrun.engine.loop.ranking import BLOCK, RANK_COLUMNS, Ranking, write_ranks

CLASSES, PROBABILITIES, RANKS, NUMBERS = range(4)
"""What a metric judges."""

ADDRESS, JUDGES, EACH_EPOCH, FIRST_HYPER, HYPERS = range(5)
"""Columns of the table of metrics: the kernel's address, what it judges, whether it is computed
after each epoch, and where its parameters begin and how many they are."""

TABLE_COLUMNS = HYPERS + 1

TOGETHER, FEW, ALL = range(3)
"""Which metrics are wanted, see ``judge``."""

MOST_PLACES = 100
"""Room for a metric's work, however few rows there are."""


class JudgingBuffers(NamedTuple):
    """The arrays behind ``Judging``."""

    labels: NDArray[np.float64]
    estimates: NDArray[np.float64]
    ranks: NDArray[np.float64]
    order: NDArray[np.int64]
    room: NDArray[np.float64]
    weights: Vector


class Judging(NamedTuple):
    """The metrics, what they judge, and room for their work.

    All pointers, for those cost nothing to hand on; whoever makes one keeps the arrays alive.
    """

    metrics: int
    """How many there are."""
    table: Pointer
    hyper: Pointer
    about: Pointer
    abouts: int
    classes: int
    exponential: int
    weighted: int
    labels: Pointer
    """The predicted classes' indices, one a row."""
    estimates: Pointer
    """A row's probabilities of the classes, or its numbers."""
    ranking: Ranking
    room: Pointer
    places: int
    """Of which four times as many are in ``room``."""
    weights: Pointer
    """How much each row counts."""


@inner
def make_judging_buffers(rows: int, columns: int, measure: Measure, like: Vector) -> JudgingBuffers:
    """Arrays for portions of at most so many rows, with so many columns of targets like these."""
    ranked = rows if measure.classes > 0 else 0
    return JudgingBuffers(
        labels=np.empty(rows),
        estimates=np.empty(rows * max(columns, measure.classes)),
        ranks=np.empty(RANK_COLUMNS * ranked),
        order=np.empty(ranked + measure.classes, np.int64),
        room=np.empty(4 * (max(rows, measure.classes, MOST_PLACES) + BLOCK)),
        weights=np.ones(rows, like.dtype),
    )


@inner
def make_judging(measure: Measure, buffers: JudgingBuffers) -> Judging:
    """The metrics, with these buffers."""
    places = buffers.room.size // 4
    return Judging(
        metrics=measure.metrics.shape[0],
        table=pointer(measure.metrics, 0),
        hyper=pointer(measure.hyper, 0),
        about=pointer(measure.about, 0),
        abouts=measure.about.size,
        classes=measure.classes,
        exponential=measure.exponential,
        weighted=measure.weighted,
        labels=pointer(buffers.labels, 0),
        estimates=pointer(buffers.estimates, 0),
        # No metric is at work while rows are ranked, and the other way round.
        ranking=Ranking(
            ranks=pointer(buffers.ranks, 0),
            order=pointer(buffers.order, 0),
            scores=pointer(buffers.room, 0),
            score_weights=pointer(buffers.room, places),
            rivals=pointer(buffers.room, 2 * places),
            rival_weights=pointer(buffers.room, 3 * places),
        ),
        room=pointer(buffers.room, 0),
        places=places,
        weights=pointer(buffers.weights, 0),
    )


def metric_signature(number: Any) -> Any:
    """The signature of metrics' kernels, for the type of the data's numbers."""
    doubles = types.Array(types.float64, 1, "C", readonly=True)
    return types.float64(
        types.Array(types.float64, 2, "C", readonly=True),
        types.Array(number, 2, "C", readonly=True),
        types.Array(number, 1, "C", readonly=True),
        doubles,
        doubles,
        types.Array(types.float64, 2, "C"),
    )


_metric_at = function_at(metric_signature)


@inner
def metric_field(judging: Judging, metric: int, column: int) -> int:
    """A number of the table."""
    return judging.table[metric * TABLE_COLUMNS + column]


@inner
def needs_probabilities(judging: Judging, wanted: int) -> bool:
    """Whether any of the metrics that are wanted does."""
    for m in range(judging.metrics):
        judges = metric_field(judging, m, JUDGES)
        if judges in (PROBABILITIES, RANKS) and (
            wanted == ALL or metric_field(judging, m, EACH_EPOCH)
        ):
            return True
    return False


@inner
def judge(examples: Examples, judging: Judging, wanted: int, metrics: Pointer) -> None:
    """Writes metrics of a portion's predictions.

    ``wanted`` are ``ALL``, each at its place in the table; ``FEW``, those after each epoch, at
    theirs; or ``TOGETHER``, those after each epoch one after the other, as a history has them.
    """
    rows = examples.rows
    columns = judging.classes if judging.classes > 0 else examples.target_columns
    targets = matrix_view(examples.targets, rows, examples.target_columns)
    labels = matrix_view(judging.labels, rows, 1)
    estimates = matrix_view(judging.estimates, rows, columns)
    ranked_rows = rows if judging.classes > 0 else 0
    ranks = matrix_view(judging.ranking.ranks, ranked_rows, RANK_COLUMNS)
    weights = view(judging.weights, rows)
    about = view(judging.about, judging.abouts)
    room = matrix_view(judging.room, 4, judging.places)
    if judging.weighted:
        for i in range(rows):
            judging.weights[i] = number(judging.weights, examples.weights[i])
    spoiled, ranked = -1, False
    place = 0
    for m in range(judging.metrics):
        if wanted != ALL and not metric_field(judging, m, EACH_EPOCH):
            continue
        if wanted != TOGETHER:
            place = m
        judges = metric_field(judging, m, JUDGES)
        if judges != CLASSES and spoiled < 0:
            spoiled = 0
            for i in range(rows * columns):
                spoiled += judging.estimates[i] != judging.estimates[i]
        if judges != CLASSES and spoiled > 0:
            metrics[place] = np.nan
        else:
            given = labels if judges == CLASSES else estimates
            if judges == RANKS:
                given = ranks
                if not ranked:
                    write_ranks(
                        judging.estimates, examples.targets, judging.weights, rows, columns,
                        judging.ranking,
                    )  # fmt: skip
                    ranked = True
            value = _metric_at(metric_field(judging, m, ADDRESS), examples.targets)
            hyper = view(
                advance(judging.hyper, metric_field(judging, m, FIRST_HYPER)),
                metric_field(judging, m, HYPERS),
            )
            metrics[place] = value(given, targets, weights, about, hyper, room)
        place += 1


@inner
def gather(metrics: Pointer, judging: Judging, together: Pointer) -> None:
    """Copies the loss and the metrics after each epoch from where ``ALL`` are."""
    together[0] = metrics[0]
    place = 1
    for m in range(judging.metrics):
        if metric_field(judging, m, EACH_EPOCH):
            together[place] = metrics[1 + m]
            place += 1
