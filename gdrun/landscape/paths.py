"""The way of a network's parameters through its training."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.trial.binding import Binding
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.training import make_arrays, train_trials, weights_hash

MOST_POINTS = 2000
"""So many points of a path are kept, …"""
MOST_BYTES = 200_000_000
"""… and so many bytes; of a longer or larger one every so many steps."""


@dataclass(frozen=True)
class Path:
    """The parameters of one trial, step by step."""

    thetas: NDArray[np.float64]
    """Before the first step and after each ``every``: (points, size)."""
    every: int
    """Steps from one point to the next."""
    weights_sha256: str
    """Of the weights that training ended with, as a record has it."""


def path_of(binding: Binding, seed: int, on_status: Callable[[str], None]) -> Path:
    """Trains again with one seed, and keeps the parameters on their way.

    Raises:
        KeyboardInterrupt: After Ctrl-C.
    """
    steps = binding.config.training.epochs * binding.steps_per_epoch
    size = sum(tensor.size for tensor in binding.tensors)
    width = np.dtype(binding.config.training.dtype).itemsize
    most = max(2, min(MOST_POINTS, MOST_BYTES // (width * size)))
    every = max(1, -(-steps // (most - 1)))
    rules = binding.problem.rules._replace(snapshot_every=every)
    moved = replace(binding, problem=binding.problem._replace(rules=rules))
    loop = load_training_loop(binding.config.training.dtype, on_status)
    counters = np.zeros((1, 2), np.int64)
    arrays = make_arrays(moved, [seed], counters, snapshots=steps // every + 1)
    stop = np.zeros(1, np.int64)
    # Python hears Ctrl-C in the main thread alone, and not while that is in compiled code.
    with stopped_by_ctrl_c(stop), ThreadPoolExecutor(1) as thread:
        thread.submit(train_trials, moved, arrays, loop, stop).result()
    if stop[0]:
        raise KeyboardInterrupt
    points = int(counters[0, 1]) // every + 1
    return Path(
        arrays.report.snapshots[0, :points].astype(np.float64),
        every,
        weights_hash(arrays.state.theta[0]),
    )
