"""How much memory trials take, told before anything is allocated."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gdrun.engine.layers.scratch import TILE
from gdrun.errors import PartError
from gdrun.network import theta_size
from gdrun.trial.binding import Binding

_GIGABYTE = 1e9


def check_memory(bindings: Sequence[Binding], workers: int) -> None:
    """Sees that the largest trials fit into memory, as many as run at the same time.

    Raises:
        PartError: If they do not.
    """
    if not bindings:
        return
    largest = max(bindings, key=trial_bytes)
    needed, available = workers * trial_bytes(largest), available_bytes()
    if available is not None and needed > available:
        each = f"{workers} trials at the same time need" if workers > 1 else "a trial needs"
        raise PartError(
            f"{each} about {needed / _GIGABYTE:,.1f} GB for {largest.parameters:,} parameters and "
            f"{largest.config.training.epochs:,} epochs, but {available / _GIGABYTE:,.1f} GB are "
            "free: a smaller `model.hidden`, fewer epochs or fewer workers need less"
        )


def trial_bytes(binding: Binding) -> int:
    """About how many bytes a trial takes while it runs; the data is shared and not counted."""
    config, item = binding.config, np.dtype(binding.config.training.dtype).itemsize
    # The gradient and the turned weights; theta, a copy for the record, the best, their average.
    vectors, thetas = 2 + config.optimizer.slots(), 3 + (config.training.average is not None)
    theta = vectors * binding.parameters + thetas * theta_size(binding.tensors)
    # Sums, values, deltas and slopes of a tile, its inputs, and what layers keep.
    network = binding.problem.network
    tile = 3 * network.units + network.kept + TILE * binding.layers[0].inputs
    # Predictions, labels, ranks, the rows in order, and four times as much room as rows.
    data, measure = binding.problem.data, binding.problem.measure
    rows = max(len(portion.targets) for portion in data)
    width = max(measure.classes, int(data.train.targets.shape[1]))
    predictions = 8 * rows * (width + 10)
    history = 8 * config.training.epochs * len(binding.columns)
    # Initial weights are drawn in float64.
    drawn = 8 * binding.parameters
    return item * (theta + tile) + 2 * history + drawn + predictions


def available_bytes() -> int | None:
    """Memory that can be had without swapping, or else all there is; None where nobody knows."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
