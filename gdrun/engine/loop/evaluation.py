"""The loss and the metrics of a network on a whole portion of the data, and its outputs."""

from typing import NamedTuple

from gdrun.engine.blocks.pointers import Pointer, advance, matrix_view, number, view
from gdrun.engine.blocks.products import copy
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples, load_tile, total_weight
from gdrun.engine.layers.forward import tile_loss, weighted_loss
from gdrun.engine.layers.network import LOOKING, OUTPUTS, Layers, field
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums
from gdrun.engine.loop.judging import Judging, judge, needs_probabilities
from gdrun.engine.loop.predicting import write_labels, write_numbers, write_probabilities


class RowOutputs(NamedTuple):
    """Where the raw outputs for each row of a portion go, and its loss."""

    wanted: int
    """Whether they are; if not, nothing is written."""
    outputs: Pointer
    losses: Pointer


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
    kept: RowOutputs,
) -> None:
    """Writes the portion's loss and metrics to ``metrics``, unless ``stop`` is set meanwhile.

    ``natural`` counts from 0 to the largest portion. ``wanted`` is what ``judge`` is told. What of
    each row is wanted goes to ``kept``.
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
        if kept.wanted:
            keep_rows(kept, first, count, layers, scratch)
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


@inner
def keep_rows(kept: RowOutputs, first: int, count: int, layers: Layers, scratch: Scratch) -> None:
    """Keeps the outputs of a tile that begins with the row ``first``, and the loss of each row."""
    last = layers.layer_count - 1
    columns, outputs = scratch.target_columns, field(layers, last, OUTPUTS)
    sums = layer_sums(scratch.units, layers, last)
    copy(sums, advance(kept.outputs, first * outputs), count * outputs)
    for i in range(count):
        # A loss gives the sum over its rows, so each is asked by itself.
        loss = layers.loss(
            matrix_view(advance(sums, i * outputs), 1, outputs),
            matrix_view(advance(scratch.targets, i * columns), 1, columns),
            view(layers.loss_hyper, layers.loss_hypers),
            matrix_view(layer_sums(scratch.deltas, layers, last), 1, outputs),
        )
        kept.losses[first + i] = number(kept.losses, loss)
