"""The types of everything that crosses into compiled code, for each dtype, and the loops
compiled for them."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import from_dtype, types

from gdrun.engine import training
from gdrun.engine.compiling import compile_function
from gdrun.engine.evaluation import Measure, Portion
from gdrun.engine.network import Network
from gdrun.engine.training import Data, Report, Rules, State


def _array(dtype: Any, dimensions: int, readonly: bool = False) -> Any:
    return types.Array(dtype, dimensions, "C", readonly=readonly)


def _bundle(members: tuple[Any, ...], cls: type) -> Any:
    return types.BaseTuple.from_types(members, cls)


_FLOATS = _array(types.float64, 1)
_BITS = _array(types.uint64, 1)
_COUNTS = _array(types.int64, 1)


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
    return Roles(
        activation=types.void(vector, vector, vector),
        derivative=types.void(vector, vector, vector, vector),
        loss=types.float64(matrix, matrix, vector, matrix),
        update=types.void(
            vector, vector, matrix, _FLOATS, vector, types.float64, types.int64
        ),
        react=types.float64(_FLOATS, _FLOATS, types.float64),
    )


class Loops(NamedTuple):
    """The compiled entry points; their arguments are those of ``gdrun.engine.training``."""

    train: Callable[..., int]
    evaluate: Callable[..., None]
    loss_and_gradient: Callable[..., float]


@cache
def loops(dtype: str) -> Loops:
    """The loops for ``float32`` or ``float64``, compiled or loaded when first asked for."""
    number = from_dtype(np.dtype(dtype))
    vector, matrix = _array(number, 1), _array(number, 2)
    shared = _array(number, 2, readonly=True)
    portion = _bundle((shared, shared), Portion)
    data = _bundle((portion, portion), Data)
    network = _bundle((_COUNTS, vector, vector), Network)
    measure = _bundle((types.int64, _FLOATS), Measure)
    rules = _bundle(
        tuple(
            types.int64 if kind is int else types.float64
            for kind in Rules.__annotations__.values()
        ),
        Rules,
    )
    state = _bundle(
        (vector, matrix, _FLOATS, _FLOATS, _FLOATS, vector, _BITS, _BITS), State
    )
    report = _bundle((_array(types.float64, 2), matrix, _COUNTS, _COUNTS), Report)
    activation, derivative, loss, update, react = map(types.FunctionType, roles(dtype))
    return Loops(
        train=compile_function(
            training.train,
            types.int64(
                types.int64, types.int64, network, data, measure, rules,
                _array(types.float64, 2), _FLOATS, vector, state, report,
                activation, derivative, loss, update, react,
            ),
        ),
        evaluate=compile_function(
            training.evaluate,
            types.void(vector, network, portion, measure, _FLOATS, activation, loss),
        ),
        loss_and_gradient=compile_function(
            training.loss_and_gradient,
            types.float64(vector, vector, network, portion, rules, activation, derivative, loss),
        ),
    )  # fmt: skip
