"""A tile of rows forward through the layers: its outputs, and its loss."""

from gdrun.engine.blocks.pointers import Pointer, matrix_view, view
from gdrun.engine.blocks.products import multiply, multiply_row
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.network import Layers, layer_biases, layer_weights
from gdrun.engine.layers.scratch import Scratch, layer_place


@inlined
def layer_values(inputs: Pointer, scratch: Scratch, layer: int) -> Pointer:
    """What a layer hands on: of layer 0 that is ``inputs``."""
    return inputs if layer == 0 else layer_place(scratch.values, scratch, layer)


@inner
def forward(theta: Pointer, inputs: Pointer, rows: int, layers: Layers, scratch: Scratch) -> None:
    """Computes the raw outputs of ``rows`` inputs: the sums of the last layer."""
    hyper = view(layers.activation_hyper, layers.activation_hypers)
    for layer in range(layers.last):
        width, outputs = layers.sizes[layer], layers.sizes[layer + 1]
        weights, biases = layer_weights(theta, layers, layer), layer_biases(theta, layers, layer)
        sums = layer_place(scratch.sums, scratch, layer + 1)
        values = layer_values(inputs, scratch, layer)
        if rows == 1:
            multiply_row(sums, biases, values, weights, outputs, width)
        else:
            multiply(
                sums, outputs, biases, 0, values, width, 1, weights, outputs,
                rows, outputs, width,
            )  # fmt: skip
        if layer < layers.last - 1:
            values = layer_place(scratch.values, scratch, layer + 1)
            layers.activation(view(sums, rows * outputs), hyper, view(values, rows * outputs))


@inner
def tile_loss(
    theta: Pointer, inputs: Pointer, rows: int, layers: Layers, scratch: Scratch
) -> float:
    """The sum of the loaded tile's losses; its derivatives by the outputs go to the deltas."""
    forward(theta, inputs, rows, layers, scratch)
    return output_loss(scratch.targets, rows, layers, scratch)


@inlined
def output_loss(targets: Pointer, rows: int, layers: Layers, scratch: Scratch) -> float:
    """The sum of the losses of outputs that are there; its derivatives go to the deltas."""
    outputs = layers.sizes[layers.last]
    return layers.loss(
        matrix_view(layer_place(scratch.sums, scratch, layers.last), rows, outputs),
        matrix_view(targets, rows, scratch.target_columns),
        view(layers.loss_hyper, layers.loss_hypers),
        matrix_view(layer_place(scratch.deltas, scratch, layers.last), rows, outputs),
    )
