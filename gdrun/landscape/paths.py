"""The path of a network's parameters through its training."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.engine.loop.state import DIVERGED
from gdrun.trial.binding import Binding
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.training import make_arrays, train_trials, weights_hash

MOST_POINTS = 2000
"""So many points of a path are kept, …"""
MOST_BYTES = 200_000_000
"""… and so many bytes of all paths of a picture; of longer or larger ones every so many steps."""


@dataclass(frozen=True)
class Path:
    """The parameters of one trial, step by step."""

    thetas: NDArray[np.float64]
    """Before the first step, after each ``every`` and after the last: (points, size)."""
    every: int
    """Steps from one point to the next; to the last one there may be fewer."""
    steps: int
    """How many there were."""
    end: NDArray[np.float64]
    """What training ended with: the last point, unless better weights were restored, or a mean
    was taken, (size,)."""
    diverged: bool
    weights_sha256: str
    """Of ``end``, as a record has it."""

    @property
    def ends_with_last_step(self) -> bool:
        """Whether ``end`` is where the last step led, as far as that step was kept."""
        return self.steps % self.every != 0 or np.array_equal(self.thetas[-1], self.end)


def path_of(
    binding: Binding, seed: int, steps: int, on_status: Callable[[str], None], *, paths: int = 1
) -> Path:
    """Trains again with one seed, and keeps the parameters on their path.

    Args:
        binding: What is trained.
        seed: Of the trial.
        steps: How many it took before.
        on_status: Told, in words, of what takes long.
        paths: Among so many the memory is shared.

    Raises:
        KeyboardInterrupt: After Ctrl-C.
    """
    training = binding.config.training
    size = sum(tensor.size for tensor in binding.tensors)
    # The last point may come on top.
    most = max(2, min(MOST_POINTS, MOST_BYTES // (8 * size * paths)) - 1)
    every = max(1, -(-steps // (most - 1)))
    rules = binding.problem.rules._replace(snapshot_every=every)
    moved = replace(binding, problem=binding.problem._replace(rules=rules))
    loop = load_training_loop(training.dtype, on_status)
    counters = np.zeros((1, 2), np.int64)
    arrays = make_arrays(moved, [seed], counters, snapshots=steps // every + 1)
    stop = np.zeros(1, np.int64)
    # Python hears Ctrl-C in the main thread alone, and not while that is in compiled code.
    with stopped_by_ctrl_c(stop), ThreadPoolExecutor(1) as thread:
        thread.submit(train_trials, moved, arrays, loop, stop).result()
    if stop[0]:
        raise KeyboardInterrupt
    taken, theta = int(counters[0, 1]), arrays.state.theta[0]
    thetas = arrays.report.snapshots[0, : taken // every + 1].astype(np.float64)
    end = theta.astype(np.float64)
    moves_on = rules.monitor < 0 and training.average is None
    if moves_on and (len(thetas) - 1) * every < taken:
        thetas = np.concatenate([thetas, end[np.newaxis]])
    diverged = bool(arrays.state.status[0, 0] == DIVERGED)
    return Path(thetas, every, taken, end, diverged, weights_hash(theta))
