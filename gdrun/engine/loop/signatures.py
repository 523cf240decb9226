"""The types of everything that crosses into compiled code, for each dtype, and the loops
compiled for them."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import from_dtype, types

from gdrun.engine.compile.compiling import compile_function
from gdrun.engine.layers.examples import Portion
from gdrun.engine.layers.functions import array
from gdrun.engine.layers.network import Hyper, Kernels, Moment, Network
from gdrun.engine.loop import probing, steps, training
from gdrun.engine.loop.probing import Sides
from gdrun.engine.loop.problem import Data, Measure, Problem, Rules
from gdrun.engine.loop.state import Report, State
from gdrun.engine.random import seeding


def _bundle(members: Any) -> Any:
    """The type of a NamedTuple, from one that holds the members' types."""
    return types.BaseTuple.from_types(tuple(members), type(members))


_FLOATS = array(types.float64, 1)
_BITS2 = array(types.uint64, 2)
_COUNTS, _COUNTS2 = array(types.int64, 1), array(types.int64, 2)
_FLOATS2, _FLOATS3 = array(types.float64, 2), array(types.float64, 3)

_NETWORK = _bundle(
    Network(
        table=_COUNTS2,
        penalised=_COUNTS2,
        parameters=types.int64,
        lowest=types.int64,
        units=types.int64,
        kept=types.int64,
    )
)
_MOMENT = _bundle(Moment(training=types.int64, seed=types.int64, step=types.int64))
_MEASURE = _bundle(
    Measure(
        classes=types.int64,
        exponential=types.int64,
        weighted=types.int64,
        about=_FLOATS,
        metrics=_COUNTS2,
        hyper=_FLOATS,
    )
)
_RULES = _bundle(
    Rules(
        **{
            name: types.int64 if kind is int else types.float64
            for name, kind in Rules.__annotations__.items()
        }
    )
)


@cache
def roles(dtype: str) -> Kernels:
    """The signature of each kernel's role but the layers', for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector, matrix = array(number, 1), array(number, 2)
    # Targets may be the data itself, which all trials share.
    targets = array(number, 2, readonly=True)
    return Kernels(
        loss=types.float64(matrix, targets, vector, matrix),
        update=types.void(vector, vector, matrix, _FLOATS, vector, types.float64, types.int64),
        react=types.float64(_FLOATS, _FLOATS, types.float64),
    )


def _kernels(dtype: str) -> Any:
    return _bundle(Kernels(*map(types.FunctionType, roles(dtype))))


def _hyper(vector: Any) -> Any:
    return _bundle(Hyper(layers=vector, loss=vector, update=vector, react=_FLOATS, average=vector))


def _portion(number: Any) -> Any:
    shared = array(number, 2, readonly=True)
    weights = array(types.float64, 1, readonly=True)
    return _bundle(Portion(inputs=shared, targets=shared, weights=weights))


@cache
def seeding_function() -> Callable[..., None]:
    """``seed_words``, compiled or loaded when first asked for."""
    return compile_function(
        seeding.seed_words, types.void(_COUNTS, types.int64, array(types.uint64, 3))
    )


@cache
def training_loop(dtype: str) -> Callable[..., None]:
    """``train_trials`` for ``float32`` or ``float64``, compiled or loaded when first asked for."""
    number = from_dtype(np.dtype(dtype))
    vector, matrix, stack = array(number, 1), array(number, 2), array(number, 3)
    portion = _portion(number)
    problem = Problem(
        network=_NETWORK,
        hyper=_hyper(vector),
        data=_bundle(Data(train=portion, validation=portion, test=portion)),
        measure=_MEASURE,
        rules=_RULES,
    )
    states = State(
        theta=matrix,
        memory=stack,
        scalars=_FLOATS2,
        reaction=_FLOATS2,
        watch=_FLOATS2,
        mean_theta=matrix,
        averaged=_COUNTS2,
        best_theta=matrix,
        order_random=_BITS2,
        rounding_random=_BITS2,
        layer_random=_COUNTS2,
        status=_COUNTS2,
    )
    reports = Report(
        first=_FLOATS2,
        history=_FLOATS3,
        metrics=_FLOATS3,
        outputs=stack,
        losses=array(types.float32, 2),
        units=_FLOATS3,
        snapshots=stack,
        progress=_COUNTS2,
    )
    return compile_function(
        training.train_trials,
        types.void(
            types.int64, types.int64, _bundle(problem), _kernels(dtype), _FLOATS2,
            _bundle(states), _bundle(reports), _COUNTS,
        ),
    )  # fmt: skip


@cache
def gradient_function(dtype: str) -> Callable[..., float]:
    """``loss_and_gradient`` for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector = array(number, 1)
    return compile_function(
        steps.loss_and_gradient,
        types.float64(
            vector,
            vector,
            _NETWORK,
            _kernels(dtype),
            _hyper(vector),
            _portion(number),
            types.int64,
            _RULES,
            _MOMENT,
        ),
    )


@cache
def probing_function(dtype: str) -> Callable[..., None]:
    """``probe_losses`` for ``float32`` or ``float64``."""
    number = from_dtype(np.dtype(dtype))
    vector = array(number, 1)
    sides = Sides(activations=_COUNTS, loss=types.FunctionType(roles(dtype).loss))
    return compile_function(
        probing.probe_losses,
        types.void(
            vector, _COUNTS, _FLOATS, _NETWORK, _kernels(dtype), _hyper(vector), _bundle(sides),
            _portion(number), types.int64, _MOMENT, _FLOATS2, array(types.int64, 3),
        ),
    )  # fmt: skip
