"""Initializers: the parameters before the first step."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.initializers.given import FromFile, Zeros
from gdrun.parts.initializers.initializer import Initializer
from gdrun.parts.initializers.scaled import GlorotUniform

__all__ = [
    "FromFile",
    "GlorotUniform",
    "Initializer",
    "Zeros",
]
