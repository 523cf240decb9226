"""Why a trial diverged, where that can be told: so that no rate is blamed for a target."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.loop.state import DIVERGED
from gdrun.records import PORTIONS
from gdrun.trial.binding import Binding
from gdrun.trial.training import Arrays, Loop, make_arrays

LARGE = 1e6
"""Numbers beyond this are worth a word: normalised data is far below it."""


def causes_of_divergence(
    binding: Binding,
    arrays: Arrays,
    seeds: Sequence[int],
    loop: Loop,
    stop: NDArray[np.int64],
) -> dict[int, str]:
    """By seed, in words, what is at fault in trials that diverged, where it is not the rate.

    A trial that diverged in its first epoch is begun once more with a rate of 0. If that diverges,
    too, no rate would help.

    Args:
        binding: What was trained.
        arrays: What came of it.
        seeds: Of its trials.
        loop: What trained them.
        stop: Ends the search.
    """
    state, report = arrays.state, arrays.report
    diverged = state.status[:, 0] == DIVERGED
    if not diverged.any():
        return {}
    causes = {
        seed: cause
        for seed, bad, (epochs, _), history, metrics, theta in zip(
            seeds, diverged, report.progress, report.history, report.metrics, state.theta,
            strict=True,
        )
        if bad
        and (cause := _of_the_rates(history[:epochs]) or _in_the_end(binding, metrics, theta))
    }  # fmt: skip
    at_once = [
        seed
        for seed, bad, (epochs, _) in zip(seeds, diverged, report.progress, strict=True)
        if bad and epochs <= 1 and seed not in causes
    ]
    return causes | _from_the_start(binding, at_once, loop, stop)


def _of_the_rates(history: NDArray[np.float64]) -> str:
    """A decay of one's own may make anything; a history's first column has what it made."""
    if np.isfinite(history[:, 0]).all():
        return ""
    return "the decay makes learning rates that are not finite"


def _in_the_end(binding: Binding, metrics: NDArray[np.float64], theta: NDArray[np.floating]) -> str:
    """The training went well, but not what was measured of its weights."""
    loss_of = dict(zip(PORTIONS, metrics[:, 0].tolist(), strict=True))
    if not math.isfinite(loss_of["train"]) or not np.isfinite(theta).all():
        return ""
    for name, portion in zip(PORTIONS, binding.problem.data, strict=True):
        if len(portion.targets) and not math.isfinite(loss_of[name]):
            return _of_the_targets(binding, name) or (
                f"the final loss of the {name} part is not finite"
            )
    return ""


def _from_the_start(
    binding: Binding, seeds: Sequence[int], loop: Loop, stop: NDArray[np.int64]
) -> dict[int, str]:
    if not seeds:
        return {}
    # One more epoch than is run: so nothing is judged in the end.
    arrays = make_arrays(binding, seeds, np.zeros((len(seeds), 2), np.int64), epochs=2)
    first = next(iter(binding.only_rates or binding.rate_blocks()))[1][:1]
    start = arrays.state.theta.copy()
    loop(
        0,
        1,
        binding.problem,
        binding.kernels,
        np.zeros_like(first),
        arrays.state,
        arrays.report,
        stop,
    )
    cause = _of_the_targets(binding, "train")
    return {
        seed: cause or _of_sizes(binding, theta)
        for seed, status, theta in zip(seeds, arrays.state.status[:, 0], start, strict=True)
        if status == DIVERGED
    }


def _of_the_targets(binding: Binding, portion: str) -> str:
    """What to do if even the loss of outputs of 0 is more than the dtype holds."""
    targets = getattr(binding.problem.data, portion).targets
    rows = np.unique(np.abs(targets).argmax(axis=0))
    outputs = np.zeros((len(rows), binding.layers[-1].outputs), targets.dtype)
    gradient = np.zeros_like(outputs)
    hyper = binding.problem.hyper.loss
    try:
        with np.errstate(all="ignore"):
            value = binding.loss.value(outputs, targets[rows], hyper, gradient)
    except Exception:
        # Not compiled, a loss of one's own may raise where a quotient or a logarithm is infinite.
        return ""
    if math.isfinite(value) and np.isfinite(gradient).all():
        return ""
    wider = ", or take `training.dtype: float64`" if targets.dtype == np.float32 else ""
    return (
        f"a target of the {portion} part as large as {np.abs(targets).max():.3g} is too large for "
        f"{binding.loss.name} in {targets.dtype}, whatever the learning rate: normalise it, "
        f"scale it{wider}"
    )


def _of_sizes(binding: Binding, theta: NDArray[np.floating]) -> str:
    """What is there before the first step, and how large."""
    train = binding.problem.data.train
    sizes = {
        "first weight": np.abs(theta).max(initial=0.0),
        "input": np.abs(train.inputs).max(initial=0.0),
        "target": np.abs(train.targets).max(initial=0.0),
    }
    large = [f"{what} as large as {size:.3g}" for what, size in sizes.items() if size > LARGE]
    found = f": there is {' and '.join(f'a {each}' for each in large)}" if large else ""
    return (
        "the loss or its gradient is not finite before the first step, whatever the learning rate"
        + found.replace("a input", "an input")
    )
