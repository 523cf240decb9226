"""The loss that training lowers, at any parameters."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.engine.layers.examples import Portion
from gdrun.trial.binding import Binding
from gdrun.trial.streams import TrialStreams
from gdrun.trial.training import Loop, arrays_of

Floats = NDArray[np.float64]

_AT_ONCE = 1000
_BYTES_AT_ONCE = 20_000_000
"""Of parameters; an optimizer's memory is some times as large."""
_MOST_WORK = 10_000_000
"""Rows × parameters of a surface, …"""
_FEWEST_ROWS = 1000
"""… but of very large networks no fewer rows than these."""


def most_at_once(size: int) -> int:
    """How many networks of so many parameters are looked at in one call."""
    return max(1, min(_AT_ONCE, _BYTES_AT_ONCE // (8 * size)))


def on_few_rows(binding: Binding) -> Binding:
    """The same with at most so many rows, drawn at random, that a surface takes a few seconds.

    What is drawn are contours, of which nobody sees how exactly a mean is known.
    """
    data = binding.problem.data
    most = max(_FEWEST_ROWS, _MOST_WORK // binding.parameters)
    # Of validation nothing is asked.
    fewer = data._replace(train=_drawn(data.train, most), validation=_drawn(data.validation, 1))
    return replace(binding, problem=binding.problem._replace(data=fewer))


def _drawn(portion: Portion, most: int) -> Portion:
    rows = len(portion.targets)
    if rows <= most:
        return portion
    chosen = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
    arrays = [each[chosen] if len(each) else each for each in portion]
    for each in arrays:
        each.flags.writeable = False
    return Portion(*arrays)


def losses_at(binding: Binding, thetas: Floats, loop: Loop) -> Floats:
    """J(θ) of each row of ``thetas`` (n, size): the mean loss of the training rows with penalty.

    What the compiled loop tells of first weights is taken, so that it is what training sees.

    Raises:
        KeyboardInterrupt: After Ctrl-C.
    """
    found = [np.zeros(0)]
    stop = np.zeros(1, np.int64)
    dtype = np.dtype(binding.config.training.dtype)
    step = most_at_once(thetas.shape[1])
    # Parameters that ran away may be more than the dtype can hold: their loss is not finite.
    with stopped_by_ctrl_c(stop), np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(thetas), step):
            some = thetas[first : first + step].astype(dtype)
            streams = TrialStreams([0] * len(some), binding.config.stream_seed)
            counters = np.zeros((len(some), 2), np.int64)
            arrays = arrays_of(binding, some, streams, counters, epochs=0)
            # No epoch at all: the first weights are looked at, and that is the end.
            problem, kernels, rates = binding.problem, binding.kernels, np.zeros((0, 1))
            loop(0, 0, problem, kernels, rates, arrays.state, arrays.report, stop)
            if stop[0]:
                raise KeyboardInterrupt
            found.append(arrays.report.first[:, 1])
        return np.concatenate(found) + _penalties(binding, thetas)


def _penalties(binding: Binding, thetas: Floats) -> Floats:
    penalty = binding.config.penalty
    found = np.zeros(len(thetas))
    for tensor in binding.tensors:
        if tensor.penalised:
            weights = thetas[:, tensor.place]
            found += penalty.l1 * np.abs(weights).sum(axis=1)
            found += penalty.l2 / 2 * (weights**2).sum(axis=1)
    return found
