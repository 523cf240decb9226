"""Room for the work on one tile of rows.

A batch is worked through in tiles of at most ``TILE`` rows, which stay in the first-level cache
while the gradient accumulates.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, aligned, pointer
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.network import Network, Vector

TILE = 32
"""Rows of a tile. A constant, for the order of summation, and so the bits, depend on it."""


class Buffers(NamedTuple):
    """The arrays behind a ``Scratch``."""

    starts: NDArray[np.int64]
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
    """Room for a tile's work; all pointers, for those cost nothing to hand on.

    A layer's rows lie together from ``TILE · starts[layer]``; the input is layer 0.
    """

    starts: Pointer
    """For each layer the number of units before it."""
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


@inner
def make_buffers(network: Network, theta: Vector, target_columns: int) -> Buffers:
    """Arrays for tiles of this network, in theta's dtype."""
    sizes = network.sizes
    layers = sizes.size
    starts = np.zeros(layers, np.int64)
    widest = sizes[0]
    for layer in range(1, layers):
        widest = max(widest, sizes[layer])
        starts[layer] = starts[layer - 1] + sizes[layer - 1]
    units = TILE * (starts[layers - 1] + sizes[layers - 1])
    return Buffers(
        starts=starts,
        sums=aligned(units, theta),
        inputs=aligned(TILE * sizes[0], theta),
        values=aligned(units, theta),
        deltas=aligned(units, theta),
        transposed=aligned(theta.size, theta),
        targets=aligned(TILE * target_columns, theta),
        slopes=aligned(TILE * widest, theta),
        zeros=np.zeros(widest, theta.dtype),
        one=np.ones(1, theta.dtype),
    )


@inner
def make_scratch(buffers: Buffers) -> Scratch:
    """Scratch in these buffers, which the caller keeps alive."""
    return Scratch(
        starts=pointer(buffers.starts, 0),
        sums=pointer(buffers.sums, 0),
        inputs=pointer(buffers.inputs, 0),
        values=pointer(buffers.values, 0),
        deltas=pointer(buffers.deltas, 0),
        transposed=pointer(buffers.transposed, 0),
        targets=pointer(buffers.targets, 0),
        target_columns=buffers.targets.size // TILE,
        slopes=pointer(buffers.slopes, 0),
        zeros=pointer(buffers.zeros, 0),
        one=pointer(buffers.one, 0),
    )


@inlined
def layer_place(buffer: Pointer, scratch: Scratch, layer: int) -> Pointer:
    """Where in a buffer a layer's rows begin."""
    return advance(buffer, TILE * scratch.starts[layer])
