"""Initializers: the parameters before the first step."""

from gdrun.parts.initializers.drawn import Normal, Orthogonal, TruncatedNormal, Uniform
from gdrun.parts.initializers.given import Constant, FromFile, Ones, Zeros
from gdrun.parts.initializers.initializer import Initializer
from gdrun.parts.initializers.scaled import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
)

__all__ = [
    "Constant",
    "FromFile",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Normal",
    "Ones",
    "Orthogonal",
    "TruncatedNormal",
    "Uniform",
    "Zeros",
]
