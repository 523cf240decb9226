"""Activations of the hidden layers."""

from gdrun.parts.activations.activation import Activation
from gdrun.parts.activations.bounded import Sigmoid, Softsign, Tanh
from gdrun.parts.activations.piecewise import (
    HardSigmoid,
    HardSwish,
    HardTanh,
    Identity,
    LeakyRelu,
    Relu,
)
from gdrun.parts.activations.smooth import Elu, Gelu, GeluTanh, Mish, Selu, Silu, Softplus

__all__ = [
    "Activation",
    "Elu",
    "Gelu",
    "GeluTanh",
    "HardSigmoid",
    "HardSwish",
    "HardTanh",
    "Identity",
    "LeakyRelu",
    "Mish",
    "Relu",
    "Selu",
    "Sigmoid",
    "Silu",
    "Softplus",
    "Softsign",
    "Tanh",
]
