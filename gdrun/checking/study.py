"""How the error of differences depends on ε: a V, for ε too large misses the curve, and for ε too
small the rounding of the loss is all that is left."""

import numpy as np
from numpy.typing import NDArray

from gdrun.checking.agreement import relative_errors
from gdrun.checking.differences import FLOOR, Look, central_differences
from gdrun.checking.methods import backprop_gradient
from gdrun.checking.subject import Subject
from gdrun.records.gradients import StepError

STEPS = tuple(10.0**exponent for exponent in range(-1, -13, -1))
MOST_ENTRIES = 200


def step_study(subject: Subject, look: Look) -> tuple[StepError, ...]:
    """Median relative errors for each of ``STEPS``, over entries that meet no kink with any.

    Args:
        subject: The network.
        look: Called a few times a second.
    """
    size = subject.table.network.parameters
    entries = np.unique(np.linspace(0, size - 1, min(size, MOST_ENTRIES)).astype(np.int64))
    found = [central_differences(subject, entries, step, look) for step in STEPS]
    clear = np.all([each.flips[:, 0] < 0 for each in found], axis=0)
    if not clear.any():
        return ()
    true = backprop_gradient(subject)[entries]
    largest = float(np.abs(true).max())

    def error(values: NDArray[np.float64]) -> float:
        return float(np.median(relative_errors(true, values, FLOOR * largest)[clear]))

    return tuple(
        StepError(step, error(each.plain), error(each.extrapolated))
        for step, each in zip(STEPS, found, strict=True)
    )
