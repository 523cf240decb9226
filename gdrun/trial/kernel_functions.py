"""Gives the kernels' elementary functions their compiled form: importing this is enough.

``gdrun.parts.elementary`` names the functions that kernels may call; the engine has versions that
vectorise, or the mathematical library's serve.
"""

import math
from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import overload

from gdrun.engine.blocks import transcendentals as compiled
from gdrun.engine.blocks.masks import drop_units
from gdrun.engine.blocks.normal import normalize, normalize_back, normalize_gradient
from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.blocks.softmax import softmax_cross_entropy
from gdrun.engine.blocks.sorting import sort_together
from gdrun.engine.random.counter import mixed, random_bits
from gdrun.parts import elementary as plain


def _provide(
    function: Callable[[Any], Any], float32: Callable[[Any], Any], float64: Callable[[Any], Any]
) -> None:
    """Compiled code calls one of the two, by its argument, where a kernel says ``function``."""

    # Not strict: the two functions need not be annotated alike.
    @overload(function, strict=False)
    def provided(x: Any) -> Any:
        implementation = float32 if x == types.float32 else float64

        def provide(x: Any) -> Any:
            return implementation(x)

        # The linker may take any code of an equal name, see ``gdrun.engine.blocks.products``.
        provide.__qualname__ = f"{function.__name__}_{implementation.__name__}"
        return provide


# Inline, for arrays as arguments take longer to hand on than a row to compute.
@overload(plain.softmax_cross_entropy, strict=False, inline="always")
def _softmax_cross_entropy(outputs: Any, targets: Any, gradient: Any) -> Any:
    """The engine's, on matrices without gaps."""

    def implementation(outputs: Any, targets: Any, gradient: Any) -> Any:
        rows, classes = outputs.shape
        return softmax_cross_entropy(
            pointer(outputs, 0), pointer(targets, 0), pointer(gradient, 0),
            rows, classes,
        )  # fmt: skip

    return implementation


@overload(plain.drop_units, strict=False, inline="always")
def _drop_units(
    inputs: Any, seed: Any, step: Any, rows: Any, rate: Any, outputs: Any, kept: Any
) -> Any:
    def implementation(
        inputs: Any, seed: Any, step: Any, rows: Any, rate: Any, outputs: Any, kept: Any
    ) -> Any:
        count, units = inputs.shape
        limit = int(float(rate) * 4294967296.0)
        one = inputs.dtype.type(1)
        drop_units(
            pointer(inputs, 0), pointer(outputs, 0), pointer(kept, 0), seed, step,
            pointer(rows, 0), limit, one / (one - rate), count, units,
        )  # fmt: skip

    return implementation


@overload(plain.normalize, strict=False, inline="always")
def _normalize(inputs: Any, parameters: Any, epsilon: Any, outputs: Any, kept: Any) -> Any:
    def implementation(inputs: Any, parameters: Any, epsilon: Any, outputs: Any, kept: Any) -> Any:
        rows, units = inputs.shape
        normalize(
            pointer(inputs, 0), pointer(parameters, 0), epsilon, pointer(outputs, 0),
            pointer(kept, 0), rows, units,
        )  # fmt: skip

    return implementation


@overload(plain.normalize_back, strict=False, inline="always")
def _normalize_back(parameters: Any, kept: Any, after: Any, before: Any) -> Any:
    def implementation(parameters: Any, kept: Any, after: Any, before: Any) -> Any:
        rows, units = after.shape
        normalize_back(
            pointer(parameters, 0), pointer(kept, 0), pointer(after, 0), pointer(before, 0),
            rows, units,
        )  # fmt: skip

    return implementation


@overload(plain.normalize_gradient, strict=False, inline="always")
def _normalize_gradient(kept: Any, after: Any, gradient: Any) -> Any:
    def implementation(kept: Any, after: Any, gradient: Any) -> Any:
        rows, units = after.shape
        normalize_gradient(pointer(kept, 0), pointer(after, 0), pointer(gradient, 0), rows, units)

    return implementation


@overload(plain.sort_together, strict=False, inline="always")
def _sort_together(keys: Any, carried: Any, count: Any) -> Any:
    def implementation(keys: Any, carried: Any, count: Any) -> Any:
        sort_together(pointer(keys, 0), pointer(carried, 0), count)

    return implementation


@overload(plain.draw_seed, strict=False, inline="always")
def _draw_seed(seed: Any, step: Any, row: Any) -> Any:
    def implementation(seed: Any, step: Any, row: Any) -> Any:
        return mixed(mixed(seed, step), row)

    return implementation


@overload(plain.draw_bits, strict=False, inline="always")
def _draw_bits(seed: Any, unit: Any) -> Any:
    def implementation(seed: Any, unit: Any) -> Any:
        return random_bits(seed, unit)

    return implementation


def _provide_itself(function: Callable[..., Any]) -> None:
    """Compiled code compiles it as it is written."""

    @overload(function, strict=False)
    def provided(*_: Any) -> Any:
        return function


_provide(plain.exp, compiled.exp32, compiled.exp64)
_provide(plain.expm1, compiled.expm132, compiled.expm164)
_provide(plain.erf, math.erf, math.erf)
_provide(plain.tanh, compiled.tanh32, compiled.tanh64)
_provide(plain.log, math.log, math.log)
_provide(plain.log1p, math.log1p, math.log1p)
_provide(plain.sqrt, math.sqrt, math.sqrt)
_provide_itself(plain.count_classes)
