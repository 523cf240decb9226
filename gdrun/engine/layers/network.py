"""What the network is: a table of layers, and where in theta their parameters lie.

The table has a row for each layer, from the inputs to the outputs, and a column for each of the
constants below. A layer computes sums of its inputs; if it has an activation, its values are that
of the sums, and else the sums themselves. The values are the next layer's inputs.

A dense layer's W has shape (inputs, outputs) and lies row-major where its parameters begin; its b
follows at once, which ``layer_biases`` alone counts on.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, matrix_view, pointer, view
from gdrun.engine.compile.compiling import inlined, inner

Vector = NDArray[Any]
Matrix = NDArray[Any]
Kernel = Any
"""A function that a part brings. It is handed on as a value, of a type that says nothing but its
signature, so that what calls it needs no compilation of its own for it."""

INPUTS, OUTPUTS = range(2)
"""Units before and after the layer."""
PARAMETERS, SIZE = range(2, 4)
"""Where the layer's parameters begin in theta, and how many they are."""
STATE, STATE_SIZE = range(4, 6)
"""The same of what it remembers from step to step, which no gradient changes."""
HYPER, HYPERS = range(6, 8)
"""Where its own parameters begin in ``Hyper.layers``, and how many they are."""
FORWARD, BACKWARD, GRADIENT = range(8, 11)
"""Addresses of its functions; all 0 if it is dense, for that is the engine's own work."""
ACTIVATION, DERIVATIVE, ACTIVATION_HYPER, ACTIVATION_HYPERS = range(11, 15)
"""Addresses of its activation's functions, 0 if it has none, and that one's parameters."""
SUMS, VALUES = range(15, 17)
"""Where in a tile's units its sums and its values begin."""
KEPT, KEPT_WIDTH = range(17, 19)
"""Where in a tile what it keeps for the way back begins, and how many numbers that is a row."""
STREAM = 19
"""What sets its random numbers apart from those of other layers."""
FIELDS = 20


class Network(NamedTuple):
    """The network's form."""

    table: NDArray[np.int64]
    """(layers, FIELDS)."""
    penalised: NDArray[np.int64]
    """(tensors, 2): where each tensor that the penalty is about begins and ends in theta."""
    parameters: int
    """How many parameters theta begins with; what layers remember comes after them."""
    lowest: int
    """The first layer with parameters: the gradient goes back that far."""
    units: int
    """How many numbers the sums and values of a tile are."""
    kept: int
    """How many numbers the layers keep of a tile."""


class Kernels(NamedTuple):
    """What the parts of a config bring, but for its layers: each a function of its role."""

    loss: Kernel
    update: Kernel
    react: Kernel


class Hyper(NamedTuple):
    """The parts' parameters, as their kernels read them."""

    layers: Vector
    """Of all layers and their activations."""
    loss: Vector
    update: Vector
    react: NDArray[np.float64]
    average: Vector


class Layers(NamedTuple):
    """What a tile's work needs of the network; all pointers, for those cost nothing to hand on.

    Whoever makes one keeps the arrays behind it alive.
    """

    layer_count: int
    lowest: int
    table: Pointer
    hyper: Pointer
    loss: Kernel
    loss_hyper: Pointer
    loss_hypers: int


class Moment(NamedTuple):
    """What a layer may do otherwise at different times."""

    training: int
    """Whether a step is being made: what is only looked at meets no dropout."""
    seed: int
    """The trial's, for what its layers draw."""
    step: int
    """Counted from 1."""


LOOKING = Moment(0, 0, 0)
"""Outputs are looked at, and nothing is drawn."""


@inner
def layers_of(network: Network, kernels: Kernels, hyper: Hyper) -> Layers:
    """The network's layers with these kernels."""
    return Layers(
        layer_count=network.table.shape[0],
        lowest=network.lowest,
        table=pointer(network.table, 0),
        hyper=pointer(hyper.layers, 0),
        loss=kernels.loss,
        loss_hyper=pointer(hyper.loss, 0),
        loss_hypers=hyper.loss.size,
    )


@inlined
def field(layers: Layers, layer: int, column: int) -> int:
    """A number of the table."""
    return layers.table[layer * FIELDS + column]


@inlined
def is_dense(layers: Layers, layer: int) -> bool:
    """Whether a layer is a product with weights, and biases, and not a kind of its own."""
    return field(layers, layer, FORWARD) == 0


@inlined
def layer_weights(theta: Pointer, layers: Layers, layer: int) -> Pointer:
    """Where a dense layer's W begins in theta, or in what is laid out as theta is."""
    return advance(theta, field(layers, layer, PARAMETERS))


@inlined
def layer_biases(theta: Pointer, layers: Layers, layer: int) -> Pointer:
    """Where a dense layer's b begins: right after its W."""
    size = field(layers, layer, INPUTS) * field(layers, layer, OUTPUTS)
    return advance(theta, field(layers, layer, PARAMETERS) + size)


@inlined
def layer_parameters(theta: Pointer, layers: Layers, layer: int) -> Vector:
    """A layer's parameters in theta, or in what is laid out as theta is."""
    return view(layer_weights(theta, layers, layer), field(layers, layer, SIZE))


@inlined
def layer_state(theta: Pointer, layers: Layers, layer: int) -> Vector:
    """What a layer remembers, in theta."""
    place = advance(theta, field(layers, layer, STATE))
    return view(place, field(layers, layer, STATE_SIZE))


@inlined
def layer_hyper(layers: Layers, layer: int) -> Vector:
    """The parameters of a layer's part."""
    place = advance(layers.hyper, field(layers, layer, HYPER))
    return view(place, field(layers, layer, HYPERS))


@inlined
def activation_hyper(layers: Layers, layer: int) -> Vector:
    """The parameters of a layer's activation."""
    place = advance(layers.hyper, field(layers, layer, ACTIVATION_HYPER))
    return view(place, field(layers, layer, ACTIVATION_HYPERS))


@inlined
def layer_matrix(place: Pointer, rows: int, layers: Layers, layer: int) -> Matrix:
    """Numbers of a layer's units, one row an example."""
    return matrix_view(place, rows, field(layers, layer, OUTPUTS))
