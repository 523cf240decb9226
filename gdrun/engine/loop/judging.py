"""What a network predicts for the rows of a portion, and the metrics of that.

Metrics are found in a table, by their kernels' addresses, so that the loop is compiled once for any
of them. What they have in common is computed once: classes, probabilities, or numbers.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, matrix_view, pointer, view
from gdrun.engine.blocks.transcendentals import exp64
from gdrun.engine.compile.addresses import function_at
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples
from gdrun.engine.layers.network import Vector
from gdrun.engine.loop.problem import Measure

CLASSES, PROBABILITIES, NUMBERS = range(3)
"""What a metric judges."""

ADDRESS, JUDGES, EACH_EPOCH, FIRST_HYPER, HYPERS = range(5)
"""Columns of the table of metrics: the kernel's address, what it judges, whether it is computed
after each epoch, and where its parameters begin and how many they are."""

TABLE_COLUMNS = HYPERS + 1

TOGETHER, FEW, ALL = range(3)
"""Which metrics are wanted, see ``judge``."""

MOST_PLACES = 100
"""Room for a metric's work, however few rows there are."""


class PredictionBuffers(NamedTuple):
    """The arrays behind ``Predictions``."""

    labels: NDArray[np.float64]
    estimates: NDArray[np.float64]
    room: NDArray[np.float64]
    ones: Vector


class Predictions(NamedTuple):
    """What the network predicts for a portion's rows, and room for the metrics' work."""

    labels: Pointer
    """The predicted classes' indices, one a row."""
    estimates: Pointer
    """A row's probabilities of the classes, or its numbers."""
    room: Pointer
    places: int
    """Of which four times as many are in ``room``."""
    ones: Pointer
    """The weight of each row."""


@inner
def make_prediction_buffers(
    rows: int, columns: int, measure: Measure, like: Vector
) -> PredictionBuffers:
    """Arrays for portions of at most so many rows, with so many columns of targets like these."""
    return PredictionBuffers(
        labels=np.empty(rows),
        estimates=np.empty(rows * max(columns, measure.classes)),
        room=np.empty(4 * max(rows, measure.classes, MOST_PLACES)),
        ones=np.ones(rows, like.dtype),
    )


@inner
def make_predictions(buffers: PredictionBuffers) -> Predictions:
    """Predictions in these buffers, which the caller keeps alive."""
    return Predictions(
        labels=pointer(buffers.labels, 0),
        estimates=pointer(buffers.estimates, 0),
        room=pointer(buffers.room, 0),
        places=buffers.room.size // 4,
        ones=pointer(buffers.ones, 0),
    )


def metric_signature(number: Any) -> Any:
    """The signature of metrics' kernels, for the type of the data's numbers."""
    doubles = types.Array(types.float64, 1, "C")
    matrix = types.Array(types.float64, 2, "C")
    return types.float64(
        matrix,
        types.Array(number, 2, "C", readonly=True),
        types.Array(number, 1, "C", readonly=True),
        doubles,
        doubles,
        matrix,
    )


_metric_at = function_at(metric_signature)


@inner
def judges_probabilities(measure: Measure, wanted: int) -> bool:
    """Whether any of the metrics that are wanted does."""
    for m in range(measure.metrics.shape[0]):
        if measure.metrics[m, JUDGES] == PROBABILITIES and (
            wanted == ALL or measure.metrics[m, EACH_EPOCH]
        ):
            return True
    return False


@inner
def write_labels(outputs: Pointer, rows: int, columns: int, labels: Pointer) -> None:
    """Writes the class that each row of raw outputs stands for."""
    for i in range(rows):
        labels[i] = predicted_class(advance(outputs, i * columns), columns)


@inner
def predicted_class(outputs: Pointer, count: int) -> int:
    """The class that a row of raw outputs stands for; the first among ties."""
    if count == 1:
        return 1 if outputs[0] > 0 else 0
    best = 0
    for j in range(1, count):
        best = j if outputs[j] > outputs[best] else best
    return best


@inner
def write_probabilities(
    outputs: Pointer, rows: int, columns: int, classes: int, estimates: Pointer
) -> None:
    """Writes the probabilities of the classes that rows of raw outputs stand for, in float64."""
    if columns == 1:
        for i in range(rows):
            output = np.float64(outputs[i])
            small = exp64(-abs(output))
            likely, unlikely = 1.0 / (1.0 + small), small / (1.0 + small)
            estimates[2 * i] = unlikely if output > 0.0 else likely
            estimates[2 * i + 1] = likely if output > 0.0 else unlikely
        return
    for i in range(rows):
        row, place = advance(outputs, i * columns), advance(estimates, i * classes)
        largest = row[0]
        for j in range(1, columns):
            largest = max(largest, row[j])
        for j in range(columns):
            place[j] = np.float64(row[j]) - np.float64(largest)
    # In a loop of its own, which vectorises.
    for i in range(rows * classes):
        estimates[i] = exp64(estimates[i])
    for i in range(rows):
        place = advance(estimates, i * classes)
        total = 0.0
        for j in range(classes):
            total += place[j]
        for j in range(classes):
            place[j] /= total


@inner
def write_numbers(outputs: Pointer, count: int, exponential: int, estimates: Pointer) -> None:
    """Writes the numbers, in the targets' units, that so many raw outputs stand for."""
    for i in range(count):
        output = float(outputs[i])
        estimates[i] = np.exp(output) if exponential else output


@inner
def judge(
    examples: Examples,
    measure: Measure,
    predictions: Predictions,
    wanted: int,
    metrics: NDArray[np.float64],
) -> None:
    """Writes metrics of a portion's predictions.

    ``wanted`` are ``ALL``, each at its place in the table; ``FEW``, those after each epoch, at
    theirs; or ``TOGETHER``, those after each epoch one after the other, as a history has them.
    """
    rows = examples.rows
    columns = measure.classes if measure.classes > 0 else examples.target_columns
    targets = matrix_view(examples.targets, rows, examples.target_columns)
    labels = matrix_view(predictions.labels, rows, 1)
    estimates = matrix_view(predictions.estimates, rows, columns)
    weights = view(predictions.ones, rows)
    about = view(pointer(measure.about, 0), measure.about.size)
    room = matrix_view(predictions.room, 4, predictions.places)
    spoiled = -1
    place = 0
    for m in range(measure.metrics.shape[0]):
        if wanted != ALL and not measure.metrics[m, EACH_EPOCH]:
            continue
        if wanted != TOGETHER:
            place = m
        judges = measure.metrics[m, JUDGES]
        if judges != CLASSES and spoiled < 0:
            spoiled = 0
            for i in range(rows * columns):
                spoiled += predictions.estimates[i] != predictions.estimates[i]
        if judges != CLASSES and spoiled > 0:
            metrics[place] = np.nan
        else:
            value = _metric_at(measure.metrics[m, ADDRESS], examples.targets)
            hyper = view(
                pointer(measure.hyper, measure.metrics[m, FIRST_HYPER]), measure.metrics[m, HYPERS]
            )
            metrics[place] = value(
                labels if judges == CLASSES else estimates, targets, weights, about, hyper, room
            )
        place += 1


@inner
def gather(metrics: NDArray[np.float64], measure: Measure, together: NDArray[np.float64]) -> None:
    """Copies the loss and the metrics after each epoch from where ``ALL`` are."""
    together[0] = metrics[0]
    place = 1
    for m in range(measure.metrics.shape[0]):
        if measure.metrics[m, EACH_EPOCH]:
            together[place] = metrics[1 + m]
            place += 1
