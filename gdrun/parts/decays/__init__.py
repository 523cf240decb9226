"""Decays: how the learning rate changes while training runs.

A decay yields a multiplier m of ``optimizer.learning_rate``. ``warmup``, ``per`` and ``minimum``
belong to every decay and are applied around it, so that no decay repeats them.
"""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.decays.clock import InverseTime, NoDecay
from gdrun.parts.decays.cycles import CosineWarmRestarts
from gdrun.parts.decays.decay import Decay

__all__ = [
    "CosineWarmRestarts",
    "Decay",
    "InverseTime",
    "NoDecay",
]
