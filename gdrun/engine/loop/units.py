"""What the units of a trained network do on some training rows, and how far gradients reach."""

import numpy as np

from gdrun.engine.blocks.pointers import Pointer, advance, aligned, keep_alive, pointer
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.backward import propagate, transpose_weights
from gdrun.engine.layers.examples import Examples, load_tile
from gdrun.engine.layers.forward import tile_loss
from gdrun.engine.layers.network import (
    ACTIVATION,
    INPUTS,
    LOOKING,
    OUTPUTS,
    Layers,
    Matrix,
    Vector,
    field,
    is_dense,
    layer_biases,
    layer_weights,
)
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums, layer_values

LOOKED_AT = 64
"""So many training rows, spread evenly, are looked at."""

SAME, ALIKE, SLOPE = range(3)
MEASURES = 3
"""What is found of a layer, see ``look_at_units``."""

_SAME = 1e-4
"""Values that differ by no more than this part of them are the same."""


@inner
def look_at_units(
    theta: Vector,
    examples: Examples,
    order: Vector,
    layers: Layers,
    scratch: Scratch,
    found: Matrix,
) -> None:
    """Writes to ``found`` (layers, MEASURES) what is seen of each layer; NaN stays elsewhere.

    SAME is the number of units whose value is the same on all rows, where there is an activation.
    ALIKE is 1 if all units of a dense layer before the last have equal weights and biases, else 0.
    SLOPE is the root mean square of the loss's derivatives by the layer's sums, if all layers are
    dense: others need not keep for the way back what they are only looked at. ``order`` is
    overwritten.
    """
    rows, units, dense = min(LOOKED_AT, examples.rows), 0, True
    for i in range(rows):
        order[i] = i * examples.rows // rows
    for layer in range(layers.layer_count):
        units += field(layers, layer, OUTPUTS)
        dense &= is_dense(layers, layer)
    # Of each unit, as sums over all rows and units at once do not vectorise.
    low, high, squares = aligned(units, theta), aligned(units, theta), aligned(units, theta)
    low[:] = np.inf
    high[:] = -np.inf
    squares[:] = 0
    parameters = pointer(theta, 0)
    if dense:
        transpose_weights(parameters, layers, scratch)
    for first in range(0, rows, TILE):
        count = min(TILE, rows - first)
        inputs = load_tile(examples, pointer(order, 0), first, count, scratch)
        tile_loss(parameters, inputs, pointer(order, first), count, LOOKING, layers, scratch)
        if dense:
            propagate(parameters, count, 1.0, layers, scratch)
        place = 0
        for layer in range(layers.layer_count):
            width = field(layers, layer, OUTPUTS)
            values, deltas = (
                layer_values(scratch, layers, layer),
                layer_sums(scratch.deltas, layers, layer),
            )
            for i in range(count):
                widen(advance(values, i * width), width, pointer(low, place), pointer(high, place))
                if dense:
                    add_squares(advance(deltas, i * width), width, pointer(squares, place))
            place += width
    place = 0
    for layer in range(layers.layer_count):
        width = field(layers, layer, OUTPUTS)
        same, total = 0, 0.0
        for j in range(place, place + width):
            # Not a number is the same as nothing.
            same += are_same(float(low[j]), float(high[j]))
            total += float(squares[j])
        if field(layers, layer, ACTIVATION) != 0:
            found[layer, SAME] = same
        if is_dense(layers, layer) and layer + 1 < layers.layer_count:
            found[layer, ALIKE] = are_alike(parameters, layers, layer)
        if dense:
            found[layer, SLOPE] = np.sqrt(total / (rows * width))
        place += width
    keep_alive((low, high, squares))


@inner
def widen(values: Pointer, width: int, low: Pointer, high: Pointer) -> None:
    """Takes a row of values into the least and the largest of each unit."""
    for j in range(width):
        value, least, largest = values[j], low[j], high[j]
        low[j] = value if value < least else least
        high[j] = value if value > largest else largest


@inner
def add_squares(values: Pointer, width: int, squares: Pointer) -> None:
    """Adds the square of each of a row's values to its unit's."""
    for j in range(width):
        squares[j] += values[j] * values[j]


@inner
def are_same(a: float, b: float) -> bool:
    """Whether two numbers are, but for rounding."""
    return abs(a - b) <= _SAME * max(abs(a), abs(b))


@inner
def are_alike(theta: Pointer, layers: Layers, layer: int) -> bool:
    """Whether a dense layer has several units, and all have equal weights and biases."""
    width, units = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
    weights, biases = layer_weights(theta, layers, layer), layer_biases(theta, layers, layer)
    for j in range(1, units):
        if not are_same(float(biases[0]), float(biases[j])):
            return False
        for i in range(width):
            if not are_same(float(weights[i * units]), float(weights[i * units + j])):
                return False
    return units > 1
