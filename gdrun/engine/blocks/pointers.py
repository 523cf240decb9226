"""Places in arrays, and views of them, that cost nothing.

Slicing an array in compiled code counts a reference up and down, each an atomic operation of some
nanoseconds: more than the work of a small product. A pointer has no count. Whoever makes one keeps
the array alive.
"""

from typing import Any

import numba
import numpy as np
from numba import carray, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from gdrun.engine.blocks.vectors import INT64, VECTOR_BYTES, Vectors
from gdrun.engine.compile.compiling import inner

Pointer = Any
"""A place in an array, indexed like one; interpreted, it is the rest of the array from there."""


@intrinsic
def pointer(_: Any, array: Any, at: Any) -> Any:
    """The place ``at`` in an array whose elements lie together."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, values[0]).data
        return builder.gep(data, [values[1]])

    return types.CPointer(array.dtype)(array, types.int64), generate


@intrinsic
def advance(_: Any, place: Any, steps: Any) -> Any:
    """The place ``steps`` elements further on."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.gep(values[0], [values[1]])

    return place(place, types.int64), generate


@intrinsic
def number(_: Any, place: Any, value: Any) -> Any:
    """``value`` in the format of the numbers at ``place``."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return context.cast(builder, values[1], value, place.dtype)

    return place.dtype(place, value), generate


@intrinsic
def lanes_of(_: Any, place: Any) -> Any:
    """How many of the numbers at ``place`` fit into a vector: a constant for the compiler."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return INT64(Vectors(context, builder, signature.args[0]).lanes)

    return types.int64(place), generate


@intrinsic
def keep_alive(_: Any, arrays: Any) -> Any:
    """Nothing; said after the last use of pointers into ``arrays``, to keep these till then."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return context.get_dummy_value()

    return types.void(arrays), generate


@inner
def aligned(size: int, like: NDArray[Any]) -> NDArray[Any]:
    """``size`` elements of the dtype of ``like``, not yet set, from a cache line's first byte on.

    A vector is as long as a line; one that is read across two lines costs twice.
    """
    spare = VECTOR_BYTES // like.itemsize
    array = np.empty(size + spare, like.dtype)
    first = (-array.ctypes.data % VECTOR_BYTES) // like.itemsize
    return array[first : first + size]


@inner
def view(place: Pointer, size: int) -> NDArray[Any]:
    """``size`` elements from ``place`` on, as an array."""
    return carray(place, (size,))


@inner
def matrix_view(place: Pointer, rows: int, columns: int) -> NDArray[Any]:
    """``rows`` × ``columns`` elements from ``place`` on, as an array with rows together."""
    return carray(place, (rows, columns))


if numba.config.DISABLE_JIT:

    def pointer(array: NDArray[Any], at: int) -> Pointer:
        return array.reshape(-1)[at:]

    def advance(place: Pointer, steps: int) -> Pointer:
        return place[steps:]

    def lanes_of(place: Pointer) -> int:
        return VECTOR_BYTES // place.itemsize

    def number(place: Pointer, value: float) -> Any:
        return place.dtype.type(value)

    def keep_alive(arrays: Any) -> None:
        pass

    def view(place: Pointer, size: int) -> NDArray[Any]:
        return place[:size]

    def matrix_view(place: Pointer, rows: int, columns: int) -> NDArray[Any]:
        return place[: rows * columns].reshape((rows, columns))
