"""Decays: how the learning rate changes while training runs.

A decay yields a multiplier m of ``optimizer.learning_rate``. ``warmup``, ``per`` and ``minimum``
belong to every decay and are applied around it, so that no decay repeats them.
"""

from gdrun.parts.decays.clock import (
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Linear,
    Multistep,
    NoDecay,
    Polynomial,
    Step,
)
from gdrun.parts.decays.cycles import CosineWarmRestarts, Cyclic, OneCycle
from gdrun.parts.decays.decay import Decay
from gdrun.parts.decays.plateau import Plateau

__all__ = [
    "Constant",
    "Cosine",
    "CosineWarmRestarts",
    "Cyclic",
    "Decay",
    "Exponential",
    "InverseTime",
    "Linear",
    "Multistep",
    "NoDecay",
    "OneCycle",
    "Plateau",
    "Polynomial",
    "Step",
]
