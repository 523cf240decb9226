"""What comes before a step's update: the batch's gradient, the penalty, clipping."""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, keep_alive, number, pointer
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.backward import add_gradient, propagate, transpose_weights
from gdrun.engine.layers.examples import (
    Examples,
    Portion,
    examples_of,
    load_tile,
    total_weight,
)
from gdrun.engine.layers.forward import weighted_loss
from gdrun.engine.layers.network import (
    LOOKING,
    Hyper,
    Kernels,
    Layers,
    Moment,
    Network,
    Vector,
    layers_of,
)
from gdrun.engine.layers.scratch import TILE, Scratch, make_buffers, make_scratch
from gdrun.engine.loop.problem import Rules


@inner
def set_batch_gradient(
    theta: Pointer,
    gradient: Pointer,
    order: Pointer,
    start: int,
    stop: int,
    weight: float,
    examples: Examples,
    moment: Moment,
    layers: Layers,
    scratch: Scratch,
    flag: Pointer,
) -> float:
    """Writes the gradient of the mean loss over ``order[start:stop]``; returns the losses' sum.

    Both are weighted if the examples are; ``weight`` is the rows' total, and above 0.
    """
    if stop - start > 1:
        transpose_weights(theta, layers, scratch)
    share = 1.0 / weight
    total = 0.0
    for first in range(start, stop, TILE):
        if flag[0]:
            break
        count = min(TILE, stop - first)
        inputs = load_tile(examples, order, first, count, scratch)
        tile = advance(order, first)
        total += weighted_loss(theta, inputs, tile, count, moment, examples, layers, scratch)
        propagate(theta, count, share, layers, scratch)
        add_gradient(theta, gradient, inputs, count, first == start, layers, scratch)
    return total


@inner
def mean_loss(
    theta: Pointer,
    examples: Examples,
    layers: Layers,
    scratch: Scratch,
    natural: Pointer,
    stop: Pointer,
) -> float:
    """The mean loss of all rows, as they count in training, unless ``stop`` is set meanwhile."""
    rows = examples.rows
    total = 0.0
    for first in range(0, rows, TILE):
        if stop[0]:
            break
        count = min(TILE, rows - first)
        inputs = load_tile(examples, natural, first, count, scratch)
        tile = advance(natural, first)
        total += weighted_loss(theta, inputs, tile, count, LOOKING, examples, layers, scratch)
    return total / total_weight(examples, natural, 0, rows)


@inner
def add_penalty(
    theta: Pointer, gradient: Pointer, rules: Rules, penalised: NDArray[np.int64]
) -> None:
    """Adds the gradient of l1·Σ|w| + l2/2·Σw² over the penalised tensors; sign(0) is 0."""
    if rules.l1 == 0.0 and rules.l2 == 0.0:
        return
    l1, l2, zero = number(theta, rules.l1), number(theta, rules.l2), number(theta, 0.0)
    for tensor in range(penalised.shape[0]):
        for i in range(penalised[tensor, 0], penalised[tensor, 1]):
            w = theta[i]
            sign = l1 if w > zero else -l1 if w < zero else zero
            gradient[i] += sign + l2 * w


@inner
def clip(gradient: Pointer, size: int, rules: Rules) -> None:
    """Clips each entry to ±clip_value, then the whole to a Euclidean norm of clip_norm.

    The factor is clip_norm / norm. ``torch.nn.utils.clip_grad_norm_`` adds 1e-6 to the norm.
    """
    if rules.clip_value > 0.0:
        limit = number(gradient, rules.clip_value)
        for i in range(size):
            g = gradient[i]
            gradient[i] = limit if g > limit else -limit if g < -limit else g
    if rules.clip_norm > 0.0:
        squares = 0.0
        for i in range(size):
            squares += float(gradient[i]) * float(gradient[i])
        norm = np.sqrt(squares)
        if norm > rules.clip_norm:
            factor = number(gradient, rules.clip_norm / norm)
            for i in range(size):
                gradient[i] *= factor


def loss_and_gradient(
    theta: Vector,
    gradient: Vector,
    network: Network,
    kernels: Kernels,
    hyper: Hyper,
    portion: Portion,
    first: int,
    rules: Rules,
    moment: Moment,
) -> float:
    """The mean loss of a portion's rows from ``first`` on, without the penalty.

    Its gradient, with the penalty, goes to ``gradient``. ``moment`` is when the step is made.
    """
    examples, layers = examples_of(portion), layers_of(network, kernels, hyper)
    buffers = make_buffers(network, theta, examples.target_columns)
    scratch = make_scratch(buffers)
    order, flag = np.arange(examples.rows), np.zeros(1, np.int64)
    weight = total_weight(examples, pointer(order, 0), first, examples.rows)
    total = set_batch_gradient(
        pointer(theta, 0), pointer(gradient, 0), pointer(order, 0), first, examples.rows, weight,
        examples, moment, layers, scratch, pointer(flag, 0),
    )  # fmt: skip
    add_penalty(pointer(theta, 0), pointer(gradient, 0), rules, network.penalised)
    keep_alive((buffers, order, flag))
    return total / weight
