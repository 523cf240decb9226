"""Losses: what training makes small."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.losses.classes import BinaryCrossEntropy, CrossEntropy, Hinge
from gdrun.parts.losses.loss import Loss
from gdrun.parts.losses.numbers import LogCosh, MeanSquaredError, Poisson

__all__ = [
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Hinge",
    "LogCosh",
    "Loss",
    "MeanSquaredError",
    "Poisson",
]
