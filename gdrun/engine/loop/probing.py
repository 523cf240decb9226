"""The loss at parameters that differ in one entry, and whether a kink lies between."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, aligned, keep_alive, matrix_view, pointer, view
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.network import (
    TILE,
    Function,
    Network,
    Portion,
    Scratch,
    Vector,
    examples_of,
    layer_place,
    load_tile,
    make_buffers,
    make_scratch,
    tile_loss,
)


def probe_losses(
    theta: Vector,
    entries: NDArray[np.int64],
    offsets: NDArray[np.float64],
    network: Network,
    part: Portion,
    activation: Function,
    loss: Function,
    activation_sides: Function,
    loss_sides: Function,
    losses: NDArray[np.float64],
    flips: NDArray[np.int64],
) -> None:
    """Writes mean losses to ``losses`` (entries, offsets): one entry moved by one offset each.

    The penalty is not in them. ``flips`` (entries, offsets, 3), filled with −1 before, gets the
    layer (from 1, the last being the outputs), the unit and the row of a unit that is on another
    smooth piece of its function than without the offset, if there is one. ``theta`` is as before
    at the end.
    """
    examples = examples_of(part)
    buffers = make_buffers(network.sizes, theta, examples.target_columns)
    scratch = make_scratch(buffers, network)
    order = np.arange(examples.rows)
    before, after = aligned(buffers.sums.size, theta), aligned(buffers.sums.size, theta)
    place, here, there = pointer(theta, 0), pointer(before, 0), pointer(after, 0)
    losses[:] = 0.0
    for first in range(0, examples.rows, TILE):
        rows = min(TILE, examples.rows - first)
        inputs = load_tile(examples, pointer(order, 0), first, rows, scratch)
        tile_loss(place, inputs, rows, activation, loss, scratch)
        set_sides(here, rows, activation_sides, loss_sides, scratch)
        for k in range(entries.size):
            entry = entries[k]
            middle = theta[entry]
            for m in range(offsets.size):
                theta[entry] = middle + offsets[m]
                losses[k, m] += tile_loss(place, inputs, rows, activation, loss, scratch)
                if flips[k, m, 0] < 0:
                    set_sides(there, rows, activation_sides, loss_sides, scratch)
                    find_flip(here, there, first, rows, scratch, flips[k, m])
            theta[entry] = middle
    losses /= examples.rows
    keep_alive((buffers, order, before, after))


@inner
def set_sides(
    sides: Pointer, rows: int, activation_sides: Function, loss_sides: Function, scratch: Scratch
) -> None:
    """Writes for each unit of the tile on which smooth piece it is, laid out as the sums are."""
    hyper = view(scratch.activation_hyper, scratch.activation_hypers)
    for layer in range(1, scratch.last):
        size = rows * scratch.sizes[layer]
        sums = layer_place(scratch.sums, scratch, layer)
        activation_sides(view(sums, size), hyper, view(layer_place(sides, scratch, layer), size))
    outputs = scratch.sizes[scratch.last]
    loss_sides(
        matrix_view(layer_place(scratch.sums, scratch, scratch.last), rows, outputs),
        matrix_view(scratch.targets, rows, scratch.target_columns),
        view(scratch.loss_hyper, scratch.loss_hypers),
        matrix_view(layer_place(sides, scratch, scratch.last), rows, outputs),
    )


@inner
def find_flip(
    before: Pointer,
    after: Pointer,
    first: int,
    rows: int,
    scratch: Scratch,
    flip: NDArray[np.int64],
) -> None:
    """Writes layer, unit and row of the first unit whose side differs, if one does."""
    for layer in range(1, scratch.last + 1):
        units = scratch.sizes[layer]
        old, new = layer_place(before, scratch, layer), layer_place(after, scratch, layer)
        for i in range(rows * units):
            if old[i] != new[i]:
                flip[0], flip[1], flip[2] = layer, i % units, first + i // units
                return
