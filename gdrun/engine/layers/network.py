"""The network on one tile of rows: its outputs, and the gradient of its loss.

``theta`` holds W0 row-major with shape (inputs, outputs), then b0, W1, b1, …; ``sizes`` the
widths of the layers, the input's first. A batch is worked through in tiles of at most ``TILE``
rows, which stay in the first-level cache while the gradient accumulates.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import (
    Pointer,
    advance,
    aligned,
    matrix_view,
    number,
    pointer,
    view,
)
from gdrun.engine.blocks.products import (
    copy,
    multiply,
    multiply_row,
    multiply_vector,
    transpose,
)
from gdrun.engine.compile.compiling import inlined, inner

TILE = 32
"""Rows of a tile. A constant, for the order of summation, and so the bits, depend on it."""

Vector = NDArray[Any]
Matrix = NDArray[Any]
Function = Any
"""A kernel, passed as an argument so that the loops need no compilation of their own for it."""


class Network(NamedTuple):
    """The network's form, and what its kernels read besides the data."""

    sizes: NDArray[np.int64]
    activation_hyper: Vector
    loss_hyper: Vector


class Portion(NamedTuple):
    """One part of the data, read-only: inputs (rows, features) and targets (rows, columns)."""

    inputs: Matrix
    targets: Matrix


class Examples(NamedTuple):
    """A portion, as pointers: whoever makes one keeps the portion alive."""

    inputs: Pointer
    targets: Pointer
    rows: int
    columns: int
    target_columns: int


@inner
def examples_of(portion: Portion) -> Examples:
    """The portion's examples."""
    rows, columns = portion.inputs.shape
    return Examples(
        pointer(portion.inputs, 0), pointer(portion.targets, 0),
        rows, columns, portion.targets.shape[1],
    )  # fmt: skip


class Buffers(NamedTuple):
    """The arrays behind a ``Scratch``."""

    starts: NDArray[np.int64]
    weights: NDArray[np.int64]
    sums: Vector
    inputs: Vector
    values: Vector
    deltas: Vector
    transposed: Vector
    targets: Vector
    slopes: Vector
    zeros: Vector
    one: Vector


class Scratch(NamedTuple):
    """The network, and room for a tile's work; all pointers, for those cost nothing to hand on.

    A layer's rows lie together from ``TILE · starts[layer]``; the input is layer 0.
    """

    last: int
    """The output's layer; there are as many layers of weights."""
    sizes: Pointer
    starts: Pointer
    """For each layer the number of units before it."""
    weights: Pointer
    """For each layer of weights where its W begins in theta; its b follows."""
    sums: Pointer
    """z: weighted sums."""
    inputs: Pointer
    """Rows of inputs that do not lie together where they come from."""
    values: Pointer
    """a: what the hidden layers hand on."""
    deltas: Pointer
    """The loss's derivatives by z."""
    transposed: Pointer
    """The weights, each W as (outputs, inputs), at the places they have in theta."""
    targets: Pointer
    target_columns: int
    slopes: Pointer
    """The activation's derivatives for one layer."""
    zeros: Pointer
    """As many as the widest layer has units."""
    one: Pointer
    """A single 1."""
    activation_hyper: Pointer
    activation_hypers: int
    loss_hyper: Pointer
    loss_hypers: int
    parameters: int
    """The length of theta."""


@inner
def make_buffers(sizes: NDArray[np.int64], theta: Vector, target_columns: int) -> Buffers:
    """Arrays for tiles of a network with these ``sizes``, in theta's dtype."""
    layers = sizes.size
    starts = np.zeros(layers, np.int64)
    weights = np.zeros(layers, np.int64)
    widest = sizes[0]
    for layer in range(1, layers):
        widest = max(widest, sizes[layer])
        starts[layer] = starts[layer - 1] + sizes[layer - 1]
        weights[layer] = weights[layer - 1] + (sizes[layer - 1] + 1) * sizes[layer]
    units = TILE * (starts[layers - 1] + sizes[layers - 1])
    return Buffers(
        starts,
        weights,
        aligned(units, theta),
        aligned(TILE * sizes[0], theta),
        aligned(units, theta),
        aligned(units, theta),
        aligned(theta.size, theta),
        aligned(TILE * target_columns, theta),
        aligned(TILE * widest, theta),
        np.zeros(widest, theta.dtype),
        np.ones(1, theta.dtype),
    )


