"""What crosses between Python and the compiled loop: data, rules, and a trial's state."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.layers.network import Portion, Vector

RUNNING, CONVERGED, FINISHED, EARLY_STOPPED, DIVERGED, INTERRUPTED = range(6)
"""How a trial stands; RUNNING: the epochs asked for so far are done, and more are to come."""


class Data(NamedTuple):
    """The parts of the data; one without rows is none."""

    train: Portion
    validation: Portion
    test: Portion


class Rules(NamedTuple):
    """What a config's ``training``, ``penalty`` and ``decay`` ask of the loop.

    A limit of 0 is switched off (of ``loss_below``, −∞), so is a column of −1.
    """

    batch_size: int
    shuffle: int
    vary_rounding: int
    l1: float
    l2: float
    clip_value: float
    clip_norm: float
    gradient_norm: float
    loss_change: float
    loss_below: float
    patience: int
    monitor: int
    """Column of the history that early stopping looks at."""
    monitor_largest: int
    """Whether the largest value of that column is the best."""
    minimum_change: float
    react_column: int
    """Column of the history that the decay reacts to."""
    react_from: int
    """The first epoch after which it does."""
    plain: int
    """Whether a step is plain descent: nothing happens to the gradient, and θ ← θ − αg."""
    snapshot_every: int
    """Steps between two rows of ``snapshots``."""


class State(NamedTuple):
    """All that a trial changes while it trains, so that a call goes on where another ended.

    The loop's caller stacks the trials of a call: every array has one more axis in front.
    """

    theta: Vector
    memory: Any
    """The optimizer's vectors: (slots, parameters)."""
    scalars: NDArray[np.float64]
    reaction: NDArray[np.float64]
    """What the decay remembers of the metric it reacts to."""
    watch: NDArray[np.float64]
    best_theta: Vector
    """The weights of the best epoch so far; empty without early stopping."""
    order_random: NDArray[np.uint64]
    """Of the generator that shuffles; up to the first epoch, the words that it is seeded with."""
    rounding_random: NDArray[np.uint64]
    status: NDArray[np.int64]
    """One number: how the trial stands."""


class Report(NamedTuple):
    """What the loop tells of a trial; stacked as ``State`` is."""

    history: NDArray[np.float64]
    """(epochs, columns): learning rate, train loss, and the validation part's metrics."""
    metrics: NDArray[np.float64]
    """(3, metrics): the final metrics on train, validation and test."""
    snapshots: Any
    """(rows, parameters): theta every ``snapshot_every`` steps; no rows if none are wanted."""
    progress: NDArray[np.int64]
    """Epochs and steps done, written as they are done."""
