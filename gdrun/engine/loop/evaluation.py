"""Metrics of a network on a whole portion of the data.

For classes: loss, accuracy and macro F1; for numbers: loss, RMSE, MAE and R². A class is the
largest output's, or with one output class 1 where it is above 0.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples, load_tile
from gdrun.engine.layers.forward import tile_loss
from gdrun.engine.layers.network import LOOKING, OUTPUTS, Layers, field
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums
from gdrun.engine.loop.problem import Measure

CLASS_METRICS = ("loss", "accuracy", "macro_f1")
NUMBER_METRICS = ("loss", "rmse", "mae", "r2")


@inner
def evaluate_portion(
    theta: Pointer,
    examples: Examples,
    measure: Measure,
    layers: Layers,
    scratch: Scratch,
    natural: Pointer,
    stop: Pointer,
    metrics: NDArray[np.float64],
) -> None:
    """Writes the portion's metrics to ``metrics``, unless ``stop`` is set meanwhile.

    ``natural`` counts from 0 to the largest portion.
    """
    rows, columns = examples.rows, examples.target_columns
    last = layers.layer_count - 1
    outputs = field(layers, last, OUTPUTS)
    scale = measure.scale
    # For each class: how often it is true, predicted, and both.
    counts = np.zeros((measure.classes, 3), np.int64)
    hits = 0
    squared = np.zeros(columns)
    absolute = 0.0
    total = 0.0
    for first in range(0, rows, TILE):
        if stop[0]:
            return
        count = min(TILE, rows - first)
        inputs = load_tile(examples, natural, first, count, scratch)
        tile = advance(natural, first)
        total += tile_loss(theta, inputs, tile, count, LOOKING, layers, scratch)
        results = layer_sums(scratch.units, layers, last)
        for i in range(count):
            if measure.classes > 0:
                truth = int(scratch.targets[i])
                label = predicted_class(advance(results, i * outputs), outputs)
                counts[truth, 0] += 1
                counts[label, 1] += 1
                if label == truth:
                    counts[truth, 2] += 1
                    hits += 1
            else:
                for j in range(columns):
                    output = float(results[i * columns + j])
                    guess = np.exp(output) if measure.exponential else output
                    error = scale[j] * (guess - float(scratch.targets[i * columns + j]))
                    squared[j] += error * error
                    absolute += abs(error)
    metrics[0] = total / rows
    if measure.classes > 0:
        metrics[1] = hits / rows
        metrics[2] = macro_f1(counts)
    else:
        squares = 0.0
        for j in range(columns):
            squares += squared[j]
        metrics[1] = np.sqrt(squares / (rows * columns))
        metrics[2] = absolute / (rows * columns)
        metrics[3] = mean_r2(examples, squared, scale)


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
def macro_f1(counts: Any) -> float:
    """The mean F1 of the classes that occur, truly or as a prediction."""
    total, classes = 0.0, 0
    for k in range(counts.shape[0]):
        occurrences = counts[k, 0] + counts[k, 1]
        if occurrences > 0:
            total += 2.0 * counts[k, 2] / occurrences
            classes += 1
    return total / classes


@inner
def mean_r2(examples: Examples, squared: NDArray[np.float64], scale: NDArray[np.float64]) -> float:
    """1 − residual / total sum of squares, the mean over columns.

    A column without spread counts 1 if it is met exactly, else 0, as in scikit-learn.
    """
    rows, columns, targets = examples.rows, examples.target_columns, examples.targets
    result = 0.0
    for j in range(columns):
        mean = 0.0
        for i in range(rows):
            mean += targets[i * columns + j]
        mean /= rows
        spread = 0.0
        for i in range(rows):
            deviation = scale[j] * (targets[i * columns + j] - mean)
            spread += deviation * deviation
        if spread > 0.0:
            result += 1.0 - squared[j] / spread
        elif squared[j] == 0.0:
            result += 1.0
    return result / columns
