"""The training loop: many epochs of some trials in one call, without the interpreter lock.

It is compiled once for each dtype: activation, loss, update rule and the decay's reaction come as
arguments. All that changes is in ``State``, so a call may do some of the epochs and a later call
the rest, with the same result as one call.

Arrays are filled by ``copy`` and loops: assigning to a slice compiles, for seconds, the message of
an error that cannot happen.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, aligned, keep_alive, matrix_view, pointer, view
from gdrun.engine.blocks.products import copy
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.network import (
    Examples,
    Function,
    Network,
    Scratch,
    Vector,
    examples_of,
    make_buffers,
    make_scratch,
)
from gdrun.engine.loop.evaluation import Measure, evaluate_part
from gdrun.engine.loop.single_rows import descend, turn_back, turn_weights
from gdrun.engine.loop.state import (
    CONVERGED,
    DIVERGED,
    EARLY_STOPPED,
    FINISHED,
    INTERRUPTED,
    RUNNING,
    Data,
    Report,
    Rules,
    State,
)
from gdrun.engine.loop.steps import add_penalty, clip, mean_loss, set_batch_gradient
from gdrun.engine.loop.watching import (
    BEST_KEPT,
    MULTIPLIER,
    has_converged,
    has_diverged,
    has_stalled,
    is_better,
    start_watching,
)
from gdrun.engine.random.generator import shuffle, start_random

START_ROWS = 256
"""The loss that divergence is measured against is taken over this many first rows."""


def train_trials(
    first_epoch: int,
    last_epoch: int,
    network: Network,
    data: Data,
    measure: Measure,
    rules: Rules,
    rates: NDArray[np.float64],
    react_hyper: NDArray[np.float64],
    update_hyper: Vector,
    states: State,
    reports: Report,
    stop: NDArray[np.int64],
    activation: Function,
    derivative: Function,
    loss: Function,
    update: Function,
    react: Function,
) -> None:
    """Trains each trial for the epochs ``first_epoch`` to ``last_epoch`` − 1, one after the other.

    The trials differ in ``states`` alone. ``rates`` has a row for each of these epochs and one
    column, or a column a step. A trial that ends has its final weights in ``theta`` (the best
    ones if there is early stopping, unless it diverged) and its final metrics in the report.
    Python sets ``stop`` to end the call soon.
    """
    train_rows = examples_of(data.train)
    validation_rows, test_rows = examples_of(data.validation), examples_of(data.test)
    buffers = make_buffers(network.sizes, states.theta[0], train_rows.target_columns)
    scratch = make_scratch(buffers, network)
    order = np.arange(train_rows.rows)
    natural = np.arange(max(train_rows.rows, validation_rows.rows, test_rows.rows))
    # The steps' work is done in arrays that begin where the cache likes them to.
    size = states.theta.shape[1]
    theta, gradient = aligned(size, states.theta), aligned(size, states.theta)
    parameters = pointer(theta, 0)
    mean_gradient = np.zeros(size if rules.gradient_norm > 0.0 else 0)
    for k in range(states.theta.shape[0]):
        copy(pointer(states.theta, k * size), parameters, size)
        state = State(
            theta, states.memory[k], states.scalars[k], states.reaction[k],
            states.watch[k], states.best_theta[k], states.order_random[k],
            states.rounding_random[k], states.status[k],
        )  # fmt: skip
        report = Report(
            reports.history[k], reports.metrics[k], reports.snapshots[k], reports.progress[k]
        )
        if state.status[0] != RUNNING:
            continue
        status = train(
            first_epoch, last_epoch, train_rows, validation_rows, measure, rules, rates,
            react_hyper, update_hyper, state, report, stop, activation, derivative, loss,
            update, react, scratch, gradient, mean_gradient, order, natural,
        )  # fmt: skip
        if status in (RUNNING, INTERRUPTED):
            state.status[0] = status
            copy(parameters, pointer(states.theta, k * size), size)
            continue
        if rules.monitor >= 0 and status != DIVERGED and not np.isnan(state.watch[BEST_KEPT]):
            copy(pointer(state.best_theta, 0), parameters, size)
        for place, part in enumerate((train_rows, validation_rows, test_rows)):
            if place == 1 and part.rows > 0 and rules.monitor < 0:
                # Seen after the last epoch, with these very weights.
                for i in range(report.metrics.shape[1]):
                    report.metrics[1, i] = report.history[report.progress[0] - 1, 2 + i]
            elif part.rows > 0:
                evaluate_part(
                    parameters, part, measure, activation, loss, scratch,
                    pointer(natural, 0), pointer(stop, 0), report.metrics[place],
                )  # fmt: skip
        state.status[0] = INTERRUPTED if stop[0] else status
        copy(parameters, pointer(states.theta, k * size), size)
    keep_alive((buffers, order, natural, theta, gradient))


@inner
def train(
    first_epoch: int,
    last_epoch: int,
    train_rows: Examples,
    validation_rows: Examples,
    measure: Measure,
    rules: Rules,
    rates: NDArray[np.float64],
    react_hyper: NDArray[np.float64],
    update_hyper: Vector,
    state: State,
    report: Report,
    stop: NDArray[np.int64],
    activation: Function,
    derivative: Function,
    loss: Function,
    update: Function,
    react: Function,
    scratch: Scratch,
    gradient: Vector,
    mean_gradient: NDArray[np.float64],
    order: NDArray[np.int64],
    natural: NDArray[np.int64],
) -> int:
    """Trains one trial for these epochs and says how that ended."""
    # As views the arrays that each step hands on are not counted, see ``memory``.
    parameters, slopes = pointer(state.theta, 0), pointer(gradient, 0)
    size, slots = state.theta.size, state.memory.shape[0]
    theta, gradient = view(parameters, size), view(slopes, size)
    memory = matrix_view(pointer(state.memory, 0), slots, size)
    scalars = view(pointer(state.scalars, 0), state.scalars.size)
    hyper = view(pointer(update_hyper, 0), update_hyper.size)
    watch, order_random = state.watch, state.order_random
    history, snapshots, progress = report.history, report.snapshots, report.progress
    batches, all_rows, stopped = pointer(order, 0), pointer(natural, 0), pointer(stop, 0)
    rows = train_rows.rows
    batch_size = min(rules.batch_size, rows)
    is_single = rules.plain == 1 and batch_size == 1
    if first_epoch == 0:
        start_random(order_random)
        start_random(state.rounding_random)
        start_rows = min(rows, START_ROWS)
        start_loss = mean_loss(
            parameters, train_rows, start_rows, activation, loss, scratch, all_rows
        )
        start_watching(watch, start_loss)
        if rules.snapshot_every > 0:
            keep_snapshot(0, rules, parameters, snapshots)

    for epoch in range(first_epoch, last_epoch):
        row, epoch_rates = history[epoch], rates[epoch - first_epoch]
        for i in range(rows):
            order[i] = i
        if rules.shuffle and batch_size < rows:
            shuffle(order_random, order, 0, rows)
        row[0] = epoch_rates[0] * watch[MULTIPLIER]
        total = 0.0
        mean_gradient[:] = 0.0

        if is_single:
            turn_weights(parameters, scratch)
        batch = 0
        for start in range(0, rows, batch_size):
            end = min(start + batch_size, rows)
            if stopped[0]:
                return INTERRUPTED
            if rules.vary_rounding:
                shuffle(state.rounding_random, order, start, end)
            rate = epoch_rates[min(batch, epoch_rates.size - 1)] * watch[MULTIPLIER]
            batch += 1
            if is_single:
                total += descend(
                    parameters, batches, start, rate, train_rows, activation, derivative, loss,
                    scratch,
                )  # fmt: skip
            else:
                total += set_batch_gradient(
                    parameters, slopes, batches, start, end, train_rows,
                    activation, derivative, loss, scratch, stopped,
                )  # fmt: skip
                if stopped[0]:
                    return INTERRUPTED
                add_penalty(parameters, slopes, rules, scratch)
                if rules.gradient_norm > 0.0:
                    share = (end - start) / rows
                    for i in range(size):
                        mean_gradient[i] += share * gradient[i]
                clip(slopes, size, rules)
                update(theta, gradient, memory, scalars, hyper, rate, progress[1] + 1)
            progress[1] += 1
            if rules.snapshot_every > 0:
                if is_single:
                    turn_back(parameters, scratch)
                keep_snapshot(progress[1], rules, parameters, snapshots)

        if is_single:
            turn_back(parameters, scratch)
        row[1] = total / rows
        if validation_rows.rows > 0:
            evaluate_part(
                parameters, validation_rows, measure, activation, loss, scratch, all_rows,
                stopped, row[2:],
            )  # fmt: skip
            if stopped[0]:
                return INTERRUPTED
        progress[0] = epoch + 1
        if has_diverged(row[1], theta, watch):
            return DIVERGED
        if rules.monitor >= 0 and is_better(
            row[rules.monitor], watch[BEST_KEPT], 0.0, rules.monitor_largest
        ):
            watch[BEST_KEPT] = row[rules.monitor]
            copy(parameters, pointer(state.best_theta, 0), size)
        if has_converged(
            row[1], norm(mean_gradient),
            rules.loss_below, rules.gradient_norm, rules.loss_change, rules.patience, watch,
        ):  # fmt: skip
            return CONVERGED
        if rules.monitor >= 0 and has_stalled(
            row[rules.monitor], rules.minimum_change, rules.monitor_largest, rules.patience, watch,
        ):  # fmt: skip
            return EARLY_STOPPED
        if rules.react_column >= 0 and epoch >= rules.react_from:
            watch[MULTIPLIER] = react(state.reaction, react_hyper, row[rules.react_column])
    return FINISHED if last_epoch == report.history.shape[0] else RUNNING


@inner
def keep_snapshot(step: int, rules: Rules, theta: Pointer, snapshots: Any) -> None:
    """Keeps theta after ``step`` steps if its turn has come and there is room."""
    if step % rules.snapshot_every == 0:
        place, size = step // rules.snapshot_every, snapshots.shape[1]
        if place < snapshots.shape[0]:
            copy(theta, pointer(snapshots, place * size), size)


@inner
def norm(vector: NDArray[np.float64]) -> float:
    """The Euclidean norm."""
    squares = 0.0
    for number in vector:
        squares += number * number
    return math.sqrt(squares)
