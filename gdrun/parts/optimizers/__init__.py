"""Optimizers: how a gradient moves the parameters."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.optimizers.adam import Adam
from gdrun.parts.optimizers.adaptive import Rmsprop
from gdrun.parts.optimizers.descent import Rprop, Sgd
from gdrun.parts.optimizers.optimizer import Optimizer

__all__ = [
    "Adam",
    "Optimizer",
    "Rmsprop",
    "Rprop",
    "Sgd",
]
