"""The training loop: many epochs of one trial in one call, without the interpreter lock.

It is compiled once for each dtype: activation, loss, update rule and the decay's reaction come as
arguments. All that changes is in ``State``, so a call may do some of the epochs and a later call
the rest, with the same result as one call.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compiling import inner
from gdrun.engine.evaluation import Measure, Portion, evaluate_part
from gdrun.engine.network import (
    TILE,
    Function,
    Network,
    Scratch,
    Vector,
    backward,
    layer_weights,
    load_tile,
    make_scratch,
    tile_loss,
    transpose_weights,
)
from gdrun.engine.random import shuffle
from gdrun.engine.watching import (
    BEST_KEPT,
    MULTIPLIER,
    has_converged,
    has_diverged,
    has_stalled,
    is_better,
    start_watching,
)

RUNNING, CONVERGED, FINISHED, EARLY_STOPPED, DIVERGED, INTERRUPTED = range(6)
"""How a call ended; RUNNING: the epochs asked for are done."""

START_ROWS = 1024
"""The loss that divergence is measured against is taken over this many first rows."""


class Data(NamedTuple):
    """The parts that training sees; a validation part without rows is none."""

    train: Portion
    validation: Portion


class Rules(NamedTuple):
    """What a config's ``training``, ``penalty`` and ``decay`` ask of the loop.

    A limit of 0 is switched off (of ``loss_below``, −∞), so is a column of −1.
    """

    batch_size: int
    shuffle: int
    vary_rounding: int
    l1: float
    l2: float
    clip_value: float
    clip_norm: float
    gradient_norm: float
    loss_change: float
    loss_below: float
    patience: int
    monitor: int
    """Column of the history that early stopping looks at."""
    monitor_largest: int
    """Whether the largest value of that column is the best."""
    minimum_change: float
    react_column: int
    """Column of the history that the decay reacts to."""
    react_from: int
    """The first epoch after which it does."""
    snapshot_every: int
    """Steps between two rows of ``snapshots``."""


class State(NamedTuple):
    """All that a trial changes while it trains; arrays, so that Python sees it too."""

    theta: Vector
    memory: Any
    scalars: NDArray[np.float64]
    reaction: NDArray[np.float64]
    watch: NDArray[np.float64]
    best_theta: Vector
    order_random: NDArray[np.uint64]
    rounding_random: NDArray[np.uint64]


class Report(NamedTuple):
    """What the loop tells: ``history`` (epochs, columns), ``snapshots`` of theta (rows, P),
    ``progress`` (epochs and steps done), and ``stop``, which Python sets to end the call."""

    history: NDArray[np.float64]
    snapshots: Any
    progress: NDArray[np.int64]
    stop: NDArray[np.int64]


def train(
    first_epoch: int,
    last_epoch: int,
    network: Network,
    data: Data,
    measure: Measure,
    rules: Rules,
    rates: NDArray[np.float64],
    react_hyper: NDArray[np.float64],
    update_hyper: Vector,
    state: State,
    report: Report,
    activation: Function,
    derivative: Function,
    loss: Function,
    update: Function,
    react: Function,
) -> int:
    """Trains for the epochs ``first_epoch`` to ``last_epoch`` − 1 and says how that ended.

    ``rates`` has a row for each of these epochs and one column, or a column a step. Epochs and
    steps done are in ``report.progress``; early stopping leaves the best weights in
    ``state.best_theta``.
    """
    theta = state.theta
    rows = data.train.targets.shape[0]
    batch_size = min(rules.batch_size, rows)
    scratch = make_scratch(network.sizes, theta, data.train.targets.shape[1])
    gradient = np.zeros_like(theta)
    mean_gradient = np.zeros(theta.size if rules.gradient_norm > 0.0 else 0)
    natural = np.arange(max(rows, data.validation.targets.shape[0]))
    order = np.arange(rows)
    watch = state.watch
    if first_epoch == 0:
        start_rows = min(rows, START_ROWS)
        start_loss = mean_loss(
            theta, network, data.train, start_rows, activation, loss, scratch, natural
        )
        start_watching(watch, start_loss)
        keep_snapshot(0, rules, theta, report)

    for epoch in range(first_epoch, last_epoch):
        row = report.history[epoch]
        epoch_rates = rates[epoch - first_epoch]
        for i in range(rows):
            order[i] = i
        if rules.shuffle and batch_size < rows:
            shuffle(state.order_random, order, 0, rows)
        row[0] = epoch_rates[0] * watch[MULTIPLIER]
        total = 0.0
        mean_gradient[:] = 0.0

        batch = 0
        for start in range(0, rows, batch_size):
            stop = min(start + batch_size, rows)
            if rules.vary_rounding:
                shuffle(state.rounding_random, order, start, stop)
            gradient[:] = theta.dtype.type(0)
            total += add_batch_gradient(
                theta, gradient, order, start, stop, network, data.train,
                activation, derivative, loss, scratch, report.stop,
            )  # fmt: skip
            if report.stop[0]:
                return INTERRUPTED
            add_penalty(theta, gradient, rules, network, scratch)
            if rules.gradient_norm > 0.0:
                share = (stop - start) / rows
                for i in range(theta.size):
                    mean_gradient[i] += share * gradient[i]
            clip(gradient, rules)
            rate = epoch_rates[min(batch, epoch_rates.size - 1)] * watch[MULTIPLIER]
            batch += 1
            report.progress[1] += 1
            update(
                theta, gradient, state.memory, state.scalars, update_hyper,
                rate, report.progress[1],
            )  # fmt: skip
            keep_snapshot(report.progress[1], rules, theta, report)

        row[1] = total / rows
        if data.validation.targets.shape[0] > 0:
            evaluate_part(
                theta, network, data.validation, measure,
                activation, loss, scratch, natural, row[2:],
            )  # fmt: skip
        report.progress[0] = epoch + 1
        if has_diverged(row[1], theta, watch):
            return DIVERGED
        if rules.monitor >= 0 and is_better(
            row[rules.monitor], watch[BEST_KEPT], 0.0, rules.monitor_largest
        ):
            watch[BEST_KEPT] = row[rules.monitor]
            state.best_theta[:] = theta
        if has_converged(
            row[1], np.sqrt((mean_gradient * mean_gradient).sum()),
            rules.loss_below, rules.gradient_norm, rules.loss_change, rules.patience, watch,
        ):  # fmt: skip
            return CONVERGED
        if rules.monitor >= 0 and has_stalled(
            row[rules.monitor], rules.minimum_change, rules.monitor_largest, rules.patience, watch,
        ):  # fmt: skip
            return EARLY_STOPPED
        if rules.react_column >= 0 and epoch >= rules.react_from:
            watch[MULTIPLIER] = react(state.reaction, react_hyper, row[rules.react_column])
    return RUNNING


def evaluate(
    theta: Vector,
    network: Network,
    part: Portion,
    measure: Measure,
    metrics: NDArray[np.float64],
    activation: Function,
    loss: Function,
) -> None:
    """Writes the metrics of a whole part of the data to ``metrics``."""
    scratch = make_scratch(network.sizes, theta, part.targets.shape[1])
    natural = np.arange(part.targets.shape[0])
    evaluate_part(
        theta, network, part, measure, activation, loss, scratch, natural, metrics
    )


def loss_and_gradient(
    theta: Vector,
    gradient: Vector,
    network: Network,
    part: Portion,
    rules: Rules,
    activation: Function,
    derivative: Function,
    loss: Function,
) -> float:
    """The mean loss of a whole part, without the penalty; its gradient, with it, to ``gradient``."""
    scratch = make_scratch(network.sizes, theta, part.targets.shape[1])
    rows = part.targets.shape[0]
    gradient[:] = theta.dtype.type(0)
    total = add_batch_gradient(
        theta, gradient, np.arange(rows), 0, rows, network, part,
        activation, derivative, loss, scratch, np.zeros(1, np.int64),
    )  # fmt: skip
    add_penalty(theta, gradient, rules, network, scratch)
    return total / rows


@inner
def add_batch_gradient(
    theta: Vector,
    gradient: Vector,
    order: NDArray[np.int64],
    start: int,
    stop: int,
    network: Network,
    part: Portion,
    activation: Function,
    derivative: Function,
    loss: Function,
    scratch: Scratch,
    flag: NDArray[np.int64],
) -> float:
    """Adds the gradient of the mean loss over ``order[start:stop]``; returns the losses' sum."""
    transpose_weights(theta, network, scratch)
    share = 1.0 / (stop - start)
    total = 0.0
    for first in range(start, stop, TILE):
        if flag[0]:
            break
        count = min(TILE, stop - first)
        load_tile(part.inputs, part.targets, order, first, count, network, scratch)
        total += tile_loss(theta, count, network, activation, loss, scratch)
        backward(gradient, count, share, network, derivative, scratch)
    return total


