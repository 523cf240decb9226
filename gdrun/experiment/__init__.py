"""Experiments: what is to be run, with which random numbers, on which executor."""

from gdrun.experiment.api import RunOptions, available_cores, sweep, train
from gdrun.experiment.session import Keeping, KeepWeights
from gdrun.experiment.until import MAX_SEEDS, Until

__all__ = [
    "MAX_SEEDS",
    "KeepWeights",
    "Keeping",
    "RunOptions",
    "Until",
    "available_cores",
    "sweep",
    "train",
]
