"""Plain descent on one example a step, where each layer's gradient is of rank one.

The gradient is not written down: when all deltas are known, each weight is read and written once.
A narrow layer's rows, of fewer outputs than a vector has lanes, would all be written under a mask,
which takes twice as long: its weights are turned for as long as the epoch lasts.
"""

from gdrun.engine.blocks.pointers import Pointer, advance, lanes_of, number
from gdrun.engine.blocks.products import (
    add_outer,
    add_outer_and_multiply_row,
    multiply_row,
    multiply_vector,
    transpose,
)
from gdrun.engine.compile.compiling import inlined
from gdrun.engine.layers.backward import pass_activation
from gdrun.engine.layers.examples import Examples
from gdrun.engine.layers.forward import activate, output_loss
from gdrun.engine.layers.network import (
    INPUTS,
    OUTPUTS,
    Layers,
    field,
    layer_biases,
    layer_weights,
)
from gdrun.engine.layers.scratch import Scratch, layer_inputs, layer_sums


@inlined
def turn_weights(theta: Pointer, layers: Layers, scratch: Scratch) -> None:
    """Lays out Wᵀ of every narrow layer: what ``descend`` works with."""
    for layer in range(layers.layer_count):
        if is_narrow(layer, theta, layers):
            transpose(
                layer_weights(theta, layers, layer),
                layer_weights(scratch.transposed, layers, layer),
                field(layers, layer, INPUTS),
                field(layers, layer, OUTPUTS),
            )


@inlined
def turn_back(theta: Pointer, layers: Layers, scratch: Scratch) -> None:
    """Brings the narrow layers' weights back to theta, after some steps of ``descend``."""
    for layer in range(layers.layer_count):
        if is_narrow(layer, theta, layers):
            transpose(
                layer_weights(scratch.transposed, layers, layer),
                layer_weights(theta, layers, layer),
                field(layers, layer, OUTPUTS),
                field(layers, layer, INPUTS),
            )


@inlined
def is_narrow(layer: int, theta: Pointer, layers: Layers) -> bool:
    """Whether a layer of weights is turned: only where that gives rows which fill a vector."""
    return field(layers, layer, OUTPUTS) < lanes_of(theta) <= field(layers, layer, INPUTS)


@inlined
def descend(
    theta: Pointer,
    order: Pointer,
    at: int,
    rate: float,
    examples: Examples,
    layers: Layers,
    scratch: Scratch,
) -> float:
    """One step on the example ``order[at]``, the epoch's steps being made in turn; its loss.

    Its last act is to begin the next step, unless there is none: the new weights of the first layer
    meet the next example while they are at hand.
    """
    row = order[at]
    inputs = advance(examples.inputs, row * examples.columns)
    targets = advance(examples.targets, row * examples.target_columns)
    follows = at + 1 < examples.rows and not is_narrow(0, theta, layers)
    following = advance(examples.inputs, order[at + 1] * examples.columns) if follows else inputs
    is_begun = at > 0 and not is_narrow(0, theta, layers)
    compute_outputs(theta, inputs, is_begun, layers, scratch)
    total = output_loss(targets, 1, layers, scratch)
    compute_deltas(theta, layers, scratch)
    add_rank_one(theta, inputs, -rate, follows, following, layers, scratch)
    return total


@inlined
def compute_outputs(
    theta: Pointer, inputs: Pointer, is_begun: bool, layers: Layers, scratch: Scratch
) -> None:
    """The network forward; if the step ``is_begun``, the first layer's sums are there."""
    for layer in range(layers.layer_count):
        width, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        weights, biases = layer_weights(theta, layers, layer), layer_biases(theta, layers, layer)
        sums = layer_sums(scratch.units, layers, layer)
        values = layer_inputs(inputs, scratch, layers, layer)
        if is_narrow(layer, theta, layers):
            turned = layer_weights(scratch.transposed, layers, layer)
            multiply_vector(sums, turned, values, outputs, width)
            for j in range(outputs):
                sums[j] += biases[j]
        elif layer > 0 or not is_begun:
            multiply_row(sums, biases, values, weights, outputs, width)
        if layer < layers.layer_count - 1:
            activate(sums, outputs, layers, scratch, layer)


@inlined
def compute_deltas(theta: Pointer, layers: Layers, scratch: Scratch) -> None:
    """The loss's derivatives by the hidden layers' sums, from those by the outputs."""
    for layer in range(layers.layer_count - 1, 0, -1):
        inputs, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        deltas = layer_sums(scratch.deltas, layers, layer - 1)
        deltas_after = layer_sums(scratch.deltas, layers, layer)
        if is_narrow(layer, theta, layers):
            turned = layer_weights(scratch.transposed, layers, layer)
            multiply_row(deltas, scratch.zeros, deltas_after, turned, inputs, outputs)
        else:
            weights = layer_weights(theta, layers, layer)
            multiply_vector(deltas, weights, deltas_after, inputs, outputs)
        pass_activation(1, layers, scratch, layer - 1)


@inlined
def add_rank_one(
    theta: Pointer,
    inputs: Pointer,
    factor: float,
    follows: bool,
    following: Pointer,
    layers: Layers,
    scratch: Scratch,
) -> None:
    """Adds ``factor`` times the gradient; if a row ``follows``, computes its first layer's sums."""
    share = number(theta, factor)
    for layer in range(layers.layer_count):
        width, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        weights, biases = layer_weights(theta, layers, layer), layer_biases(theta, layers, layer)
        values = layer_inputs(inputs, scratch, layers, layer)
        deltas = layer_sums(scratch.deltas, layers, layer)
        for j in range(outputs):
            biases[j] += share * deltas[j]
        if is_narrow(layer, theta, layers):
            turned = layer_weights(scratch.transposed, layers, layer)
            add_outer(turned, deltas, values, share, outputs, width)
        elif layer == 0 and follows:
            sums = layer_sums(scratch.units, layers, 0)
            add_outer_and_multiply_row(
                weights, values, deltas, share, width, outputs, sums, biases, following
            )
        else:
            add_outer(weights, values, deltas, share, width, outputs)
