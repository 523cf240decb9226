"""What comes before a step's update: the batch's gradient, the penalty, clipping."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compiling import inner
from gdrun.engine.memory import keep_alive
from gdrun.engine.network import (
    TILE,
    Examples,
    Function,
    Network,
    Portion,
    Scratch,
    Vector,
    backward,
    examples_of,
    load_tile,
    make_buffers,
    make_scratch,
    tile_loss,
    transpose_weights,
)
from gdrun.engine.trial import Rules


@inner
def set_batch_gradient(
    theta: Vector,
    gradient: Vector,
    order: NDArray[np.int64],
    start: int,
    stop: int,
    examples: Examples,
    activation: Function,
    derivative: Function,
    loss: Function,
    scratch: Scratch,
    flag: NDArray[np.int64],
) -> float:
    """Writes the gradient of the mean loss over ``order[start:stop]``; returns the losses' sum."""
    transpose_weights(theta, scratch)
    share = 1.0 / (stop - start)
    total = 0.0
    for first in range(start, stop, TILE):
        if flag[0]:
            break
        count = min(TILE, stop - first)
        load_tile(examples, order, first, count, scratch)
        total += tile_loss(theta, count, activation, loss, scratch)
        backward(gradient, count, share, first == start, derivative, scratch)
    return total


@inner
def mean_loss(
    theta: Vector,
    examples: Examples,
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
        load_tile(examples, natural, first, count, scratch)
        total += tile_loss(theta, count, activation, loss, scratch)
    return total / rows


@inner
def add_penalty(theta: Vector, gradient: Vector, rules: Rules, scratch: Scratch) -> None:
    """Adds the gradient of l1·Σ|w| + l2/2·Σw², over weights but not biases; sign(0) is 0."""
    if rules.l1 == 0.0 and rules.l2 == 0.0:
        return
    l1, l2 = theta.dtype.type(rules.l1), theta.dtype.type(rules.l2)
    zero = theta.dtype.type(0)
    for layer in range(scratch.last):
        first = scratch.weights[layer]
        for i in range(first, first + scratch.sizes[layer] * scratch.sizes[layer + 1]):
            w = theta[i]
            sign = l1 if w > zero else -l1 if w < zero else zero
            gradient[i] += sign + l2 * w


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
    """The mean loss of a part, without the penalty; its gradient, with it, to ``gradient``."""
    examples = examples_of(part)
    buffers = make_buffers(network.sizes, theta, examples.target_columns)
    scratch = make_scratch(buffers, network)
    total = set_batch_gradient(
        theta, gradient, np.arange(examples.rows), 0, examples.rows, examples,
        activation, derivative, loss, scratch, np.zeros(1, np.int64),
    )  # fmt: skip
    add_penalty(theta, gradient, rules, scratch)
    keep_alive(buffers)
    return total / examples.rows
