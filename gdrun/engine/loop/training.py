"""The training loop: many epochs of some trials in one call, without the interpreter lock.

It is compiled once for each dtype: what a config's parts bring comes in as kernels. All that
changes is in ``State``, so a call may do some of the epochs and a later call the rest, with the
same result as one call.

Arrays are filled by ``copy`` and loops: assigning to a slice compiles, for seconds, the message of
an error that cannot happen.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import (
    Pointer,
    advance,
    aligned,
    keep_alive,
    matrix_view,
    pointer,
    view,
)
from gdrun.engine.blocks.products import copy
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.examples import Examples, examples_of, total_weight
from gdrun.engine.layers.functions import average_at
from gdrun.engine.layers.network import Kernels, Layers, Matrix, Moment, Vector, layers_of
from gdrun.engine.layers.scratch import Scratch, make_buffers, make_scratch
from gdrun.engine.loop.evaluation import RowOutputs, evaluate_portion
from gdrun.engine.loop.judging import (
    ALL,
    FEW,
    TOGETHER,
    Judging,
    gather,
    make_judging,
    make_judging_buffers,
)
from gdrun.engine.loop.problem import Problem, Rules
from gdrun.engine.loop.single_rows import descend, turn_back, turn_weights
from gdrun.engine.loop.state import (
    CONVERGED,
    DIVERGED,
    EARLY_STOPPED,
    FINISHED,
    INTERRUPTED,
    RUNNING,
    Report,
    State,
)
from gdrun.engine.loop.steps import add_penalty, clip, mean_loss, set_batch_gradient
from gdrun.engine.loop.units import look_at_units
from gdrun.engine.loop.watching import (
    BEST_KEPT,
    MULTIPLIER,
    all_finite,
    has_converged,
    has_diverged,
    has_stalled,
    is_better,
    start_watching,
)
from gdrun.engine.random.generator import shuffle, start_random


class Workspace(NamedTuple):
    """What the trials of a call are trained with, one after the other."""

    layers: Layers
    scratch: Scratch
    gradient: Vector
    mean_gradient: NDArray[np.float64]
    """Over the epoch; empty unless a rule asks for its norm."""
    order: NDArray[np.int64]
    """The training rows, in the order in which the epoch meets them."""
    whole: float
    """How much all training rows count together."""
    natural: NDArray[np.int64]
    """Counts from 0 to the largest portion."""
    judging: Judging


def train_trials(
    first_epoch: int,
    last_epoch: int,
    problem: Problem,
    kernels: Kernels,
    rates: NDArray[np.float64],
    states: State,
    reports: Report,
    stop: NDArray[np.int64],
) -> None:
    """Trains each trial for the epochs ``first_epoch`` to ``last_epoch`` − 1, one after the other.

    The trials differ in ``states`` alone. ``rates`` has a row for each of these epochs and one
    column, or a column a step. A trial that ends has its final weights in ``theta`` (the best
    ones if there is early stopping, unless it diverged) and its final metrics in the report.
    Python sets ``stop`` to end the call soon.
    """
    data, measure, rules = problem.data, problem.measure, problem.rules
    train_rows = examples_of(data.train)
    validation_rows = examples_of(data.validation)
    test_rows = examples_of(data.test)
    buffers = make_buffers(problem.network, states.theta[0], train_rows.target_columns)
    # The steps' work is done in arrays that begin where the cache likes them to.
    size, parameter_count = states.theta.shape[1], problem.network.parameters
    theta, gradient = aligned(size, states.theta), aligned(parameter_count, states.theta)
    parameters = pointer(theta, 0)
    order = np.arange(train_rows.rows)
    natural = np.arange(max(train_rows.rows, validation_rows.rows, test_rows.rows))
    judged = make_judging_buffers(natural.size, train_rows.target_columns, measure, theta)
    layers = layers_of(problem.network, kernels, problem.hyper)
    scratch = make_scratch(buffers)
    judging = make_judging(measure, judged)
    workspace = Workspace(
        layers=layers,
        scratch=scratch,
        gradient=gradient,
        mean_gradient=np.zeros(parameter_count if rules.gradient_norm > 0.0 else 0),
        order=order,
        whole=total_weight(train_rows, pointer(natural, 0), 0, train_rows.rows),
        natural=natural,
        judging=judging,
    )
    names = reports.metrics.shape[2]
    for k in range(states.theta.shape[0]):
        copy(pointer(states.theta, k * size), parameters, size)
        state = State(
            theta=theta,
            memory=states.memory[k],
            scalars=states.scalars[k],
            reaction=states.reaction[k],
            watch=states.watch[k],
            mean_theta=states.mean_theta[k],
            averaged=states.averaged[k],
            best_theta=states.best_theta[k],
            order_random=states.order_random[k],
            rounding_random=states.rounding_random[k],
            layer_random=states.layer_random[k],
            status=states.status[k],
        )
        report = Report(
            first=reports.first[k],
            history=reports.history[k],
            metrics=reports.metrics[k],
            outputs=reports.outputs[k],
            losses=reports.losses[k],
            units=reports.units[k],
            snapshots=reports.snapshots[k],
            progress=reports.progress[k],
        )
        if state.status[0] != RUNNING:
            continue
        status = train(
            first_epoch, last_epoch, problem, kernels, rates, train_rows, validation_rows,
            workspace, state, report, stop,
        )  # fmt: skip
        if status in (RUNNING, INTERRUPTED):
            state.status[0] = status
            copy(parameters, pointer(states.theta, k * size), size)
            continue
        if status != DIVERGED:
            copy(seen_theta(state, parameter_count), parameters, size)
            if rules.monitor >= 0 and not np.isnan(state.watch[BEST_KEPT]):
                copy(pointer(state.best_theta, 0), parameters, size)
        is_finite = all_finite(theta)
        for place, rows in enumerate((train_rows, validation_rows, test_rows)):
            if rows.rows == 0:
                continue
            found = pointer(report.metrics, place * names)
            if place != 1 or status != FINISHED or rules.monitor >= 0:
                # Of the many rows that were trained on, all metrics would take longer than a short
                # training.
                wanted = FEW if place == 0 else ALL
                kept = row_outputs(report, validation_rows.rows if place == 2 else 0, place > 0)
                evaluate_portion(
                    parameters, rows, judging, layers, scratch, pointer(natural, 0),
                    pointer(stop, 0), wanted, found, kept,
                )  # fmt: skip
            is_finite &= are_finite(found, names)
        if not is_finite:
            status = DIVERGED
        elif status != DIVERGED:
            look_at_units(theta, train_rows, order, layers, scratch, report.units)
        state.status[0] = INTERRUPTED if stop[0] else status
        copy(parameters, pointer(states.theta, k * size), size)
    keep_alive((buffers, order, natural, judged, theta, gradient))


@inner
def train(
    first_epoch: int,
    last_epoch: int,
    problem: Problem,
    kernels: Kernels,
    rates: NDArray[np.float64],
    train_rows: Examples,
    validation_rows: Examples,
    workspace: Workspace,
    state: State,
    report: Report,
    stop: NDArray[np.int64],
) -> int:
    """Trains one trial for these epochs and says how that ended."""
    rules, layers, scratch = problem.rules, workspace.layers, workspace.scratch
    # As views the arrays that each step hands on are not counted, see ``memory``.
    parameters, slopes = pointer(state.theta, 0), pointer(workspace.gradient, 0)
    size, slots = problem.network.parameters, state.memory.shape[0]
    theta, gradient = view(parameters, size), view(slopes, size)
    penalised = problem.network.penalised
    memory = matrix_view(pointer(state.memory, 0), slots, size)
    scalars = view(pointer(state.scalars, 0), state.scalars.size)
    hyper = view(pointer(problem.hyper.update, 0), problem.hyper.update.size)
    watch, order_random = state.watch, state.order_random
    history, snapshots, progress = report.history, report.snapshots, report.progress
    order, mean_gradient = workspace.order, workspace.mean_gradient
    batches, all_rows = pointer(order, 0), pointer(workspace.natural, 0)
    stopped = pointer(stop, 0)
    rows = train_rows.rows
    batch_size = min(rules.batch_size, rows)
    is_single = rules.plain == 1 and batch_size == 1
    if first_epoch == 0:
        start_random(order_random)
        start_random(state.rounding_random)
        first = report.first
        first[1] = mean_loss(parameters, train_rows, layers, scratch, all_rows, stopped)
        start_watching(watch, first[1])
        if validation_rows.rows > 0:
            evaluate_portion(
                parameters, validation_rows, workspace.judging, layers, scratch, all_rows, stopped,
                TOGETHER, pointer(first, 2), row_outputs(report, 0, False),
            )  # fmt: skip
        if stopped[0]:
            return INTERRUPTED
        if rules.snapshot_every > 0:
            keep_snapshot(0, rules, parameters, snapshots)

    for epoch in range(first_epoch, last_epoch):
        row, epoch_rates = history[epoch], rates[epoch - first_epoch]
        for i in range(rows):
            order[i] = i
        if rules.shuffle and batch_size < rows:
            shuffle(order_random, order, 0, rows)
        row[0] = epoch_rates[0] * watch[MULTIPLIER]
        total, met = 0.0, 0.0
        mean_gradient[:] = 0.0
        averages = rules.average != 0 and epoch >= rules.average_from

        if is_single:
            turn_weights(parameters, layers, scratch)
        batch = 0
        for start in range(0, rows, batch_size):
            end = min(start + batch_size, rows)
            if stopped[0]:
                return INTERRUPTED
            if rules.vary_rounding:
                shuffle(state.rounding_random, order, start, end)
            rate = epoch_rates[min(batch, epoch_rates.size - 1)] * watch[MULTIPLIER]
            batch += 1
            # Not by a call where all count alike: that would be noticed in a step on one row.
            weight = float(end - start)
            if train_rows.weighted:
                weight = total_weight(train_rows, batches, start, end)
            if weight == 0.0:
                continue
            met += weight
            if is_single:
                total += descend(parameters, batches, start, rate, train_rows, layers, scratch)
            else:
                moment = Moment(1, state.layer_random[0], progress[1] + 1)
                total += set_batch_gradient(
                    parameters, slopes, batches, start, end, weight, train_rows, moment, layers,
                    scratch, stopped,
                )  # fmt: skip
                if stopped[0]:
                    return INTERRUPTED
                add_penalty(parameters, slopes, rules, penalised)
                if rules.gradient_norm > 0.0:
                    share = weight / workspace.whole
                    for i in range(size):
                        mean_gradient[i] += share * gradient[i]
                clip(slopes, size, rules)
                kernels.update(theta, gradient, memory, scalars, hyper, rate, progress[1] + 1)
            progress[1] += 1
            if averages and rules.average_by_steps:
                take_average(theta, problem.hyper.average, rules, state)
            if rules.snapshot_every > 0:
                if is_single:
                    turn_back(parameters, layers, scratch)
                keep_snapshot(progress[1], rules, parameters, snapshots)

        if is_single:
            turn_back(parameters, layers, scratch)
        if averages and not rules.average_by_steps:
            take_average(theta, problem.hyper.average, rules, state)
        seen = seen_theta(state, size)
        row[1] = total / met
        if validation_rows.rows > 0:
            is_last = epoch + 1 == history.shape[0] and rules.monitor < 0
            # After the last epoch these are the final metrics of the portion, too.
            final, known = pointer(report.metrics, report.metrics.shape[1]), pointer(row, 2)
            evaluate_portion(
                seen, validation_rows, workspace.judging, layers, scratch, all_rows, stopped,
                ALL if is_last else TOGETHER, final if is_last else known,
                row_outputs(report, 0, is_last),
            )  # fmt: skip
            if is_last:
                gather(final, workspace.judging, known)
            if stopped[0]:
                return INTERRUPTED
        progress[0] = epoch + 1
        if has_diverged(row[1], state.theta, watch):
            return DIVERGED
        if rules.monitor >= 0 and is_better(
            row[rules.monitor], watch[BEST_KEPT], 0.0, rules.monitor_largest
        ):
            watch[BEST_KEPT] = row[rules.monitor]
            copy(seen, pointer(state.best_theta, 0), state.theta.size)
        if has_converged(row[1], norm(mean_gradient), rules, watch):
            return CONVERGED
        if rules.monitor >= 0 and has_stalled(row[rules.monitor], rules, watch):
            return EARLY_STOPPED
        if rules.react_column >= 0 and epoch >= rules.react_from:
            watch[MULTIPLIER] = kernels.react(
                state.reaction, problem.hyper.react, row[rules.react_column]
            )
    return FINISHED if last_epoch == history.shape[0] else RUNNING


@inner
def are_finite(metrics: Pointer, count: int) -> bool:
    """Whether a portion's loss and its other metrics are, but for those that are not defined.

    Such a metric is NaN beside a loss that is finite.
    """
    for m in range(1, count):
        if np.isinf(metrics[m]):
            return False
    return bool(np.isfinite(metrics[0]))


@inner
def row_outputs(report: Report, first: int, wanted: bool) -> RowOutputs:
    """Where what is kept of rows goes, from the row ``first`` on, if it is wanted at all."""
    rows, outputs = report.outputs.shape
    return RowOutputs(
        wanted=1 if wanted and rows > 0 else 0,
        outputs=pointer(report.outputs, first * outputs),
        losses=pointer(report.losses, first),
    )


@inner
def take_average(theta: Vector, hyper: Vector, rules: Rules, state: State) -> None:
    """Takes theta into the average."""
    mean, size = pointer(state.mean_theta, 0), theta.size
    if state.averaged[0] == 0:
        copy(pointer(theta, 0), mean, size)
    else:
        of_hyper = view(pointer(hyper, 0), hyper.size)
        average_at(rules.average, mean)(view(mean, size), theta, of_hyper, state.averaged[0])
    state.averaged[0] += 1


@inner
def seen_theta(state: State, parameters: int) -> Pointer:
    """The theta that is judged, and remains: the parameters' average, if there is one.

    What layers remember is not averaged.
    """
    theta, mean = pointer(state.theta, 0), pointer(state.mean_theta, 0)
    if state.averaged[0] == 0:
        return theta
    copy(advance(theta, parameters), advance(mean, parameters), state.theta.size - parameters)
    return mean


@inner
def keep_snapshot(step: int, rules: Rules, theta: Pointer, snapshots: Matrix) -> None:
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
