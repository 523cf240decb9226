"""What a call of the loop is given and leaves as it is: the network, the data, and the rules."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.network import Hyper, Network


class Data(NamedTuple):
    """The portions of the data; one without rows is none."""

    train: Portion
    validation: Portion
    test: Portion


class Measure(NamedTuple):
    """How outputs are judged."""

    classes: int
    """Number of classes; 0 where the targets are numbers."""
    exponential: int
    """Whether outputs are the logarithms of what they predict."""
    about: NDArray[np.float64]
    """What metrics are told of the targets: the number of classes, or of each column of numbers
    the scale, and after these of each the shift."""
    weighted: int
    """Whether rows count as in the loss that is trained on; else all count alike."""
    metrics: NDArray[np.int64]
    """A row for each metric, see ``judging``; whoever makes it keeps the kernels alive."""
    hyper: NDArray[np.float64]
    """The metrics' parameters, one's after the other's."""


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
    average: int
    """The address of what averages theta; 0 if nothing does."""
    average_by_steps: int
    """Whether theta is taken after each step, or else after each epoch."""
    average_from: int
    """The first epoch in which it is."""
    plain: int
    """Whether a step is plain descent on dense layers: nothing happens to the gradient, and
    θ ← θ − αg."""
    snapshot_every: int
    """Steps between two rows of ``snapshots``."""


class Problem(NamedTuple):
    """All that the trials of a call share, but for its kernels and learning rates.

    At each call Numba looks at the types of all that it is given, which takes ten times as long for
    a tuple that holds a function.
    """

    network: Network
    hyper: Hyper
    data: Data
    measure: Measure
    rules: Rules
