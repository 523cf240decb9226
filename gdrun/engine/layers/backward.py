"""A tile of rows back through the layers: the gradient of its loss."""

from gdrun.engine.blocks.pointers import Pointer, matrix_view, number, view
from gdrun.engine.blocks.products import multiply, multiply_vector, transpose
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.functions import backward_at, derivative_at, gradient_at
from gdrun.engine.layers.network import (
    ACTIVATION,
    BACKWARD,
    DERIVATIVE,
    GRADIENT,
    INPUTS,
    KEPT_WIDTH,
    OUTPUTS,
    SIZE,
    Layers,
    activation_hyper,
    field,
    is_dense,
    layer_biases,
    layer_hyper,
    layer_matrix,
    layer_parameters,
    layer_weights,
)
from gdrun.engine.layers.scratch import (
    Scratch,
    layer_inputs,
    layer_kept,
    layer_sums,
    layer_values,
)


@inner
def transpose_weights(theta: Pointer, layers: Layers, scratch: Scratch) -> None:
    """Lays out Wᵀ of every dense layer whose inputs need a gradient."""
    for layer in range(layers.lowest + 1, layers.layer_count):
        if is_dense(layers, layer):
            transpose(
                layer_weights(theta, layers, layer),
                layer_weights(scratch.transposed, layers, layer),
                field(layers, layer, INPUTS),
                field(layers, layer, OUTPUTS),
            )


@inner
def propagate(theta: Pointer, rows: int, factor: float, layers: Layers, scratch: Scratch) -> None:
    """Fills the deltas of all layers: ``factor`` times the loss's derivatives by the sums.

    ``tile_loss`` comes before, and ``transpose_weights`` unless there is one row alone.
    """
    if factor != 1.0:
        share, last = number(theta, factor), layers.layer_count - 1
        outer = layer_sums(scratch.deltas, layers, last)
        for i in range(rows * field(layers, last, OUTPUTS)):
            outer[i] *= share
    for layer in range(layers.layer_count - 1, layers.lowest, -1):
        inputs, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        deltas_after = layer_sums(scratch.deltas, layers, layer)
        deltas = layer_sums(scratch.deltas, layers, layer - 1)
        if not is_dense(layers, layer):
            propagate_kind(theta, rows, layers, scratch, layer)
        elif rows == 1:
            multiply_vector(
                deltas, layer_weights(theta, layers, layer), deltas_after, inputs, outputs
            )
        else:
            multiply(
                deltas, inputs, scratch.zeros, 0, deltas_after, outputs, 1,
                layer_weights(scratch.transposed, layers, layer), inputs,
                rows, inputs, outputs,
            )  # fmt: skip
        if field(layers, layer - 1, ACTIVATION) != 0:
            pass_activation(rows, layers, scratch, layer - 1)


@inner
def propagate_kind(theta: Pointer, rows: int, layers: Layers, scratch: Scratch, layer: int) -> None:
    """From the deltas of a layer that is a kind of its own to those of the layer before it."""
    kept = layer_kept(scratch, layers, layer)
    before = layer - 1
    backward_at(field(layers, layer, BACKWARD), theta)(
        layer_matrix(layer_values(scratch, layers, before), rows, layers, before),
        layer_parameters(theta, layers, layer),
        layer_hyper(layers, layer),
        matrix_view(kept, rows, field(layers, layer, KEPT_WIDTH)),
        layer_matrix(layer_sums(scratch.deltas, layers, layer), rows, layers, layer),
        layer_matrix(layer_sums(scratch.deltas, layers, before), rows, layers, before),
    )


@inlined
def pass_activation(rows: int, layers: Layers, scratch: Scratch, layer: int) -> None:
    """Makes of a layer's derivatives by its values, in the deltas, those by its sums."""
    size = rows * field(layers, layer, OUTPUTS)
    sums = layer_sums(scratch.units, layers, layer)
    values = layer_values(scratch, layers, layer)
    derivative_at(field(layers, layer, DERIVATIVE), sums)(
        view(sums, size),
        view(values, size),
        activation_hyper(layers, layer),
        view(scratch.slopes, size),
    )
    deltas = layer_sums(scratch.deltas, layers, layer)
    for i in range(size):
        deltas[i] *= scratch.slopes[i]


@inner
def add_gradient(
    theta: Pointer,
    gradient: Pointer,
    inputs: Pointer,
    rows: int,
    is_first: bool,
    layers: Layers,
    scratch: Scratch,
) -> None:
    """Adds the gradient that the tile's deltas stand for; the first tile overwrites."""
    for layer in range(layers.lowest, layers.layer_count):
        values = layer_inputs(inputs, scratch, layers, layer)
        if not is_dense(layers, layer):
            if field(layers, layer, SIZE) > 0:
                add_kind_gradient(theta, gradient, values, rows, is_first, layers, scratch, layer)
            continue
        width, outputs = field(layers, layer, INPUTS), field(layers, layer, OUTPUTS)
        deltas = layer_sums(scratch.deltas, layers, layer)
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


@inner
def add_kind_gradient(
    theta: Pointer,
    gradient: Pointer,
    values: Pointer,
    rows: int,
    is_first: bool,
    layers: Layers,
    scratch: Scratch,
    layer: int,
) -> None:
    """Adds the gradient of a layer that is a kind of its own, which was given ``values``."""
    slopes = layer_parameters(gradient, layers, layer)
    if is_first:
        slopes[:] = 0
    kept = layer_kept(scratch, layers, layer)
    gradient_at(field(layers, layer, GRADIENT), theta)(
        matrix_view(values, rows, field(layers, layer, INPUTS)),
        layer_parameters(theta, layers, layer),
        layer_hyper(layers, layer),
        matrix_view(kept, rows, field(layers, layer, KEPT_WIDTH)),
        layer_matrix(layer_sums(scratch.deltas, layers, layer), rows, layers, layer),
        slopes,
    )
