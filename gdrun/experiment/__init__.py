"""Experiments: what is to be run, with which random numbers, on which executor."""

from gdrun.experiment.api import Manner, available_cores, sweep, train
from gdrun.experiment.growing import MAX_SEEDS, Until
from gdrun.experiment.keeping import Keeping, KeepWeights

__all__ = [
    "MAX_SEEDS",
    "KeepWeights",
    "Keeping",
    "Manner",
    "Until",
    "available_cores",
    "sweep",
    "train",
]
