"""What the network is: its form, its kernels, and where in theta its parameters lie.

A layer's W has shape (inputs, outputs) and lies row-major from where ``weights`` says; its b
follows at once, which ``layer_biases`` alone counts on. The layers are numbered from 0, the input;
layer k's W and b lead to layer k + 1.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, pointer
from gdrun.engine.compile.compiling import inlined, inner

Vector = NDArray[Any]
Matrix = NDArray[Any]
Kernel = Any
"""A function that a part brings. It is handed on as a value, of a type that says nothing but its
signature, so that what calls it needs no compilation of its own for it."""


class Network(NamedTuple):
    """The network's form."""

    sizes: NDArray[np.int64]
    """The widths of the layers, the input's first."""
    weights: NDArray[np.int64]
    """For each layer but the last where its W begins in theta."""


class Kernels(NamedTuple):
    """What the parts of a config bring, each a function of its role's signature."""

    activation: Kernel
    derivative: Kernel
    """The activation's."""
    loss: Kernel
    update: Kernel
    react: Kernel


class Hyper(NamedTuple):
    """The parts' parameters, as their kernels read them."""

    activation: Vector
    """The derivative's, too."""
    loss: Vector
    update: Vector
    react: NDArray[np.float64]


class Layers(NamedTuple):
    """What a tile's work needs of the network; all pointers, for those cost nothing to hand on.

    Whoever makes one keeps the arrays behind it alive.
    """

    last: int
    """The output's layer; there are as many layers of weights."""
    sizes: Pointer
    weights: Pointer
    activation: Kernel
    derivative: Kernel
    activation_hyper: Pointer
    activation_hypers: int
    loss: Kernel
    loss_hyper: Pointer
    loss_hypers: int


@inner
def layers_of(network: Network, kernels: Kernels, hyper: Hyper) -> Layers:
    """The network's layers with these kernels."""
    return Layers(
        last=network.weights.size,
        sizes=pointer(network.sizes, 0),
        weights=pointer(network.weights, 0),
        activation=kernels.activation,
        derivative=kernels.derivative,
        activation_hyper=pointer(hyper.activation, 0),
        activation_hypers=hyper.activation.size,
        loss=kernels.loss,
        loss_hyper=pointer(hyper.loss, 0),
        loss_hypers=hyper.loss.size,
    )


@inlined
def layer_weights(theta: Pointer, layers: Layers, layer: int) -> Pointer:
    """Where a layer's W begins in theta, or in what is laid out as theta is."""
    return advance(theta, layers.weights[layer])


@inlined
def layer_biases(theta: Pointer, layers: Layers, layer: int) -> Pointer:
    """Where a layer's b begins: right after its W."""
    size = layers.sizes[layer] * layers.sizes[layer + 1]
    return advance(theta, layers.weights[layer] + size)
