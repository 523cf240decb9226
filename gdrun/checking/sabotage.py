"""Mistakes that people make, planted on purpose: a check that misses one is worth nothing.

A sabotage wraps what is handed to the compiled loops: their kernels, their data, or the calls. The
engine has no line of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numba import types

from gdrun.checking.methods import HONEST, Methods, backprop_gradient, step_gradient
from gdrun.checking.subject import Floats, Subject, rows_of
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.functions import derivative_signature
from gdrun.engine.layers.network import DERIVATIVE
from gdrun.engine.loop.signatures import roles
from gdrun.errors import PartError
from gdrun.parts.activations import Activation, Identity
from gdrun.trial.kernels import compile_kernel
from gdrun.wording import did_you_mean

_DOUBLES = roles("float64")
_DERIVATIVE = derivative_signature(types.float64)


@dataclass(frozen=True)
class Sabotage:
    """One planted mistake."""

    name: str
    summary: str
    needs: str
    """What a network must have so that it changes anything."""
    methods: Methods

    def applies(self, subject: Subject) -> bool:
        """Whether it changes anything in this network."""
        for planted, honest in zip(self.methods, HONEST, strict=True):
            true = honest(subject)
            if np.abs(planted(subject) - true).max() > 1e-12 * np.abs(true).max():
                return True
        return False


_all: dict[str, Sabotage] = {}


def sabotages() -> dict[str, Sabotage]:
    """All of them, by name."""
    return dict(_all)


def sabotage_of(name: str) -> Sabotage:
    """The sabotage of a name.

    Raises:
        PartError: If there is none.
    """
    if name not in _all:
        hint = did_you_mean(name, list(_all)) or "`--sabotage help` lists them"
        raise PartError(f"there is no sabotage `{name}`: {hint}")
    return _all[name]


# Mistakes in the gradient itself: another vector than backpropagation's reaches the update.


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
    scalars: Any,  # noqa: ARG001
    hyper: Any,  # noqa: ARG001
    learning_rate: float,
    step: int,  # noqa: ARG001
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
    update = compile_kernel(_distorting_update, _DOUBLES.update)
    planted = replace(
        subject,
        kernels=subject.kernels._replace(update=update),
        # The shortcut of plain descent writes no gradient down that could be distorted.
        rules=subject.rules._replace(plain=0),
    )
    return step_gradient(planted, distortion.rows())


def _in_gradient(distort: Callable[[Subject, Distortion], None]) -> Methods:
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


def _missing_bias(subject: Subject, distortion: Distortion) -> None:
    distortion.factor[subject.places["b0"]] = 0


def _transposed_product(subject: Subject, distortion: Distortion) -> None:
    for tensor in subject.tensors:
        if len(tensor.shape) > 1 and min(tensor.shape) > 1:
            place = tensor.place
            transposed = np.arange(place.start, place.stop).reshape(tensor.shape).T
            distortion.source[place] = transposed.ravel()
            return


def _batch_sum(subject: Subject, distortion: Distortion) -> None:
    distortion.factor[:] = len(subject.rows)


def _forgotten_two(subject: Subject, distortion: Distortion) -> None:
    if subject.loss.name == "mse":
        distortion.factor[:] = 0.5


def _penalty_twice(subject: Subject, distortion: Distortion) -> None:
    weights = subject.is_penalised()
    distortion.l1[weights] = subject.rules.l1
    distortion.l2[weights] = subject.rules.l2


def _penalized_bias(subject: Subject, distortion: Distortion) -> None:
    biases = ~subject.is_penalised()
    distortion.l1[biases] = subject.rules.l1
    distortion.l2[biases] = subject.rules.l2


def _single_entry(subject: Subject, distortion: Distortion) -> None:
    place = subject.places["W0"]
    gradient = np.abs(backprop_gradient(subject)[place])
    distortion.factor[place.start + int(np.argmax(gradient))] = 1.01


# Mistakes inside backpropagation: another kernel than the part's own.


def _with_kernels(plant: Callable[[Subject], Subject]) -> Methods:
    return Methods(
        lambda subject: backprop_gradient(plant(subject)),
        lambda subject: step_gradient(plant(subject)),
    )


def _with_derivatives(subject: Subject, derivative_of: Callable[[Activation], Any]) -> Subject:
    """Other slopes for every activation."""
    table = subject.table.network.table.copy()
    kernels = []
    for row, layer in zip(table, subject.layers, strict=True):
        if (activation := layer.setting.activation) is not None:
            kernels.append(derivative_of(activation))
            row[DERIVATIVE] = address_of(kernels[-1])
    network = subject.table.network._replace(table=table)
    planted = replace(subject.table, network=network, kernels=(*subject.table.kernels, *kernels))
    return replace(subject, table=planted)


def _forgotten_slope(subject: Subject) -> Subject:
    derivative = compile_kernel(Identity.derivative, _DERIVATIVE)
    return _with_derivatives(subject, lambda _: derivative)


@cache
def _taken_at_values(value: Callable[..., None], derivative: Callable[..., None]) -> Any:
    f, slope_of = inner(value), inner(derivative)

    def wrong(z: Any, a: Any, hyper: Any, slope: Any) -> None:  # noqa: ARG001
        again = np.empty_like(a)
        f(a, hyper, again)
        slope_of(a, again, hyper, slope)

    return compile_kernel(wrong, _DERIVATIVE)


def _slope_of_value(subject: Subject) -> Subject:
    return _with_derivatives(
        subject, lambda activation: _taken_at_values(activation.value, activation.derivative)
    )


@cache
def _without_target(value: Callable[..., float], binary: bool) -> Any:
    right = inner(value)

    def wrong(outputs: Any, targets: Any, hyper: Any, gradient: Any) -> float:
        total: float = right(outputs, targets, hyper, gradient)
        for i in range(outputs.shape[0]):
            if binary:
                gradient[i, 0] += targets[i, 0]
            else:
                gradient[i, int(targets[i, 0])] += 1.0
        return total

    return compile_kernel(wrong, _DOUBLES.loss)


def _forgotten_target(subject: Subject) -> Subject:
    if subject.loss.name not in ("cross_entropy", "binary_cross_entropy"):
        return subject
    kernel = _without_target(subject.loss.value, subject.loss.suits == "binary")
    return replace(subject, kernels=subject.kernels._replace(loss=kernel))


def _last_row_lost(subject: Subject) -> Subject:
    rows = subject.rows
    if len(rows) == 1:
        return subject
    kept = slice(rows.start, rows.stop - 1)
    return replace(subject, train=rows_of(subject.train, kept), batch=0)


SMALL_RATE = 1 / 16
"""Of the layers' steps, so that the network after some of them is still one."""

