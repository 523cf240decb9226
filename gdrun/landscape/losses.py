"""The loss that training lowers, at any parameters."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.trial.binding import Binding
from gdrun.trial.streams import TrialStreams
from gdrun.trial.training import Loop, arrays_of

Floats = NDArray[np.float64]

_AT_ONCE = 1000


def losses_at(binding: Binding, thetas: Floats, loop: Loop) -> Floats:
    """J(θ) of each row of ``thetas`` (n, size): the mean loss of the training rows with penalty.

    What the compiled loop tells of first weights is taken, so that it is what training sees.

    Raises:
        KeyboardInterrupt: After Ctrl-C.
    """
    found = []
    stop = np.zeros(1, np.int64)
    dtype = np.dtype(binding.config.training.dtype)
    with stopped_by_ctrl_c(stop):
        for first in range(0, len(thetas), _AT_ONCE):
            some = thetas[first : first + _AT_ONCE].astype(dtype)
            streams = TrialStreams([0] * len(some), binding.config.stream_seed)
            counters = np.zeros((len(some), 2), np.int64)
            arrays = arrays_of(binding, some.copy(), streams, counters, epochs=0)
            # No epoch at all: the first weights are looked at, and that is the end.
            problem, kernels, rates = binding.problem, binding.kernels, np.zeros((0, 1))
            loop(0, 0, problem, kernels, rates, arrays.state, arrays.report, stop)
            if stop[0]:
                raise KeyboardInterrupt
            found.append(arrays.report.first[:, 1])
    return np.concatenate(found) + _penalties(binding, thetas)


def _penalties(binding: Binding, thetas: Floats) -> Floats:
    penalty = binding.config.penalty
    weights = [thetas[:, each.place] for each in binding.tensors if each.penalised]
    values = np.concatenate(weights, axis=1) if weights else np.zeros((len(thetas), 0))
    l1: Floats = penalty.l1 * np.abs(values).sum(axis=1)
    l2: Floats = penalty.l2 / 2 * (values**2).sum(axis=1)
    return l1 + l2
