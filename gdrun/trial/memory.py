"""How much memory trials take, told before anything is allocated."""

import os
from pathlib import Path

import numpy as np

from gdrun.engine.layers.scratch import TILE
from gdrun.errors import PartError
from gdrun.network import theta_size
from gdrun.records import KeepOutputs
from gdrun.trial.binding import Binding

_GIGABYTE = 1e9

VARIANT_BYTES = 6_000
"""What is known of a variant while a sweep runs and is ranked: its config, and what it shares not
with others."""

RECORD_BYTES = 800
"""What is known of a trial that ended, without history and weights."""

_CLASS_AND_LOSS = 5
"""Of a row."""

_ARRAYS_BYTES = 400
"""What history and weights take beside their numbers."""


def check_plan(variants: int, trials: int, arrays: int = 0) -> None:
    """Sees that what is known of so many variants and trials in the end fits into memory.

    Args:
        variants: How many are planned.
        trials: How many of all variants together.
        arrays: Bytes of history and weights that each record holds.

    Raises:
        PartError: If it does not.
    """
    needed = variants * VARIANT_BYTES + trials * (RECORD_BYTES + arrays)
    available = available_bytes()
    if available is not None and needed > available:
        fewer = (
            "fewer seeds, or several sweeps of fewer combinations each"
            if variants > 1
            else "fewer seeds"
        )
        less = f"{fewer}, or a smaller `history`, need less" if arrays else f"{fewer} need less"
        of = f"{trials:,} trials of {variants:,} variants" if variants > 1 else f"{trials:,} trials"
        raise PartError(
            f"what is known of {of} in the end takes about {needed / _GIGABYTE:,.1f} GB, but "
            f"{available / _GIGABYTE:,.1f} GB are free: {less}"
        )


def kept_bytes(binding: Binding, history_rows: int | None, outputs: KeepOutputs) -> int:
    """About how many bytes the history, weights and outputs of a trial take that are kept."""
    epochs = binding.config.training.epochs
    rows = epochs if history_rows is None else min(epochs, history_rows)
    item = np.dtype(binding.config.training.dtype).itemsize
    numbers = 8 * rows * (len(binding.columns) + 1) + item * theta_size(binding.tensors)
    return numbers + outputs_bytes(binding, outputs) + _ARRAYS_BYTES


def outputs_bytes(binding: Binding, outputs: KeepOutputs) -> int:
    """About how many bytes the outputs of a trial take that are kept."""
    if outputs is KeepOutputs.NONE:
        return 0
    data, classes = binding.problem.data, len(binding.dataset.class_names)
    raw = np.dtype(binding.config.training.dtype).itemsize * binding.layers[-1].outputs
    of_row = _CLASS_AND_LOSS if classes else raw
    if classes and outputs is KeepOutputs.ALL:
        of_row += raw
    return of_row * (len(data.validation.targets) + len(data.test.targets))


def check_memory(largest: Binding, workers: int) -> None:
    """Sees that trials of the largest network fit into memory, as many as run at the same time.

    Raises:
        PartError: If they do not.
    """
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
    outputs = 2 * outputs_bytes(binding, KeepOutputs.ALL)
    return item * (theta + tile) + 2 * history + drawn + predictions + outputs


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