# Mistakes in the update: backpropagation is right, the weights move in another direction.


def _half_updated(subject: Subject) -> Floats:
    """Each layer moves before the gradients of the layers below it are computed."""
    theta = subject.theta.copy()
    for layer in reversed(subject.layers):
        if not layer.tensors:
            continue
        here = slice(layer.tensors[0].place.start, layer.tensors[-1].place.stop)
        # A step for this layer alone, from where the layers above now are.
        gradient = step_gradient(replace(subject, theta=theta))
        theta = theta.copy()
        theta[here] -= SMALL_RATE * gradient[here]
    difference: Floats = subject.theta - theta
    return difference[: subject.table.network.parameters] / SMALL_RATE


def _ascent(subject: Subject) -> Floats:
    distortion = _none(subject)
    distortion.factor[:] = -1
    return _distorted(subject, distortion)


for _planted in (
    Sabotage(
        "missing_bias",
        "no gradient for the first layer's biases",
        "a gradient of b0 that is not zero",
        _in_gradient(_missing_bias),
    ),
    Sabotage(
        "transposed_product",
        "the gradient of a layer's weights is transposed",
        "a layer with several inputs and several outputs, and a gradient that is not symmetric",
        _in_gradient(_transposed_product),
    ),
    Sabotage(
        "batch_sum",
        "summed over the batch, and not divided by its size",
        "a batch of more than one row",
        _in_gradient(_batch_sum),
    ),
    Sabotage(
        "forgotten_two",
        "a squared error's derivative without the 2",
        "the loss mse",
        _in_gradient(_forgotten_two),
    ),
    Sabotage(
        "penalty_twice",
        "the penalty's gradient is added twice",
        "a penalty, and weights that are not zero",
        _in_gradient(_penalty_twice),
    ),
    Sabotage(
        "penalized_bias",
        "the penalty's gradient for biases too",
        "a penalty, and biases that are not zero; if biases are zero at first: add --after 1",
        _in_gradient(_penalized_bias),
    ),
    Sabotage(
        "single_entry",
        "one entry of the first layer is 1% too large",
        "a gradient of W0 that is not zero; if it is zero at the first weights: add --after 1",
        _in_gradient(_single_entry),
    ),
    Sabotage(
        "forgotten_slope",
        "no activation derivative at all",
        "a hidden layer, and an activation whose slope is not 1",
        _with_kernels(_forgotten_slope),
    ),
    Sabotage(
        "slope_of_value",
        "f′ is taken at f(z) instead of z",
        "a hidden layer, and an activation with another slope at f(z) than at z",
        _with_kernels(_slope_of_value),
    ),
    Sabotage(
        "forgotten_target",
        "a softmax or sigmoid gradient without the minus target",
        "the loss cross_entropy or binary_cross_entropy",
        _with_kernels(_forgotten_target),
    ),
    Sabotage(
        "lost_row",
        "the batch's last row is left out",
        "a batch of more than one row",
        _with_kernels(_last_row_lost),
    ),
    Sabotage(
        "half_updated",
        "each layer moves before the gradients below it are computed",
        "a hidden layer, and a gradient that reaches the layer below",
        Methods(backprop_gradient, _half_updated),
    ),
    Sabotage(
        "ascent",
        "the update adds the gradient",
        "a gradient that is not zero",
        Methods(backprop_gradient, _ascent),
    ),
):
    _all[_planted.name] = _planted
