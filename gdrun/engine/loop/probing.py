"""The loss at parameters that differ in one entry, and whether a kink lies between."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, aligned, keep_alive, matrix_view, pointer, view
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Portion, examples_of, load_tile, total_weight
from gdrun.engine.layers.forward import forward, weighted_loss
from gdrun.engine.layers.functions import activation_at
from gdrun.engine.layers.network import (
    OUTPUTS,
    Hyper,
    Kernel,
    Kernels,
    Layers,
    Moment,
    Network,
    Vector,
    activation_hyper,
    field,
    layer_matrix,
    layers_of,
)
from gdrun.engine.layers.scratch import TILE, Scratch, layer_sums, make_buffers, make_scratch


class Sides(NamedTuple):
    """Kernels that tell on which smooth piece of its function each unit and output is."""

    activations: NDArray[np.int64]
    """(layers,): the addresses of those of the layers' activations, 0 where there is none."""
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
    begin: int,
    moment: Moment,
    losses: NDArray[np.float64],
    flips: NDArray[np.int64],
) -> None:
    """Writes mean losses to ``losses`` (entries, offsets): one entry moved by one offset each.

    They are those of the portion's rows from ``begin`` on, in the step of ``moment``, without the
    penalty. ``flips`` (entries, offsets, 3), filled with −1 before, gets the layer (from 0, the
    last being the outputs), the unit and the row of a unit that is on another smooth piece of its
    function than without the offset, if there is one. ``theta`` is as before at the end.
    """
    examples, layers = examples_of(portion), layers_of(network, kernels, hyper)
    buffers = make_buffers(network, theta, examples.target_columns)
    scratch = make_scratch(buffers)
    order = np.arange(examples.rows)
    before, after = aligned(network.units, theta), aligned(network.units, theta)
    place, here, there = pointer(theta, 0), pointer(before, 0), pointer(after, 0)
    losses[:] = 0.0
    for first in range(begin, examples.rows, TILE):
        rows = min(TILE, examples.rows - first)
        tile = pointer(order, first)
        inputs = load_tile(examples, pointer(order, 0), first, rows, scratch)
        forward(place, inputs, tile, rows, moment, layers, scratch)
        set_sides(here, rows, sides, layers, scratch)
        for k in range(entries.size):
            entry = entries[k]
            middle = theta[entry]
            for m in range(offsets.size):
                theta[entry] = middle + offsets[m]
                losses[k, m] += weighted_loss(
                    place, inputs, tile, rows, moment, examples, layers, scratch
                )
                if flips[k, m, 0] < 0:
                    set_sides(there, rows, sides, layers, scratch)
                    find_flip(here, there, first, rows, layers, flips[k, m])
            theta[entry] = middle
    losses /= total_weight(examples, pointer(order, 0), begin, examples.rows)
    keep_alive((buffers, order, before, after))


@inner
def set_sides(place: Pointer, rows: int, sides: Sides, layers: Layers, scratch: Scratch) -> None:
    """Writes for each unit of the tile on which smooth piece it is, laid out as the sums are."""
    for layer in range(layers.layer_count):
        size = rows * field(layers, layer, OUTPUTS)
        here = view(layer_sums(place, layers, layer), size)
        if sides.activations[layer] == 0:
            here[:] = 0
        else:
            sums = layer_sums(scratch.units, layers, layer)
            activation_at(sides.activations[layer], sums)(
                view(sums, size), activation_hyper(layers, layer), here
            )
    last = layers.layer_count - 1
    sides.loss(
        layer_matrix(layer_sums(scratch.units, layers, last), rows, layers, last),
        matrix_view(scratch.targets, rows, scratch.target_columns),
        view(layers.loss_hyper, layers.loss_hypers),
        layer_matrix(layer_sums(place, layers, last), rows, layers, last),
    )


@inner
def find_flip(
    before: Pointer,
    after: Pointer,
    first: int,
    rows: int,
    layers: Layers,
    flip: NDArray[np.int64],
) -> None:
    """Writes layer, unit and row of the first unit whose side differs, if one does."""
    for layer in range(layers.layer_count):
        units = field(layers, layer, OUTPUTS)
        old, new = layer_sums(before, layers, layer), layer_sums(after, layers, layer)
        for i in range(rows * units):
            if old[i] != new[i]:
                flip[0], flip[1], flip[2] = layer, i % units, first + i // units
                return
