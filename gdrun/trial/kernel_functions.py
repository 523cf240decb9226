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
from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.blocks.softmax import softmax_cross_entropy
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


_provide(plain.exp, compiled.exp32, compiled.exp64)
_provide(plain.expm1, compiled.expm132, compiled.expm164)
_provide(plain.erf, math.erf, math.erf)
_provide(plain.tanh, compiled.tanh32, compiled.tanh64)
_provide(plain.log, math.log, math.log)
_provide(plain.log1p, math.log1p, math.log1p)
_provide(plain.sqrt, math.sqrt, math.sqrt)
