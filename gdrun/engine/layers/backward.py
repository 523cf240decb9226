"""A tile of rows back through the layers: the gradient of its loss."""

from gdrun.engine.blocks.pointers import Pointer, number, view
from gdrun.engine.blocks.products import multiply, multiply_vector, transpose
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.forward import layer_values
from gdrun.engine.layers.network import Layers, layer_biases, layer_weights
from gdrun.engine.layers.scratch import Scratch, layer_place


@inner
def transpose_weights(theta: Pointer, layers: Layers, scratch: Scratch) -> None:
    """Lays out Wᵀ of every layer but the first, whose inputs need no gradient."""
    for layer in range(1, layers.last):
        transpose(
            layer_weights(theta, layers, layer), layer_weights(scratch.transposed, layers, layer),
            layers.sizes[layer], layers.sizes[layer + 1],
        )  # fmt: skip


@inner
def propagate(theta: Pointer, rows: int, factor: float, layers: Layers, scratch: Scratch) -> None:
    """Fills the deltas of all layers: ``factor`` times the loss's derivatives by the sums.

    ``tile_loss`` comes before, and ``transpose_weights`` unless there is one row alone.
    """
    if factor != 1.0:
        share = number(theta, factor)
        outer = layer_place(scratch.deltas, scratch, layers.last)
        for i in range(rows * layers.sizes[layers.last]):
            outer[i] *= share
    for layer in range(layers.last - 1, 0, -1):
        inputs, outputs = layers.sizes[layer], layers.sizes[layer + 1]
        deltas_after = layer_place(scratch.deltas, scratch, layer + 1)
        deltas = layer_place(scratch.deltas, scratch, layer)
        if rows == 1:
            multiply_vector(
                deltas, layer_weights(theta, layers, layer), deltas_after, inputs, outputs
            )
        else:
            multiply(
                deltas, inputs, scratch.zeros, 0, deltas_after, outputs, 1,
                layer_weights(scratch.transposed, layers, layer), inputs,
                rows, inputs, outputs,
            )  # fmt: skip
        pass_activation(layer, rows, layers, scratch)


@inlined
def pass_activation(layer: int, rows: int, layers: Layers, scratch: Scratch) -> None:
    """Makes of a hidden layer's derivatives by its values, in the deltas, those by its sums."""
    size = rows * layers.sizes[layer]
    sums = layer_place(scratch.sums, scratch, layer)
    values = layer_place(scratch.values, scratch, layer)
    hyper = view(layers.activation_hyper, layers.activation_hypers)
    layers.derivative(view(sums, size), view(values, size), hyper, view(scratch.slopes, size))
    deltas = layer_place(scratch.deltas, scratch, layer)
    for i in range(size):
        deltas[i] *= scratch.slopes[i]


@inner
def add_gradient(
    gradient: Pointer, inputs: Pointer, rows: int, is_first: bool, layers: Layers, scratch: Scratch
) -> None:
    """Adds the gradient that the tile's deltas stand for; the first tile overwrites."""
    for layer in range(layers.last):
        width, outputs = layers.sizes[layer], layers.sizes[layer + 1]
        values = layer_values(inputs, scratch, layer)
        deltas = layer_place(scratch.deltas, scratch, layer + 1)
        weights = layer_weights(gradient, layers, layer)
        before, before_stride = (scratch.zeros, 0) if is_first else (weights, outputs)
        multiply(
            weights, outputs, before, before_stride, values, 1, width, deltas, outputs,
            width, outputs, rows,
        )  # fmt: skip
        # The sums of the deltas' columns: a product with ones.
        biases = layer_biases(gradient, layers, layer)
        multiply(
            biases, outputs, scratch.zeros if is_first else biases, 0, scratch.one, 0, 0,
            deltas, outputs,
            1, outputs, rows,
        )  # fmt: skip
