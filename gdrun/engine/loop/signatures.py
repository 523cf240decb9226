"""The types of everything that crosses into compiled code, for each dtype, and the loops
compiled for them."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import from_dtype, types

from gdrun.engine.compile.compiling import compile_function
from gdrun.engine.layers.network import Network, Portion
from gdrun.engine.loop import probing, steps, training
from gdrun.engine.loop.evaluation import Measure
from gdrun.engine.loop.state import Data, Report, Rules, State
from gdrun.engine.random import seeding


def _array(dtype: Any, dimensions: int, readonly: bool = False) -> Any:
    return types.Array(dtype, dimensions, "C", readonly=readonly)


def _bundle(members: tuple[Any, ...], cls: type) -> Any:
    return types.BaseTuple.from_types(members, cls)


_FLOATS = _array(types.float64, 1)
_BITS = _array(types.uint64, 1)
_COUNTS = _array(types.int64, 1)


_RULES = _bundle(
    tuple(types.int64 if kind is int else types.float64 for kind in Rules.__annotations__.values()),
    Rules,
)


def _network(vector: Any) -> Any:
    return _bundle((_COUNTS, vector, vector), Network)


def _portion(number: Any) -> Any:
    shared = _array(number, 2, readonly=True)
    return _bundle((shared, shared), Portion)


class Roles(NamedTuple):
    """The signature of each role that a kernel can have."""

    activation: Any
    derivative: Any
    loss: Any
    update: Any
    react: Any


@cache
def roles(dtype: str) -> Roles:
    """The kernels' signatures for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector, matrix = _array(number, 1), _array(number, 2)
    # Targets may be the data itself, which all trials share.
    targets = _array(number, 2, readonly=True)
    return Roles(
        activation=types.void(vector, vector, vector),
        derivative=types.void(vector, vector, vector, vector),
        loss=types.float64(matrix, targets, vector, matrix),
        update=types.void(vector, vector, matrix, _FLOATS, vector, types.float64, types.int64),
        react=types.float64(_FLOATS, _FLOATS, types.float64),
    )


@cache
def seeding_function() -> Callable[..., None]:
    """``seed_words``, compiled or loaded when first asked for."""
    return compile_function(
        seeding.seed_words, types.void(_COUNTS, types.int64, _array(types.uint64, 3))
    )


@cache
def training_loop(dtype: str) -> Callable[..., None]:
    """``train_trials`` for ``float32`` or ``float64``, compiled or loaded when first asked for."""
    number = from_dtype(np.dtype(dtype))
    vector, matrix, stack = _array(number, 1), _array(number, 2), _array(number, 3)
    floats2, counts2 = _array(types.float64, 2), _array(types.int64, 2)
    bits2 = _array(types.uint64, 2)
    portion = _portion(number)
    states = _bundle(
        (matrix, stack, floats2, floats2, floats2, matrix, bits2, bits2, counts2), State
    )
    reports = _bundle((_array(types.float64, 3), _array(types.float64, 3), stack, counts2), Report)
    measure = _bundle((types.int64, _FLOATS, types.int64), Measure)
    return compile_function(
        training.train_trials,
        types.void(
            types.int64, types.int64, _network(vector), _bundle((portion,) * 3, Data), measure,
            _RULES, floats2, _FLOATS, vector, states, reports, _COUNTS,
            *map(types.FunctionType, roles(dtype)),
        ),
    )  # fmt: skip


@cache
def gradient_function(dtype: str) -> Callable[..., float]:
    """``loss_and_gradient`` for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector = _array(number, 1)
    activation, derivative, loss, _, _ = map(types.FunctionType, roles(dtype))
    return compile_function(
        steps.loss_and_gradient,
        types.float64(
            vector, vector, _network(vector), _portion(number), _RULES,
            activation, derivative, loss,
        ),
    )  # fmt: skip


@cache
def probing_function(dtype: str) -> Callable[..., None]:
    """``probe_losses`` for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector = _array(number, 1)
    activation, _, loss, _, _ = map(types.FunctionType, roles(dtype))
    return compile_function(
        probing.probe_losses,
        types.void(
            vector, _COUNTS, _FLOATS, _network(vector), _portion(number), activation, loss,
            activation, loss, _array(types.float64, 2), _array(types.int64, 3),
        ),
    )  # fmt: skip
