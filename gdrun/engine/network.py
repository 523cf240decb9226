"""The network on one tile of rows: its outputs, and the gradient of its loss.

``theta`` holds W0 row-major with shape (inputs, outputs), then b0, W1, b1, …; ``sizes`` the
widths of the layers, the input's first. A batch is worked through in tiles of at most ``TILE``
rows, which stay in the first-level cache while the gradient accumulates.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compiling import inner
from gdrun.engine.memory import Pointer, matrix_view, pointer, view
from gdrun.engine.products import multiply, transpose

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


class Scratch(NamedTuple):
    """Arrays for a tile's work; a layer's rows lie together from ``TILE · starts[layer]``."""

    starts: NDArray[np.int64]
    """For each layer the number of units before it; the input is layer 0."""
    weights: NDArray[np.int64]
    """For each layer of weights where its W begins in theta; its b follows."""
    sums: Vector
    """z: weighted sums."""
    values: Vector
    """a: what the layers hand on; layer 0 holds the inputs."""
    deltas: Vector
    """The loss's derivatives by z."""
    transposed: Vector
    """The weights, each W as (outputs, inputs), at the places they have in theta."""
    targets: Vector
    slopes: Vector
    """The activation's derivatives for one layer."""
    zeros: Vector
    """As many as the widest layer has units."""


@inner
def make_scratch(sizes: NDArray[np.int64], theta: Vector, target_columns: int) -> Scratch:
    """Scratch for tiles of a network with these ``sizes``, in theta's dtype."""
    layers = sizes.size
    starts = np.zeros(layers, np.int64)
    weights = np.zeros(layers, np.int64)
    for layer in range(1, layers):
        starts[layer] = starts[layer - 1] + sizes[layer - 1]
        weights[layer] = weights[layer - 1] + (sizes[layer - 1] + 1) * sizes[layer]
    units = TILE * (starts[layers - 1] + sizes[layers - 1])
    return Scratch(
        starts,
        weights,
        np.empty(units, theta.dtype),
        np.empty(units, theta.dtype),
        np.empty(units, theta.dtype),
        np.empty(theta.size, theta.dtype),
        np.empty(TILE * target_columns, theta.dtype),
        np.empty(TILE * sizes.max(), theta.dtype),
        np.zeros(sizes.max(), theta.dtype),
    )


@inner
def transpose_weights(theta: Vector, network: Network, scratch: Scratch) -> None:
    """Lays out Wᵀ of every layer but the first, whose inputs need no gradient."""
    sizes = network.sizes
    for layer in range(1, sizes.size - 1):
        start = scratch.weights[layer]
        transpose(
            pointer(theta, start), pointer(scratch.transposed, start),
            sizes[layer], sizes[layer + 1], theta.itemsize,
        )  # fmt: skip


@inner
def load_tile(
    inputs: Matrix,
    targets: Matrix,
    order: NDArray[np.int64],
    first: int,
    rows: int,
    scratch: Scratch,
) -> None:
    """Copies the rows ``order[first : first + rows]`` to where the tile's work finds them."""
    columns, target_columns = inputs.shape[1], targets.shape[1]
    values, wanted = scratch.values, scratch.targets
    for i in range(rows):
        row = order[first + i]
        for j in range(columns):
            values[i * columns + j] = inputs[row, j]
        for j in range(target_columns):
            wanted[i * target_columns + j] = targets[row, j]


@inner
def layer_place(buffer: Vector, scratch: Scratch, layer: int) -> Pointer:
    """Where in a buffer a layer's rows begin."""
    return pointer(buffer, TILE * scratch.starts[layer])