@inner
def make_scratch(buffers: Buffers, network: Network) -> Scratch:
    """Scratch in these buffers, which the caller keeps alive, as it does the network."""
    return Scratch(
        network.sizes.size - 1,
        pointer(network.sizes, 0),
        pointer(buffers.starts, 0),
        pointer(buffers.weights, 0),
        pointer(buffers.sums, 0),
        pointer(buffers.inputs, 0),
        pointer(buffers.values, 0),
        pointer(buffers.deltas, 0),
        pointer(buffers.transposed, 0),
        pointer(buffers.targets, 0),
        buffers.targets.size // TILE,
        pointer(buffers.slopes, 0),
        pointer(buffers.zeros, 0),
        pointer(buffers.one, 0),
        pointer(network.activation_hyper, 0),
        network.activation_hyper.size,
        pointer(network.loss_hyper, 0),
        network.loss_hyper.size,
        buffers.transposed.size,
    )


@inner
def transpose_weights(theta: Pointer, scratch: Scratch) -> None:
    """Lays out Wᵀ of every layer but the first, whose inputs need no gradient."""
    for layer in range(1, scratch.last):
        start = scratch.weights[layer]
        transpose(
            advance(theta, start), advance(scratch.transposed, start),
            scratch.sizes[layer], scratch.sizes[layer + 1],
        )  # fmt: skip


@inner
def load_tile(
    examples: Examples, order: Pointer, first: int, rows: int, scratch: Scratch
) -> Pointer:
    """Gathers the rows ``order[first : first + rows]``; returns where their inputs are.

    Inputs that lie together already stay where they are.
    """
    start = order[first]
    consecutive = 1
    while consecutive < rows and order[first + consecutive] == start + consecutive:
        consecutive += 1
    columns, target_columns = examples.columns, examples.target_columns
    if consecutive == rows:
        copy(
            advance(examples.targets, start * target_columns),
            scratch.targets,
            rows * target_columns,
        )
        return advance(examples.inputs, start * columns)
    for i in range(rows):
        row = order[first + i]
        copy(advance(examples.inputs, row * columns), advance(scratch.inputs, i * columns), columns)
        for j in range(target_columns):
            scratch.targets[i * target_columns + j] = examples.targets[row * target_columns + j]
    return scratch.inputs


@inlined
def layer_values(inputs: Pointer, layer: int, scratch: Scratch) -> Pointer:
    """What a layer hands on: of layer 0 that is ``inputs``."""
    return inputs if layer == 0 else layer_place(scratch.values, scratch, layer)


@inlined
def layer_place(buffer: Pointer, scratch: Scratch, layer: int) -> Pointer:
    """Where in a buffer a layer's rows begin."""
    return advance(buffer, TILE * scratch.starts[layer])


@inner
def forward(
    theta: Pointer, inputs: Pointer, rows: int, activation: Function, scratch: Scratch
) -> None:
    """Computes the raw outputs of ``rows`` inputs: the sums of the last layer."""
    hyper = view(scratch.activation_hyper, scratch.activation_hypers)
    for layer in range(scratch.last):
        width, outputs = scratch.sizes[layer], scratch.sizes[layer + 1]
        weights = advance(theta, scratch.weights[layer])
        sums = layer_place(scratch.sums, scratch, layer + 1)
        biases, values = advance(weights, width * outputs), layer_values(inputs, layer, scratch)
        if rows == 1:
            multiply_row(sums, biases, values, weights, outputs, width)
        else:
            multiply(
                sums, outputs, biases, 0, values, width, 1, weights, outputs,
                rows, outputs, width,
            )  # fmt: skip
        if layer < scratch.last - 1:
            values = layer_place(scratch.values, scratch, layer + 1)
            activation(view(sums, rows * outputs), hyper, view(values, rows * outputs))


