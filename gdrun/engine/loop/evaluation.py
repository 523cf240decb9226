"""The loss and the metrics of a network on a whole portion of the data."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples, load_tile
from gdrun.engine.layers.forward import tile_loss
from gdrun.engine.layers.network import LOOKING, OUTPUTS, Layers, field
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums
from gdrun.engine.loop.judging import (
    Predictions,
    judge,
    judges_probabilities,
    write_labels,
    write_numbers,
    write_probabilities,
)
from gdrun.engine.loop.problem import Measure


@inner
def evaluate_portion(
    theta: Pointer,
    examples: Examples,
    measure: Measure,
    layers: Layers,
    scratch: Scratch,
    natural: Pointer,
    stop: Pointer,
    predictions: Predictions,
    wanted: int,
    metrics: NDArray[np.float64],
) -> None:
    """Writes the portion's loss and metrics to ``metrics``, unless ``stop`` is set meanwhile.

    ``natural`` counts from 0 to the largest portion. ``wanted`` is what ``judge`` is told.
    """
    rows, columns, classes = examples.rows, examples.target_columns, measure.classes
    last = layers.layer_count - 1
    outputs = field(layers, last, OUTPUTS)
    probable = judges_probabilities(measure, wanted)
    total = 0.0
    for first in range(0, rows, TILE):
        if stop[0]:
            return
        count = min(TILE, rows - first)
        inputs = load_tile(examples, natural, first, count, scratch)
        tile = advance(natural, first)
        total += tile_loss(theta, inputs, tile, count, LOOKING, layers, scratch)
        results = layer_sums(scratch.units, layers, last)
        if classes == 0:
            place = advance(predictions.estimates, first * columns)
            write_numbers(results, count * columns, measure.exponential, place)
            continue
        write_labels(results, count, outputs, advance(predictions.labels, first))
        if probable:
            place = advance(predictions.estimates, first * classes)
            write_probabilities(results, count, outputs, classes, place)
    metrics[0] = total / rows
    judge(examples, measure, predictions, wanted, metrics[1:])
