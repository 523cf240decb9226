"""The network on one tile of rows: its outputs, and the gradient of its loss.

``theta`` holds W0 row-major with shape (inputs, outputs), then b0, W1, b1, …; ``sizes`` the
widths of the layers, the input's first. A batch is worked through in tiles of at most ``TILE``
rows, which stay in the first-level cache while the gradient accumulates.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compiling import inner
from gdrun.engine.products import add_product

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
    """For each layer of weights where its W begins in theta."""
    sums: Vector
    """z: weighted sums, and after the backward pass has used them the activations' slopes."""
    values: Vector
    """a: what the layers hand on; layer 0 holds the inputs."""
    deltas: Vector
    """The loss's derivatives by z."""
    transposed: Vector
    """The weights, each W as (outputs, inputs), at the places they have in theta."""
    targets: Vector


@inner
def parameter_count(sizes: NDArray[np.int64]) -> int:
    """The length of theta."""
    total = 0
    for layer in range(sizes.size - 1):
        total += (sizes[layer] + 1) * sizes[layer + 1]
    return total


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
    )


@inner
def layer_rows(buffer: Vector, scratch: Scratch, sizes: Any, layer: int, rows: int) -> Matrix:
    """The part of a buffer that belongs to a layer, as a matrix (rows, units)."""
    start = TILE * scratch.starts[layer]
    width = sizes[layer]
    return buffer[start : start + rows * width].reshape((rows, width))


@inner
def layer_weights(theta: Vector, scratch: Scratch, sizes: Any, layer: int) -> Matrix:
    """W of a layer in a vector like theta, as a matrix (inputs, outputs)."""
    start = scratch.weights[layer]
    inputs, outputs = sizes[layer], sizes[layer + 1]
    return theta[start : start + inputs * outputs].reshape((inputs, outputs))


@inner
def layer_biases(theta: Vector, scratch: Scratch, sizes: Any, layer: int) -> Vector:
    """b of a layer in a vector like theta."""
    outputs = sizes[layer + 1]
    start = scratch.weights[layer] + sizes[layer] * outputs
    return theta[start : start + outputs]


@inner
def transpose_weights(theta: Vector, network: Network, scratch: Scratch) -> None:
    """Lays out Wᵀ of every layer but the first, whose inputs need no gradient."""
    sizes = network.sizes
    for layer in range(1, sizes.size - 1):
        inputs, outputs = sizes[layer], sizes[layer + 1]
        weights = layer_weights(theta, scratch, sizes, layer)
        start = scratch.weights[layer]
        turned = scratch.transposed[start : start + inputs * outputs].reshape((outputs, inputs))
        for k in range(inputs):
            for j in range(outputs):
                turned[j, k] = weights[k, j]


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
    for i in range(rows):
        row = order[first + i]
        for j in range(columns):
            scratch.values[i * columns + j] = inputs[row, j]
        for j in range(target_columns):
            scratch.targets[i * target_columns + j] = targets[row, j]


@inner
def forward(
    theta: Vector, rows: int, network: Network, activation: Function, scratch: Scratch
) -> Matrix:
    """The raw outputs (rows, outputs) of the loaded tile."""
    sizes = network.sizes
    last = sizes.size - 2
    for layer in range(last + 1):
        inputs = layer_rows(scratch.values, scratch, sizes, layer, rows)
        sums = layer_rows(scratch.sums, scratch, sizes, layer + 1, rows)
        biases = layer_biases(theta, scratch, sizes, layer)
        for i in range(rows):
            for j in range(biases.size):
                sums[i, j] = biases[j]
        add_product(sums, inputs, layer_weights(theta, scratch, sizes, layer))
        if layer < last:
            values = layer_rows(scratch.values, scratch, sizes, layer + 1, rows)
            activation(sums.reshape(sums.size), network.activation_hyper, values.reshape(sums.size))
    return layer_rows(scratch.sums, scratch, sizes, last + 1, rows)


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
    outputs = forward(theta, rows, network, activation, scratch)
    deltas = layer_rows(scratch.deltas, scratch, network.sizes, network.sizes.size - 1, rows)
    columns = scratch.targets.size // TILE
    targets = scratch.targets[: rows * columns].reshape((rows, columns))
    return loss(outputs, targets, network.loss_hyper, deltas)  # type: ignore[no-any-return]


@inner
def backward(
    gradient: Vector,
    rows: int,
    share: float,
    network: Network,
    derivative: Function,
    scratch: Scratch,
) -> None:
    """Adds ``share`` times the gradient of the tile's summed loss to ``gradient``.

    ``tile_loss`` and ``transpose_weights`` come first.
    """
    sizes = network.sizes
    last = sizes.size - 2
    deltas = layer_rows(scratch.deltas, scratch, sizes, last + 1, rows)
    factor = gradient.dtype.type(share)
    for i in range(rows):
        for j in range(deltas.shape[1]):
            deltas[i, j] *= factor
    for layer in range(last, -1, -1):
        deltas = layer_rows(scratch.deltas, scratch, sizes, layer + 1, rows)
        inputs = layer_rows(scratch.values, scratch, sizes, layer, rows)
        add_product(layer_weights(gradient, scratch, sizes, layer), inputs.T, deltas)
        biases = layer_biases(gradient, scratch, sizes, layer)
        for i in range(rows):
            for j in range(biases.size):
                biases[j] += deltas[i, j]
        if layer > 0:
            before = layer_rows(scratch.deltas, scratch, sizes, layer, rows)
            before[:, :] = gradient.dtype.type(0)
            start = scratch.weights[layer]
            turned = scratch.transposed[start : start + before.shape[1] * deltas.shape[1]]
            add_product(before, deltas, turned.reshape((deltas.shape[1], before.shape[1])))
            slopes = layer_rows(scratch.sums, scratch, sizes, layer, rows).reshape(before.size)
            derivative(slopes, inputs.reshape(before.size), network.activation_hyper, slopes)
            flat = before.reshape(before.size)
            for i in range(flat.size):
                flat[i] *= slopes[i]
