"""Experiments: what is to be run, with which random numbers, on which executor."""

from gdrun.experiment.api import (
    HISTORY_ROWS,
    RunOptions,
    available_cores,
    sweep,
    train,
    variance,
)
from gdrun.experiment.stored_session import StoreOptions
from gdrun.experiment.until import MAX_SEEDS, Until
from gdrun.experiment.weights import KeepWeights

__all__ = [
    "HISTORY_ROWS",
    "MAX_SEEDS",
    "KeepWeights",
    "RunOptions",
    "StoreOptions",
    "Until",
    "available_cores",
    "sweep",
    "train",
    "variance",
]