@inner
def mean_loss(
    theta: Vector,
    network: Network,
    part: Portion,
    rows: int,
    activation: Function,
    loss: Function,
    scratch: Scratch,
    natural: NDArray[np.int64],
) -> float:
    """The mean loss of the first ``rows`` rows."""
    total = 0.0
    for first in range(0, rows, TILE):
        count = min(TILE, rows - first)
        load_tile(part.inputs, part.targets, natural, first, count, network, scratch)
        total += tile_loss(theta, count, network, activation, loss, scratch)
    return total / rows


@inner
def add_penalty(
    theta: Vector, gradient: Vector, rules: Rules, network: Network, scratch: Scratch
) -> None:
    """Adds the gradient of l1·Σ|w| + l2/2·Σw², over weights but not biases; sign(0) is 0."""
    if rules.l1 == 0.0 and rules.l2 == 0.0:
        return
    l1, l2 = theta.dtype.type(rules.l1), theta.dtype.type(rules.l2)
    zero = theta.dtype.type(0)
    for layer in range(network.sizes.size - 1):
        weights = layer_weights(theta, scratch, network.sizes, layer).reshape(-1)
        slopes = layer_weights(gradient, scratch, network.sizes, layer).reshape(-1)
        for i in range(weights.size):
            w = weights[i]
            sign = l1 if w > zero else -l1 if w < zero else zero
            slopes[i] += sign + l2 * w


@inner
def clip(gradient: Vector, rules: Rules) -> None:
    """Clips each entry to ±clip_value, then the whole to a Euclidean norm of clip_norm."""
    if rules.clip_value > 0.0:
        limit = gradient.dtype.type(rules.clip_value)
        for i in range(gradient.size):
            g = gradient[i]
            gradient[i] = limit if g > limit else -limit if g < -limit else g
    if rules.clip_norm > 0.0:
        squares = 0.0
        for i in range(gradient.size):
            squares += float(gradient[i]) * float(gradient[i])
        norm = np.sqrt(squares)
        if norm > rules.clip_norm:
            factor = gradient.dtype.type(rules.clip_norm / norm)
            for i in range(gradient.size):
                gradient[i] *= factor


@inner
def keep_snapshot(step: int, rules: Rules, theta: Vector, report: Report) -> None:
    """Keeps theta after ``step`` steps if its turn has come and there is room."""
    if rules.snapshot_every > 0 and step % rules.snapshot_every == 0:
        place = step // rules.snapshot_every
        if place < report.snapshots.shape[0]:
            report.snapshots[place, :] = theta
