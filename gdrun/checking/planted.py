"""Mistakes inside backpropagation: another kernel than the part's own, or other rows."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numba import types

from gdrun.checking.methods import Methods, backprop_gradient, step_gradient
from gdrun.checking.subject import Subject, rows_of
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.functions import backward_signature, derivative_signature
from gdrun.engine.layers.network import BACKWARD, DERIVATIVE
from gdrun.engine.loop.signatures import roles
from gdrun.parts.activations import Activation, Identity
from gdrun.parts.layers import Dropout, Layer, LayerNorm
from gdrun.trial.kernels import compile_kernel
from gdrun.trial.network import PlacedLayer

_DERIVATIVE = derivative_signature(types.float64)
_BACKWARD = backward_signature(types.float64)


def with_kernels(plant: Callable[[Subject], Subject]) -> Methods:
    """Both of training's ways, in the network that ``plant`` makes."""
    return Methods(
        lambda subject: backprop_gradient(plant(subject)),
        lambda subject: step_gradient(plant(subject)),
    )


def _in_table(
    subject: Subject, column: int, kernel_of: Callable[[PlacedLayer], Any | None]
) -> Subject:
    """Other kernels in a column of the table, for the layers for which there are some."""
    table = subject.table.network.table.copy()
    kernels = list(subject.table.kernels)
    for row, layer in zip(table, subject.layers, strict=True):
        if (kernel := kernel_of(layer)) is not None:
            kernels.append(kernel)
            row[column] = address_of(kernel)
    network = subject.table.network._replace(table=table)
    planted = replace(subject.table, network=network, kernels=tuple(kernels))
    return replace(subject, table=planted)


def _with_derivatives(subject: Subject, derivative_of: Callable[[Activation], Any]) -> Subject:
    """Other slopes for every activation."""

    def kernel_of(layer: PlacedLayer) -> Any | None:
        activation = layer.setting.activation
        return None if activation is None else derivative_of(activation)

    return _in_table(subject, DERIVATIVE, kernel_of)


def _on_the_way_back(kind: type[Layer], backward: Callable[..., None]) -> Methods:
    """Another ``backward`` for all layers of a kind."""

    def plant(subject: Subject) -> Subject:
        kernel = compile_kernel(backward, _BACKWARD)
        return _in_table(
            subject, BACKWARD, lambda layer: kernel if isinstance(layer.part, kind) else None
        )

    return with_kernels(plant)


def forgotten_slope(subject: Subject) -> Subject:
    """Slopes of 1."""
    derivative = compile_kernel(Identity.derivative, _DERIVATIVE)
    return _with_derivatives(subject, lambda _: derivative)


@cache
def _taken_at_values(value: Callable[..., None], derivative: Callable[..., None]) -> Any:
    f, slope_of = inner(value), inner(derivative)

    def wrong(z: Any, a: Any, hyper: Any, slope: Any) -> None:
        again = np.empty_like(a)
        f(a, hyper, again)
        slope_of(a, again, hyper, slope)

    return compile_kernel(wrong, _DERIVATIVE)


def slope_of_value(subject: Subject) -> Subject:
    """Slopes at the values."""
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

    return compile_kernel(wrong, roles("float64").loss)


def forgotten_target(subject: Subject) -> Subject:
    """The loss's derivative without −1 at the target."""
    if subject.loss.name not in ("cross_entropy", "binary_cross_entropy"):
        return subject
    kernel = _without_target(subject.loss.value, subject.loss.suits == "binary")
    return replace(subject, kernels=subject.kernels._replace(loss=kernel))


def lost_row(subject: Subject) -> Subject:
    """The batch's last row is not there."""
    rows = subject.rows
    if len(rows) == 1:
        return subject
    # Those before it stay, for the numbers of the rows and of the step decide what layers draw.
    return replace(subject, train=rows_of(subject.train, slice(rows.stop - 1)))


def _not_rescaled(
    inputs: Any,
    parameters: Any,
    hyper: Any,
    kept: Any,
    after: Any,
    before: Any,
) -> None:
    for i in range(after.shape[0]):
        for j in range(after.shape[1]):
            before[i, j] = after[i, j] if kept[i, j] > 0.0 else 0.0


def _of_the_next_unit(
    inputs: Any,
    parameters: Any,
    hyper: Any,
    kept: Any,
    after: Any,
    before: Any,
) -> None:
    units = after.shape[1]
    for i in range(after.shape[0]):
        for j in range(units):
            before[i, j] = after[i, j] * kept[i, (j + 1) % units]


def _without_mean(
    inputs: Any,
    parameters: Any,
    hyper: Any,
    kept: Any,
    after: Any,
    before: Any,
) -> None:
    units = after.shape[1]
    for i in range(after.shape[0]):
        along = 0.0
        for j in range(units):
            along += parameters[j] * after[i, j] * kept[i, j] / units
        for j in range(units):
            before[i, j] = kept[i, units] * (parameters[j] * after[i, j] - kept[i, j] * along)


def _without_variance(
    inputs: Any,
    parameters: Any,
    hyper: Any,
    kept: Any,
    after: Any,
    before: Any,
) -> None:
    units = after.shape[1]
    for i in range(after.shape[0]):
        mean = 0.0
        for j in range(units):
            mean += parameters[j] * after[i, j] / units
        for j in range(units):
            before[i, j] = kept[i, units] * (parameters[j] * after[i, j] - mean)


mask_not_rescaled = _on_the_way_back(Dropout, _not_rescaled)
other_mask = _on_the_way_back(Dropout, _of_the_next_unit)
forgotten_mean = _on_the_way_back(LayerNorm, _without_mean)
forgotten_variance = _on_the_way_back(LayerNorm, _without_variance)
