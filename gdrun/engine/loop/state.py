"""What the loop changes: how a trial stands, and what there is to tell of it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.layers.network import Matrix, Vector

RUNNING, CONVERGED, FINISHED, EARLY_STOPPED, DIVERGED, INTERRUPTED = range(6)
"""How a trial stands; RUNNING: the epochs asked for so far are done, and more are to come."""


class State(NamedTuple):
    """All that a trial changes while it trains, so that a call goes on where another ended.

    The loop's caller stacks the trials of a call: every array has one more axis in front.
    """

    theta: Vector
    """The parameters, and then what layers remember from step to step."""
    memory: Matrix
    """The optimizer's vectors: (slots, parameters)."""
    scalars: NDArray[np.float64]
    reaction: NDArray[np.float64]
    """What the decay remembers of the metric it reacts to."""
    watch: NDArray[np.float64]
    mean_theta: Vector
    """As theta, with the average of the parameters so far; empty if none is asked for."""
    averaged: NDArray[np.int64]
    """One number: how many thetas are in it."""
    best_theta: Vector
    """The weights of the best epoch so far; empty without early stopping."""
    order_random: NDArray[np.uint64]
    """Of the generator that shuffles; up to the first epoch, the words that it is seeded with."""
    rounding_random: NDArray[np.uint64]
    layer_random: NDArray[np.int64]
    """One number: the seed of what layers draw."""
    status: NDArray[np.int64]
    """One number: how the trial stands."""


class Report(NamedTuple):
    """What the loop tells of a trial; stacked as ``State`` is."""

    first: NDArray[np.float64]
    """(columns,): what ``history`` holds, of the first weights; they have no learning rate."""
    history: NDArray[np.float64]
    """(epochs, columns): learning rate, train loss, and of the validation portion the loss and the
    metrics that are computed after each epoch."""
    metrics: NDArray[np.float64]
    """(3, 1 + metrics): the final loss and metrics on train, validation and test."""
    outputs: Matrix
    """(rows, outputs): the final raw outputs for the validation rows and then the test rows; no
    rows if they are not wanted."""
    losses: NDArray[np.float32]
    """(rows,): the loss of each of these, whatever it weighs."""
    units: NDArray[np.float64]
    """(layers, MEASURES): what is seen of the layers in the end, see ``units``; NaN where a trial
    did not end well."""
    snapshots: Matrix
    """(rows, parameters): theta every ``snapshot_every`` steps; no rows if none are wanted."""
    progress: NDArray[np.int64]
    """Epochs and steps done, written as they are done."""
