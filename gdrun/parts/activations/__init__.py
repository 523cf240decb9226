"""Activations of the hidden layers."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.activations.activation import Activation
from gdrun.parts.activations.bounded import Tanh
from gdrun.parts.activations.piecewise import Identity, Relu

__all__ = [
    "Activation",
    "Identity",
    "Relu",
    "Tanh",
]
