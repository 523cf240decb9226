"""Matrix products of any shape, put together from blocks that stay in registers.

Matrices are given as a flat array, the place where they begin, and strides, so that no view of an
array has to be made for each of millions of small products.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks import VECTOR_BYTES, make_block
from gdrun.engine.compiling import inner

Vector = NDArray[Any]

DEPTH = 256
"""Steps of the middle index between two visits to a block: what keeps B in the nearest cache."""


class _Strip(NamedTuple):
    """Columns of a product, at most two vectors wide, and the steps of the middle index."""

    c: Vector
    c_at: int
    c_stride: int
    init: Vector
    init_at: int
    init_stride: int
    a: Vector
    a_at: int
    a_row: int
    a_step: int
    b: Vector
    b_at: int
    b_stride: int
    steps: int
    columns: int
    lanes: int


def _make_rows(height: int) -> Callable[[_Strip, int], None]:
    """A function that computes ``height`` rows of a strip, from a given row on."""
    block_of_one, block_of_two = make_block(height, 1), make_block(height, 2)

    @inner
    def compute_rows(s: _Strip, i: int) -> None:
        c_at, init_at = s.c_at + i * s.c_stride, s.init_at + i * s.init_stride
        a_at = s.a_at + i * s.a_row
        if s.columns > s.lanes:
            block_of_two(
                s.c, c_at, s.c_stride, s.init, init_at, s.init_stride, s.a, a_at, s.a_row,
                s.a_step, s.b, s.b_at, s.b_stride, s.steps, s.columns - s.lanes,
            )  # fmt: skip
        else:
            block_of_one(
                s.c, c_at, s.c_stride, s.init, init_at, s.init_stride, s.a, a_at, s.a_row,
                s.a_step, s.b, s.b_at, s.b_stride, s.steps, s.columns,
            )  # fmt: skip

    return compute_rows  # type: ignore[no-any-return]


_eight_rows, _four_rows, _one_row = _make_rows(8), _make_rows(4), _make_rows(1)


@inner
def multiply(
    c: Vector,
    c_at: int,
    c_stride: int,
    init: Vector,
    init_at: int,
    init_stride: int,
    a: Vector,
    a_at: int,
    a_row: int,
    a_step: int,
    b: Vector,
    b_at: int,
    b_stride: int,
    rows: int,
    columns: int,
    depth: int,
) -> None:
    """C = init + A B, for C and init of shape (rows, columns) and a middle index to ``depth``.

    Rows of C, init and B lie together, with strides from one to the next; A has a stride from row
    to row and one from step to step, so it may be a transposed matrix. ``init_stride`` 0 adds one
    and the same row to all, and init may be C itself. Sums are in the order of the middle index.
    """
    lanes = VECTOR_BYTES // c.itemsize
    for first in range(0, depth, DEPTH):
        steps = min(DEPTH, depth - first)
        if first == DEPTH:
            init, init_at, init_stride = c, c_at, c_stride
        for j in range(0, columns, 2 * lanes):
            strip = _Strip(
                c, c_at + j, c_stride, init, init_at + j, init_stride,
                a, a_at + first * a_step, a_row, a_step,
                b, b_at + first * b_stride + j, b_stride,
                steps, min(columns - j, 2 * lanes), lanes,
            )  # fmt: skip
            i = 0
            while i + 8 <= rows:
                _eight_rows(strip, i)
                i += 8
            while i + 4 <= rows:
                _four_rows(strip, i)
                i += 4
            while i < rows:
                _one_row(strip, i)
                i += 1


def _multiply_interpreted(
    c: Vector, c_at: int, c_stride: int, init: Vector, init_at: int, init_stride: int,
    a: Vector, a_at: int, a_row: int, a_step: int, b: Vector, b_at: int, b_stride: int,
    rows: int, columns: int, depth: int,
) -> None:  # fmt: skip
    def places(start: int, down: int, across: int, height: int, width: int) -> NDArray[np.int64]:
        return start + down * np.arange(height)[:, np.newaxis] + across * np.arange(width)

    product = (
        a[places(a_at, a_row, a_step, rows, depth)] @ b[places(b_at, b_stride, 1, depth, columns)]
    )
    start = init[places(init_at, init_stride, 1, rows, columns)]
    c[places(c_at, c_stride, 1, rows, columns)] = start + product


if numba.config.DISABLE_JIT:
    # Blocks are machine code, and cannot be interpreted.
    multiply = _multiply_interpreted
