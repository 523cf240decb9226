"""What is looked at after each epoch: divergence, convergence, and early stopping.

``watch`` is a vector of float64 that remembers, between epochs, what these need.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.compiling import inner
from gdrun.engine.loop.problem import Rules

MULTIPLIER, START_LOSS, BEST_KEPT, BEST_COUNTED, STALLED, ANCHOR, STILL = range(7)
"""Places in ``watch``: the decay's multiplier, the loss before training, the best monitored value
(whose weights are kept), the one that improvements are counted from, the epochs since then, the
loss that ``loss_change`` is measured from, and the epochs that it stayed near it."""
WATCHED = 7

DIVERGENCE = 1e6
"""A loss above this many times its start counts as diverged."""


@inner
def has_diverged(train_loss: float, theta: NDArray[Any], watch: NDArray[np.float64]) -> bool:
    """Loss or weights not finite, or the loss above a million times its start.

    A start near 0 is no measure (training may begin at a minimum), so the limit is never below 1.
    """
    if not np.isfinite(train_loss):
        return True
    if train_loss > max(DIVERGENCE * abs(watch[START_LOSS]), 1.0):
        return True
    return not all_finite(theta)


@inner
def all_finite(theta: NDArray[Any]) -> bool:
    """Whether all parameters are."""
    for i in range(theta.size):
        if not np.isfinite(theta[i]):
            return False
    return True


@inner
def start_watching(watch: NDArray[np.float64], start_loss: float) -> None:
    """Sets ``watch`` before the first epoch; NaN stands for a value that there is not yet."""
    watch[:] = np.nan
    watch[MULTIPLIER] = 1.0
    watch[START_LOSS] = start_loss
    watch[STALLED] = 0.0
    watch[STILL] = 0.0


@inner
def is_better(value: float, best: float, change: float, largest: int) -> bool:
    """Whether ``value`` is better than ``best`` by more than ``change``. NaN never is."""
    if np.isnan(best):
        return not np.isnan(value)
    return value > best + change if largest else value < best - change


@inner
def has_stalled(value: float, rules: Rules, watch: NDArray[np.float64]) -> bool:
    """Early stopping: whether ``patience`` epochs in a row brought no improvement."""
    if is_better(value, watch[BEST_COUNTED], rules.minimum_change, rules.monitor_largest):
        watch[BEST_COUNTED] = value
        watch[STALLED] = 0.0
        return False
    watch[STALLED] += 1.0
    return watch[STALLED] >= rules.patience


@inner
def has_converged(
    train_loss: float, gradient_norm: float, rules: Rules, watch: NDArray[np.float64]
) -> bool:
    """Whether the loss, or the norm of the epoch's mean gradient, is below its limit, or the
    loss stayed within ``loss_change`` of one value for ``patience`` epochs."""
    if not abs(train_loss - watch[ANCHOR]) <= rules.loss_change:
        watch[ANCHOR] = train_loss
        watch[STILL] = 0.0
    else:
        watch[STILL] += 1.0
    return (
        train_loss < rules.loss_below
        or gradient_norm < rules.gradient_norm
        or (rules.loss_change > 0.0 and watch[STILL] >= rules.patience)
    )