@inner
def forward(
    theta: Vector, rows: int, network: Network, activation: Function, scratch: Scratch
) -> None:
    """Computes the raw outputs of the loaded tile: the sums of the last layer."""
    sizes = network.sizes
    last = sizes.size - 2
    for layer in range(last + 1):
        inputs, outputs, weights = sizes[layer], sizes[layer + 1], scratch.weights[layer]
        sums = layer_place(scratch.sums, scratch, layer + 1)
        multiply(
            sums, outputs, pointer(theta, weights + inputs * outputs), 0,
            layer_place(scratch.values, scratch, layer), inputs, 1,
            pointer(theta, weights), outputs,
            rows, outputs, inputs, theta.itemsize,
        )  # fmt: skip
        if layer < last:
            values = layer_place(scratch.values, scratch, layer + 1)
            size = rows * outputs
            activation(view(sums, size), network.activation_hyper, view(values, size))


@inner
def tile_loss(
    theta: Vector,
    rows: int,
    network: Network,
    activation: Function,
    loss: Function,
    scratch: Scratch,
) -> float:
    """The sum of the loaded tile's losses; its derivatives by the outputs go to the deltas."""
    forward(theta, rows, network, activation, scratch)
    layer = network.sizes.size - 1
    outputs = network.sizes[layer]
    return loss(
        matrix_view(layer_place(scratch.sums, scratch, layer), rows, outputs),
        matrix_view(pointer(scratch.targets, 0), rows, scratch.targets.size // TILE),
        network.loss_hyper,
        matrix_view(layer_place(scratch.deltas, scratch, layer), rows, outputs),
    )


@inner
def backward(
    gradient: Vector,
    rows: int,
    share: float,
    is_first: bool,
    network: Network,
    derivative: Function,
    scratch: Scratch,
) -> None:
    """Adds ``share`` times the gradient of the tile's summed loss to ``gradient``.

    The first tile of a batch is not added: it overwrites. ``tile_loss`` and
    ``transpose_weights`` come before.
    """
    sizes = network.sizes
    last = sizes.size - 2
    factor = gradient.dtype.type(share)
    outer = view(layer_place(scratch.deltas, scratch, last + 1), rows * sizes[last + 1])
    for i in range(outer.size):
        outer[i] *= factor
    zeros = pointer(scratch.zeros, 0)
    for layer in range(last, -1, -1):
        inputs, outputs, weights = sizes[layer], sizes[layer + 1], scratch.weights[layer]
        values = layer_place(scratch.values, scratch, layer)
        deltas = layer_place(scratch.deltas, scratch, layer + 1)
        slopes = pointer(gradient, weights)
        before, before_stride = (zeros, 0) if is_first else (slopes, outputs)
        multiply(
            slopes, outputs, before, before_stride, values, 1, inputs, deltas, outputs,
            inputs, outputs, rows, gradient.itemsize,
        )  # fmt: skip
        add_columns(
            view(pointer(gradient, weights + inputs * outputs), outputs),
            matrix_view(deltas, rows, outputs),
            is_first,
        )
        if layer > 0:
            deltas_before = layer_place(scratch.deltas, scratch, layer)
            multiply(
                deltas_before, inputs, zeros, 0, deltas, outputs, 1,
                pointer(scratch.transposed, weights), inputs,
                rows, inputs, outputs, gradient.itemsize,
            )  # fmt: skip
            size = rows * inputs
            sums = layer_place(scratch.sums, scratch, layer)
            turns = view(pointer(scratch.slopes, 0), size)
            derivative(view(sums, size), view(values, size), network.activation_hyper, turns)
            multiply_by(view(deltas_before, size), turns)


@inner
def add_columns(totals: Vector, rows: Matrix, is_first: bool) -> None:
    """Adds the columns' sums to ``totals``, or sets it to them."""
    for j in range(totals.size):
        totals[j] = rows[0, j] + (totals.dtype.type(0) if is_first else totals[j])
    for i in range(1, rows.shape[0]):
        for j in range(totals.size):
            totals[j] += rows[i, j]


@inner
def multiply_by(vector: Vector, factors: Vector) -> None:
    """Element by element."""
    for i in range(vector.size):
        vector[i] *= factors[i]
