"""The network on one tile of rows: its outputs, and the gradient of its loss.

``theta`` holds W0 row-major with shape (inputs, outputs), then b0, W1, b1, …; ``sizes`` the
widths of the layers, the input's first. A batch is worked through in tiles of at most ``TILE``
rows, which stay in the first-level cache while the gradient accumulates.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compiling import inner
from gdrun.engine.products import multiply

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
    """z: weighted sums, and after the backward pass has used them the activations' slopes."""
    values: Vector
    """a: what the layers hand on; layer 0 holds the inputs."""
    deltas: Vector
    """The loss's derivatives by z."""
    transposed: Vector
    """The weights, each W as (outputs, inputs), at the places they have in theta."""
    targets: Vector
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
        np.zeros(sizes.max(), theta.dtype),
    )


@inner
def transpose_weights(theta: Vector, network: Network, scratch: Scratch) -> None:
    """Lays out Wᵀ of every layer but the first, whose inputs need no gradient."""
    sizes = network.sizes
    for layer in range(1, sizes.size - 1):
        inputs, outputs, start = sizes[layer], sizes[layer + 1], scratch.weights[layer]
        for k in range(inputs):
            for j in range(outputs):
                scratch.transposed[start + j * inputs + k] = theta[start + k * outputs + j]


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
def layer_rows(buffer: Vector, scratch: Scratch, sizes: Any, layer: int, rows: int) -> Vector:
    """The part of a buffer that holds a layer's rows, flat."""
    start = TILE * scratch.starts[layer]
    return buffer[start : start + rows * sizes[layer]]


@inner
def forward(
    theta: Vector, rows: int, network: Network, activation: Function, scratch: Scratch
) -> None:
    """Computes the raw outputs of the loaded tile: the sums of the last layer."""
    sizes = network.sizes
    last = sizes.size - 2
    for layer in range(last + 1):
        inputs, outputs, weights = sizes[layer], sizes[layer + 1], scratch.weights[layer]
        multiply(
            scratch.sums, TILE * scratch.starts[layer + 1], outputs,
            theta, weights + inputs * outputs, 0,
            scratch.values, TILE * scratch.starts[layer], inputs, 1,
            theta, weights, outputs,
            rows, outputs, inputs,
        )  # fmt: skip
        if layer < last:
            sums = layer_rows(scratch.sums, scratch, sizes, layer + 1, rows)
            values = layer_rows(scratch.values, scratch, sizes, layer + 1, rows)
            activation(sums, network.activation_hyper, values)


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
    columns = scratch.targets.size // TILE
    outputs = layer_rows(scratch.sums, scratch, network.sizes, layer, rows)
    deltas = layer_rows(scratch.deltas, scratch, network.sizes, layer, rows)
    shape = (rows, network.sizes[layer])
    return loss(  # type: ignore[no-any-return]
        outputs.reshape(shape),
        scratch.targets[: rows * columns].reshape((rows, columns)),
        network.loss_hyper,
        deltas.reshape(shape),
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
    deltas = layer_rows(scratch.deltas, scratch, sizes, last + 1, rows)
    factor = gradient.dtype.type(share)
    for i in range(deltas.size):
        deltas[i] *= factor
    for layer in range(last, -1, -1):
        inputs, outputs, weights = sizes[layer], sizes[layer + 1], scratch.weights[layer]
        values_at, deltas_at = TILE * scratch.starts[layer], TILE * scratch.starts[layer + 1]
        before, before_at, before_stride = gradient, weights, outputs
        if is_first:
            before, before_at, before_stride = scratch.zeros, 0, 0
        multiply(
            gradient, weights, outputs, before, before_at, before_stride,
            scratch.values, values_at, 1, inputs, scratch.deltas, deltas_at, outputs,
            inputs, outputs, rows,
        )  # fmt: skip
        biases = weights + inputs * outputs
        for j in range(outputs):
            total = gradient.dtype.type(0) if is_first else gradient[biases + j]
            for i in range(rows):
                total += scratch.deltas[deltas_at + i * outputs + j]
            gradient[biases + j] = total
        if layer > 0:
            multiply(
                scratch.deltas, values_at, inputs, scratch.zeros, 0, 0,
                scratch.deltas, deltas_at, outputs, 1, scratch.transposed, weights, inputs,
                rows, inputs, outputs,
            )  # fmt: skip
            slopes = layer_rows(scratch.sums, scratch, sizes, layer, rows)
            values = layer_rows(scratch.values, scratch, sizes, layer, rows)
            derivative(slopes, values, network.activation_hyper, slopes)
            deltas = layer_rows(scratch.deltas, scratch, sizes, layer, rows)
            for i in range(deltas.size):
                deltas[i] *= slopes[i]
