"""Losses: what training makes small."""

from gdrun.parts.losses.classes import BinaryCrossEntropy, CrossEntropy, Hinge, MultiMargin
from gdrun.parts.losses.loss import Loss
from gdrun.parts.losses.numbers import Huber, LogCosh, MeanAbsoluteError, MeanSquaredError, Poisson

__all__ = [
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Hinge",
    "Huber",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "MultiMargin",
    "Poisson",
]
