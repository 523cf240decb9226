"""The gradient as training computes it: written down, and from the weights after one step."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdrun.checking.subject import Floats, Subject, rows_of
from gdrun.engine.loop.judging import TABLE_COLUMNS
from gdrun.engine.loop.problem import Data, Measure, Problem
from gdrun.engine.loop.signatures import gradient_function, training_loop
from gdrun.engine.loop.state import Report, State
from gdrun.engine.loop.units import MEASURES
from gdrun.engine.loop.watching import WATCHED
from gdrun.parts.decays import NoDecay
from gdrun.parts.optimizers import Sgd

LEARNING_RATE = 1024.0
"""Of the one step. A power of two divides without error; a large one makes the step large beside
the weights, whose own rounding then hides nothing of it."""

Method = Callable[[Subject], Floats]


class Methods(NamedTuple):
    """Two ways to the gradient of a batch's mean loss and the penalty, both training's own."""

    backprop: Method
    weights: Method


def backprop_gradient(subject: Subject) -> Floats:
    """The gradient that backpropagation computes for the batch."""
    network = subject.table.network
    gradient = np.empty(network.parameters)
    gradient_function("float64")(
        subject.theta.copy(), gradient, network, subject.kernels, subject.hyper,
        subject.rows_so_far, subject.rows.start, subject.rules, subject.moment,
    )  # fmt: skip
    return gradient


def step_gradient(subject: Subject, memory: Floats | None = None) -> Floats:
    """(w_before − w_after) / α of one step of plain descent, taken by the training loop.

    The loop trains an epoch that ends with the batch in question; the learning rate is 0 before, so
    this batch meets the weights as they are.

    Args:
        subject: What is trained.
        memory: What the update kernel finds as the optimizer's memory (slots, parameters).
    """
    optimizer, decay, theta = Sgd(), NoDecay(), subject.theta.copy()
    nothing = rows_of(subject.train, slice(0))
    problem = Problem(
        network=subject.table.network,
        hyper=subject.hyper,
        data=Data(
            train=subject.rows_so_far,
            validation=nothing,
            test=nothing,
        ),
        measure=Measure(
            classes=0,
            exponential=0,
            weighted=0,
            about=np.zeros(0),
            metrics=np.zeros((0, TABLE_COLUMNS), np.int64),
            hyper=np.zeros(0),
        ),
        rules=subject.rules,
    )
    rates = np.zeros((1, subject.batch + 1))
    rates[0, subject.batch] = LEARNING_RATE
    if memory is None:
        memory = np.zeros((optimizer.slots(), subject.table.network.parameters))
    state = State(
        theta=theta[np.newaxis],
        memory=memory[np.newaxis],
        scalars=np.zeros((1, optimizer.scalars)),
        reaction=np.zeros((1, decay.state)),
        watch=np.zeros((1, WATCHED)),
        mean_theta=np.zeros((1, 0)),
        averaged=np.zeros((1, 1), np.int64),
        best_theta=np.zeros((1, 0)),
        order_random=np.zeros((1, 4), np.uint64),
        rounding_random=np.zeros((1, 4), np.uint64),
        layer_random=np.array([[subject.layer_seed]]),
        status=np.zeros((1, 1), np.int64),
    )
    report = Report(
        first=np.zeros((1, 2)),
        history=np.zeros((1, 1, 2)),
        metrics=np.zeros((1, 3, 1)),
        outputs=np.zeros((1, 0, 1)),
        losses=np.zeros((1, 0), np.float32),
        units=np.zeros((1, len(subject.table.network.table), MEASURES)),
        snapshots=np.zeros((1, 0, theta.size)),
        progress=np.zeros((1, 2), np.int64),
    )
    training_loop("float64")(
        0, 1, problem, subject.kernels, rates, state, report, np.zeros(1, np.int64)
    )  # fmt: skip
    difference: Floats = subject.theta - state.theta[0]
    return difference[: subject.table.network.parameters] / LEARNING_RATE


HONEST = Methods(backprop_gradient, step_gradient)
