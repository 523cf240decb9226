"""Mistakes in the gradient itself, and in the update.

Another vector than backpropagation's reaches the update, or the weights move in another direction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdrun.checking.methods import Methods, backprop_gradient, step_gradient
from gdrun.checking.subject import Floats, Subject
from gdrun.engine.loop.signatures import roles
from gdrun.trial.kernels import compile_kernel


@dataclass(frozen=True)
class Distortion:
    """g′ = factor · g[source] + l1 · sign(θ) + l2 · θ, for each parameter."""

    factor: Floats
    source: Floats
    l1: Floats
    l2: Floats

    def rows(self) -> Floats:
        """As a kernel finds it in the optimizer's memory."""
        return np.stack([self.factor, self.source, self.l1, self.l2])


def _distorting_update(
    theta: Any,
    gradient: Any,
    memory: Any,
    scalars: Any,
    hyper: Any,
    learning_rate: float,
    step: int,
) -> None:
    for i in range(theta.size):
        penalty = memory[2, i] * np.sign(theta[i]) + memory[3, i] * theta[i]
        g = memory[0, i] * gradient[int(memory[1, i])] + penalty
        theta[i] -= learning_rate * g


def _none(subject: Subject) -> Distortion:
    size = subject.table.network.parameters
    zero = np.zeros(size)
    return Distortion(np.ones(size), np.arange(size, dtype=np.float64), zero, zero.copy())


def _distorted(subject: Subject, distortion: Distortion) -> Floats:
    """The weights' difference of a step whose update meets the distorted gradient."""
    update = compile_kernel(_distorting_update, roles("float64").update)
    planted = replace(
        subject,
        kernels=subject.kernels._replace(update=update),
        # The shortcut of plain descent writes no gradient down that could be distorted.
        rules=subject.rules._replace(plain=0),
    )
    return step_gradient(planted, distortion.rows())


def in_gradient(distort: Callable[[Subject, Distortion], None]) -> Methods:
    """Both of training's ways, with a gradient that ``distort`` changes."""

    def backprop(subject: Subject) -> Floats:
        distortion = _none(subject)
        distort(subject, distortion)
        gradient = backprop_gradient(subject)
        theta = subject.theta[: gradient.size]
        penalty = distortion.l1 * np.sign(theta) + distortion.l2 * theta
        found: Floats = distortion.factor * gradient[distortion.source.astype(int)] + penalty
        return found

    def weights(subject: Subject) -> Floats:
        distortion = _none(subject)
        distort(subject, distortion)
        return _distorted(subject, distortion)

    return Methods(backprop, weights)


def missing_bias(subject: Subject, distortion: Distortion) -> None:
    """No gradient for b0."""
    distortion.factor[subject.places["b0"]] = 0


def transposed_product(subject: Subject, distortion: Distortion) -> None:
    """The first matrix has its gradient transposed."""
    for tensor in subject.tensors:
        if len(tensor.shape) > 1 and min(tensor.shape) > 1:
            place = tensor.place
            transposed = np.arange(place.start, place.stop).reshape(tensor.shape).T
            distortion.source[place] = transposed.ravel()
            return


def batch_sum(subject: Subject, distortion: Distortion) -> None:
    """Rows are summed."""
    distortion.factor[:] = len(subject.rows)


def unnormalized_weights(subject: Subject, distortion: Distortion) -> None:
    """A sum over weighted rows is divided by how many they are."""
    if subject.train.weights.size:
        distortion.factor[:] = subject.train.weights[subject.rows].mean()


def forgotten_two(subject: Subject, distortion: Distortion) -> None:
    """Half of the gradient of a squared error."""
    if subject.loss.name == "mse":
        distortion.factor[:] = 0.5


def penalty_twice(subject: Subject, distortion: Distortion) -> None:
    """The penalty once more."""
    weights = subject.is_penalised()
    distortion.l1[weights] = subject.rules.l1
    distortion.l2[weights] = subject.rules.l2


def penalized_bias(subject: Subject, distortion: Distortion) -> None:
    """The penalty also where there is none."""
    others = ~subject.is_penalised()
    distortion.l1[others] = subject.rules.l1
    distortion.l2[others] = subject.rules.l2


def forgotten_gain(subject: Subject, distortion: Distortion) -> None:
    """No gradient for gains."""
    for tensor in subject.tensors:
        if tensor.role == "gain":
            distortion.factor[tensor.place] = 0


def single_entry(subject: Subject, distortion: Distortion) -> None:
    """1% more for one entry of W0."""
    place = subject.places["W0"]
    gradient = np.abs(backprop_gradient(subject)[place])
    distortion.factor[place.start + int(np.argmax(gradient))] = 1.01


SMALL_RATE = 1 / 16
"""Of the layers' steps, so that the network after some of them is still one."""


def half_updated(subject: Subject) -> Floats:
    """Each layer moves before the gradients of the layers below it are computed."""
    theta = subject.theta.copy()
    for layer in reversed(subject.layers):
        trained = [tensor.place for tensor in layer.tensors if tensor.role != "state"]
        if not trained:
            continue
        here = slice(trained[0].start, trained[-1].stop)
        # A step for this layer alone, from where the layers above now are.
        gradient = step_gradient(replace(subject, theta=theta))
        theta = theta.copy()
        theta[here] -= SMALL_RATE * gradient[here]
    difference: Floats = subject.theta - theta
    return difference[: subject.table.network.parameters] / SMALL_RATE


def ascent(subject: Subject) -> Floats:
    """The weights climb."""
    distortion = _none(subject)
    distortion.factor[:] = -1
    return _distorted(subject, distortion)
