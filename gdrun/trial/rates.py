"""Learning rates that depend on time alone, made before the compiled loop runs."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gdrun.parts.decays import Decay

MOST_RATES = 2**20
"""Rates made at a time, however many steps a training has."""

RateBlock = tuple[range, NDArray[np.float64]]
"""Epochs, and a row of rates for each."""


def rate_blocks(
    decay: Decay, learning_rate: float, epochs: int, steps_per_epoch: int
) -> Iterator[RateBlock]:
    """Ranges of epochs that follow one another, with the rates of each.

    The rates have a row for each epoch and one column, or a column a step where the decay's
    clock counts steps. They lack the multiplier of a decay that reacts to a metric.
    """
    columns = steps_per_epoch if decay.per == "step" else 1
    block = max(1, MOST_RATES // columns)
    for first in range(0, epochs, block):
        span = range(first, min(first + block, epochs))
        clock = np.arange(span.start * columns, span.stop * columns, dtype=np.float64)
        rates = _rates(decay, learning_rate, clock, epochs * columns)
        yield span, rates.reshape(len(span), columns)


def _rates(
    decay: Decay, learning_rate: float, clock: NDArray[np.float64], total: int
) -> NDArray[np.float64]:
    warm = clock >= decay.warmup
    rates = np.empty_like(clock)
    rates[~warm] = learning_rate * (clock[~warm] + 1) / max(decay.warmup, 1)
    multipliers = decay.multiplier(clock[warm] - decay.warmup, max(total - decay.warmup, 1))
    # A minimum above the optimizer's own rate must not raise it.
    minimum = min(decay.minimum, learning_rate)
    if decay.ends_at_minimum:
        rates[warm] = minimum + (learning_rate - minimum) * multipliers
    else:
        rates[warm] = np.maximum(learning_rate * multipliers, minimum)
    return rates
