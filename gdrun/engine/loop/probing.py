"""The loss at parameters that differ in one entry, and whether a kink lies between."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, aligned, keep_alive, matrix_view, pointer, view
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Portion, examples_of, load_tile
from gdrun.engine.layers.forward import tile_loss
from gdrun.engine.layers.network import Hyper, Kernel, Kernels, Layers, Network, Vector, layers_of
from gdrun.engine.layers.scratch import TILE, Scratch, layer_place, make_buffers, make_scratch


class Sides(NamedTuple):
    """Kernels that tell on which smooth piece of its function each unit and output is."""

    activation: Kernel
    loss: Kernel


def probe_losses(
    theta: Vector,
    entries: NDArray[np.int64],
    offsets: NDArray[np.float64],
    network: Network,
    kernels: Kernels,
    hyper: Hyper,
    sides: Sides,
    portion: Portion,
    losses: NDArray[np.float64],
    flips: NDArray[np.int64],
) -> None:
    """Writes mean losses to ``losses`` (entries, offsets): one entry moved by one offset each.

    The penalty is not in them. ``flips`` (entries, offsets, 3), filled with −1 before, gets the
    layer (from 1, the last being the outputs), the unit and the row of a unit that is on another
    smooth piece of its function than without the offset, if there is one. ``theta`` is as before
    at the end.
    """
    examples, layers = examples_of(portion), layers_of(network, kernels, hyper)
    buffers = make_buffers(network, theta, examples.target_columns)
    scratch = make_scratch(buffers)
    order = np.arange(examples.rows)
    before, after = aligned(buffers.sums.size, theta), aligned(buffers.sums.size, theta)
    place, here, there = pointer(theta, 0), pointer(before, 0), pointer(after, 0)
    losses[:] = 0.0
    for first in range(0, examples.rows, TILE):
        rows = min(TILE, examples.rows - first)
        inputs = load_tile(examples, pointer(order, 0), first, rows, scratch)
        tile_loss(place, inputs, rows, layers, scratch)
        set_sides(here, rows, sides, layers, scratch)
        for k in range(entries.size):
            entry = entries[k]
            middle = theta[entry]
            for m in range(offsets.size):
                theta[entry] = middle + offsets[m]
                losses[k, m] += tile_loss(place, inputs, rows, layers, scratch)
                if flips[k, m, 0] < 0:
                    set_sides(there, rows, sides, layers, scratch)
                    find_flip(here, there, first, rows, layers, scratch, flips[k, m])
            theta[entry] = middle
    losses /= examples.rows
    keep_alive((buffers, order, before, after))


@inner
def set_sides(place: Pointer, rows: int, sides: Sides, layers: Layers, scratch: Scratch) -> None:
    """Writes for each unit of the tile on which smooth piece it is, laid out as the sums are."""
    hyper = view(layers.activation_hyper, layers.activation_hypers)
    for layer in range(1, layers.last):
        size = rows * layers.sizes[layer]
        sums = layer_place(scratch.sums, scratch, layer)
        sides.activation(view(sums, size), hyper, view(layer_place(place, scratch, layer), size))
    outputs = layers.sizes[layers.last]
    sides.loss(
        matrix_view(layer_place(scratch.sums, scratch, layers.last), rows, outputs),
        matrix_view(scratch.targets, rows, scratch.target_columns),
        view(layers.loss_hyper, layers.loss_hypers),
        matrix_view(layer_place(place, scratch, layers.last), rows, outputs),
    )


@inner
def find_flip(
    before: Pointer,
    after: Pointer,
    first: int,
    rows: int,
    layers: Layers,
    scratch: Scratch,
    flip: NDArray[np.int64],
) -> None:
    """Writes layer, unit and row of the first unit whose side differs, if one does."""
    for layer in range(1, layers.last + 1):
        units = layers.sizes[layer]
        old, new = layer_place(before, scratch, layer), layer_place(after, scratch, layer)
        for i in range(rows * units):
            if old[i] != new[i]:
                flip[0], flip[1], flip[2] = layer, i % units, first + i // units
                return
