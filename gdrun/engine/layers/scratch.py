"""Room for the work on one tile of rows.

A batch is worked through in tiles of at most ``TILE`` rows, which stay in the first-level cache
while the gradient accumulates.
"""

from typing import NamedTuple

import numpy as np

from gdrun.engine.blocks.pointers import Pointer, advance, aligned, pointer
from gdrun.engine.compile.compiling import inlined, inner
from gdrun.engine.layers.network import (
    INPUTS,
    KEPT,
    OUTPUTS,
    SUMS,
    VALUES,
    Layers,
    Network,
    Vector,
    field,
)

TILE = 32
"""Rows of a tile. A constant, for the order of summation, and so the bits, depend on it."""


class Buffers(NamedTuple):
    """The arrays behind a ``Scratch``."""

    units: Vector
    inputs: Vector
    deltas: Vector
    kept: Vector
    transposed: Vector
    targets: Vector
    slopes: Vector
    zeros: Vector
    one: Vector


class Scratch(NamedTuple):
    """Room for a tile's work; all pointers, for those cost nothing to hand on."""

    units: Pointer
    """z and a: the layers' sums and values, where the network's table says."""
    inputs: Pointer
    """Rows of inputs that do not lie together where they come from."""
    deltas: Pointer
    """The loss's derivatives by z, laid out as z is."""
    kept: Pointer
    """What layers keep for the way back."""
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
    table = network.table
    inputs = table[0, INPUTS]
    widest = inputs
    for layer in range(table.shape[0]):
        widest = max(widest, table[layer, OUTPUTS])
    return Buffers(
        units=aligned(network.units, theta),
        inputs=aligned(TILE * inputs, theta),
        deltas=aligned(network.units, theta),
        kept=aligned(network.kept, theta),
        transposed=aligned(network.parameters, theta),
        targets=aligned(TILE * target_columns, theta),
        slopes=aligned(TILE * widest, theta),
        zeros=np.zeros(widest, theta.dtype),
        one=np.ones(1, theta.dtype),
    )


@inner
def make_scratch(buffers: Buffers) -> Scratch:
    """Scratch in these buffers, which the caller keeps alive."""
    return Scratch(
        units=pointer(buffers.units, 0),
        inputs=pointer(buffers.inputs, 0),
        deltas=pointer(buffers.deltas, 0),
        kept=pointer(buffers.kept, 0),
        transposed=pointer(buffers.transposed, 0),
        targets=pointer(buffers.targets, 0),
        target_columns=buffers.targets.size // TILE,
        slopes=pointer(buffers.slopes, 0),
        zeros=pointer(buffers.zeros, 0),
        one=pointer(buffers.one, 0),
    )


@inlined
def layer_sums(units: Pointer, layers: Layers, layer: int) -> Pointer:
    """Where a layer's sums begin, in ``units`` or in what is laid out alike."""
    return advance(units, field(layers, layer, SUMS))


@inlined
def layer_values(scratch: Scratch, layers: Layers, layer: int) -> Pointer:
    """Where what a layer hands on begins."""
    return advance(scratch.units, field(layers, layer, VALUES))


@inlined
def layer_inputs(inputs: Pointer, scratch: Scratch, layers: Layers, layer: int) -> Pointer:
    """Where what a layer is given begins: ``inputs`` are the first one's."""
    return inputs if layer == 0 else layer_values(scratch, layers, layer - 1)


@inlined
def layer_kept(scratch: Scratch, layers: Layers, layer: int) -> Pointer:
    """Where what a layer keeps for the way back begins."""
    return advance(scratch.kept, field(layers, layer, KEPT))