@inner
def tile_loss(
    theta: Pointer,
    inputs: Pointer,
    rows: int,
    activation: Function,
    loss: Function,
    scratch: Scratch,
) -> float:
    """The sum of the loaded tile's losses; its derivatives by the outputs go to the deltas."""
    forward(theta, inputs, rows, activation, scratch)
    return output_loss(scratch.targets, rows, loss, scratch)


@inlined
def output_loss(targets: Pointer, rows: int, loss: Function, scratch: Scratch) -> float:
    """The sum of the losses of outputs that are there; its derivatives go to the deltas."""
    outputs = scratch.sizes[scratch.last]
    return loss(
        matrix_view(layer_place(scratch.sums, scratch, scratch.last), rows, outputs),
        matrix_view(targets, rows, scratch.target_columns),
        view(scratch.loss_hyper, scratch.loss_hypers),
        matrix_view(layer_place(scratch.deltas, scratch, scratch.last), rows, outputs),
    )


@inner
def propagate(
    theta: Pointer, rows: int, factor: float, derivative: Function, scratch: Scratch
) -> None:
    """Fills the deltas of all layers: ``factor`` times the loss's derivatives by the sums.

    ``tile_loss`` comes before, and ``transpose_weights`` unless there is one row alone.
    """
    if factor != 1.0:
        share = number(theta, factor)
        outer = layer_place(scratch.deltas, scratch, scratch.last)
        for i in range(rows * scratch.sizes[scratch.last]):
            outer[i] *= share
    for layer in range(scratch.last - 1, 0, -1):
        inputs, outputs = scratch.sizes[layer], scratch.sizes[layer + 1]
        deltas_after = layer_place(scratch.deltas, scratch, layer + 1)
        deltas = layer_place(scratch.deltas, scratch, layer)
        if rows == 1:
            multiply_vector(
                deltas, advance(theta, scratch.weights[layer]), deltas_after, inputs, outputs
            )  # fmt: skip
        else:
            multiply(
                deltas, inputs, scratch.zeros, 0, deltas_after, outputs, 1,
                advance(scratch.transposed, scratch.weights[layer]), inputs,
                rows, inputs, outputs,
            )  # fmt: skip
        pass_activation(layer, rows, derivative, scratch)


@inlined
def pass_activation(layer: int, rows: int, derivative: Function, scratch: Scratch) -> None:
    """Makes of a hidden layer's derivatives by its values, in the deltas, those by its sums."""
    size = rows * scratch.sizes[layer]
    sums = layer_place(scratch.sums, scratch, layer)
    values = layer_place(scratch.values, scratch, layer)
    hyper = view(scratch.activation_hyper, scratch.activation_hypers)
    derivative(view(sums, size), view(values, size), hyper, view(scratch.slopes, size))
    deltas = layer_place(scratch.deltas, scratch, layer)
    for i in range(size):
        deltas[i] *= scratch.slopes[i]


@inner
def add_gradient(
    gradient: Pointer, inputs: Pointer, rows: int, is_first: bool, scratch: Scratch
) -> None:
    """Adds the gradient that the tile's deltas stand for; the first tile overwrites."""
    for layer in range(scratch.last):
        width, outputs = scratch.sizes[layer], scratch.sizes[layer + 1]
        values = layer_values(inputs, layer, scratch)
        deltas = layer_place(scratch.deltas, scratch, layer + 1)
        slopes = advance(gradient, scratch.weights[layer])
        before, before_stride = (scratch.zeros, 0) if is_first else (slopes, outputs)
        multiply(
            slopes, outputs, before, before_stride, values, 1, width, deltas, outputs,
            width, outputs, rows,
        )  # fmt: skip
        # The sums of the deltas' columns: a product with ones.
        biases = advance(slopes, width * outputs)
        multiply(
            biases, outputs, scratch.zeros if is_first else biases, 0, scratch.one, 0, 0,
            deltas, outputs,
            1, outputs, rows,
        )  # fmt: skip
