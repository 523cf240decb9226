"""A tile of rows forward through the layers: its outputs, and its loss."""

from gdrun.engine.blocks.pointers import Pointer, advance, matrix_view, number, view
from gdrun.engine.blocks.products import multiply, multiply_row
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.examples import Examples
from gdrun.engine.layers.functions import activation_at, forward_at
from gdrun.engine.layers.network import (
    ACTIVATION,
    FORWARD,
    INPUTS,
    KEPT_WIDTH,
    OUTPUTS,
    STREAM,
    Layers,
    Moment,
    activation_hyper,
    field,
    is_dense,
    layer_biases,
    layer_hyper,
    layer_matrix,
    layer_parameters,
    layer_state,
    layer_weights,
)
from gdrun.engine.layers.scratch import (
    Scratch,
    layer_inputs,
    layer_kept,
    layer_sums,
    layer_values,
)
from gdrun.engine.random.counter import mixed


@inner
def forward(
    theta: Pointer,
    inputs: Pointer,
    order: Pointer,
    rows: int,
    moment: Moment,
    layers: Layers,
    scratch: Scratch,
) -> None:
    """Computes the raw outputs of ``rows`` inputs: the sums of the last layer.

    ``order`` holds the rows' numbers in the data.
    """
    for layer in range(layers.layer_count):
        width, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        sums = layer_sums(scratch.units, layers, layer)
        values = layer_inputs(inputs, scratch, layers, layer)
        if is_dense(layers, layer):
            weights = layer_weights(theta, layers, layer)
            biases = layer_biases(theta, layers, layer)
            if rows == 1:
                multiply_row(sums, biases, values, weights, outputs, width)
            else:
                multiply(
                    sums, outputs, biases, 0, values, width, 1, weights, outputs,
                    rows, outputs, width,
                )  # fmt: skip
        else:
            pass_kind(theta, values, order, rows, moment, layers, scratch, layer)
        if field(layers, layer, ACTIVATION) != 0:
            activate(sums, rows * outputs, layers, scratch, layer)


@inner
def pass_kind(
    theta: Pointer,
    values: Pointer,
    order: Pointer,
    rows: int,
    moment: Moment,
    layers: Layers,
    scratch: Scratch,
    layer: int,
) -> None:
    """Computes the sums of a layer that is a kind of its own."""
    kept = layer_kept(scratch, layers, layer)
    forward_at(field(layers, layer, FORWARD), theta)(
        matrix_view(values, rows, field(layers, layer, INPUTS)),
        layer_parameters(theta, layers, layer),
        layer_hyper(layers, layer),
        layer_state(theta, layers, layer),
        moment.training,
        mixed(moment.seed, field(layers, layer, STREAM)),
        moment.step,
        view(order, rows),
        layer_matrix(layer_sums(scratch.units, layers, layer), rows, layers, layer),
        matrix_view(kept, rows, field(layers, layer, KEPT_WIDTH)),
    )


@inlined
def activate(sums: Pointer, size: int, layers: Layers, scratch: Scratch, layer: int) -> None:
    """Makes values of a layer's sums."""
    values = layer_values(scratch, layers, layer)
    activation_at(field(layers, layer, ACTIVATION), sums)(
        view(sums, size), activation_hyper(layers, layer), view(values, size)
    )


@inner
def tile_loss(
    theta: Pointer,
    inputs: Pointer,
    order: Pointer,
    rows: int,
    moment: Moment,
    layers: Layers,
    scratch: Scratch,
) -> float:
    """The sum of the loaded tile's losses; its derivatives by the outputs go to the deltas."""
    forward(theta, inputs, order, rows, moment, layers, scratch)
    return output_loss(scratch.targets, rows, layers, scratch)


@inner
def weighted_loss(
    theta: Pointer,
    inputs: Pointer,
    order: Pointer,
    rows: int,
    moment: Moment,
    examples: Examples,
    layers: Layers,
    scratch: Scratch,
) -> float:
    """As ``tile_loss``, with each row's loss and its derivatives times the row's weight, if any."""
    if not examples.weighted:
        return tile_loss(theta, inputs, order, rows, moment, layers, scratch)
    forward(theta, inputs, order, rows, moment, layers, scratch)
    last = layers.layer_count - 1
    columns, outputs = scratch.target_columns, field(layers, last, OUTPUTS)
    sums = layer_sums(scratch.units, layers, last)
    deltas = layer_sums(scratch.deltas, layers, last)
    total = 0.0
    for i in range(rows):
        # A loss gives the sum over its rows, so each is asked by itself.
        weight = examples.weights[order[i]]
        slopes = advance(deltas, i * outputs)
        total += weight * layers.loss(
            matrix_view(advance(sums, i * outputs), 1, outputs),
            matrix_view(advance(scratch.targets, i * columns), 1, columns),
            view(layers.loss_hyper, layers.loss_hypers),
            matrix_view(slopes, 1, outputs),
        )
        factor = number(theta, weight)
        for j in range(outputs):
            slopes[j] *= factor
    return total


@inlined
def output_loss(targets: Pointer, rows: int, layers: Layers, scratch: Scratch) -> float:
    """The sum of the losses of outputs that are there; its derivatives go to the deltas."""
    last = layers.layer_count - 1
    return layers.loss(
        layer_matrix(layer_sums(scratch.units, layers, last), rows, layers, last),
        matrix_view(targets, rows, scratch.target_columns),
        view(layers.loss_hyper, layers.loss_hypers),
        layer_matrix(layer_sums(scratch.deltas, layers, last), rows, layers, last),
    )
