"""The loss and the metrics of a network on a whole portion of the data."""

from gdrun.engine.blocks.pointers import Pointer, advance
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples, load_tile, total_weight
from gdrun.engine.layers.forward import tile_loss, weighted_loss
from gdrun.engine.layers.network import LOOKING, OUTPUTS, Layers, field
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums
from gdrun.engine.loop.judging import Judging, judge, needs_probabilities
from gdrun.engine.loop.predicting import write_labels, write_numbers, write_probabilities


@inner
def evaluate_portion(
    theta: Pointer,
    examples: Examples,
    judging: Judging,
    layers: Layers,
    scratch: Scratch,
    natural: Pointer,
    stop: Pointer,
    wanted: int,
    metrics: Pointer,
) -> None:
    """Writes the portion's loss and metrics to ``metrics``, unless ``stop`` is set meanwhile.

    ``natural`` counts from 0 to the largest portion. ``wanted`` is what ``judge`` is told.
    """
    rows, columns, classes = examples.rows, examples.target_columns, judging.classes
    last = layers.layer_count - 1
    outputs = field(layers, last, OUTPUTS)
    probable = needs_probabilities(judging, wanted)
    total = 0.0
    for first in range(0, rows, TILE):
        if stop[0]:
            return
        count = min(TILE, rows - first)
        inputs = load_tile(examples, natural, first, count, scratch)
        tile = advance(natural, first)
        if judging.weighted:
            total += weighted_loss(theta, inputs, tile, count, LOOKING, examples, layers, scratch)
        else:
            total += tile_loss(theta, inputs, tile, count, LOOKING, layers, scratch)
        results = layer_sums(scratch.units, layers, last)
        if classes == 0:
            place = advance(judging.estimates, first * columns)
            write_numbers(results, count * columns, judging.exponential, place)
            continue
        write_labels(results, count, outputs, advance(judging.labels, first))
        if probable:
            place = advance(judging.estimates, first * classes)
            write_probabilities(results, count, outputs, classes, place)
    whole = total_weight(examples, natural, 0, rows) if judging.weighted else float(rows)
    metrics[0] = total / whole
    judge(examples, judging, wanted, advance(metrics, 1))
