"""Matrix products, transposes and copies, put together from blocks that stay in registers.

A matrix is a pointer to its first element, and strides.
"""

from collections.abc import Callable

import numba
import numpy as np

from gdrun.engine.blocks.intrinsics import (
    CHAINS,
    copy_block,
    dot_block,
    make_outer_block,
    make_product_block,
    transpose_block,
)
from gdrun.engine.blocks.pointers import Pointer, advance, lanes_of
from gdrun.engine.blocks.vectors import VECTOR_BYTES
from gdrun.engine.compile.compiling import inner

DEPTH = 256
"""Steps of the middle index between two visits to a block: what keeps B in the nearest cache."""

BAND = 8
"""Rows of the highest block."""

NEAR_BYTES = 32768
"""How much of B is kept in the nearest cache."""


def _make_rows(height: int, chains: int) -> Callable[..., None]:
    """A function that computes ``height`` rows of a product, of at most two vectors' width."""
    one, two = make_product_block(height, 1, chains), make_product_block(height, 2, chains)

    def compute_rows(  # type: ignore[no-untyped-def]
        c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth, columns, lanes
    ):
        if columns > lanes:
            two(
                c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth,
                columns - lanes,
            )  # fmt: skip
        else:
            one(c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth, columns)

    # Of equal names the linker takes whichever code it met first, be it for other heights: numbers
    # that tell them apart in one process are given anew in the next, and the disk cache mixes both.
    compute_rows.__qualname__ = f"compute_rows_{height}_{chains}"
    compiled: Callable[..., None] = inner(compute_rows)
    return compiled


_whole_block = make_product_block(8, 2, 1, whole=True)
_whole_narrow_block, _narrow_block = (
    make_product_block(16, 1, 1, whole) for whole in (True, False)
)
_outer_whole, _outer_two, _outer_one = (
    make_outer_block(2, whole=True),
    make_outer_block(2),
    make_outer_block(1),
)
_meeting_whole, _meeting_two, _meeting_one = (
    make_outer_block(2, whole=True, meeting=True),
    make_outer_block(2, meeting=True),
    make_outer_block(1, meeting=True),
)
_row_whole, _row_whole_rest = (
    make_product_block(1, 2, chains, whole=True) for chains in (CHAINS, 1)
)
_row_two, _row_two_rest = (
    make_product_block(1, 2, chains, spilling=True) for chains in (CHAINS, 1)
)
_row_one, _row_one_rest = (
    make_product_block(1, 1, chains, spilling=True) for chains in (CHAINS, 1)
)
_eight_rows, _four_rows = _make_rows(8, 1), _make_rows(4, 1)
_one_row_in_chains, _one_row = _make_rows(1, CHAINS), _make_rows(1, 1)


@inner
def multiply(
    c: Pointer,
    c_stride: int,
    init: Pointer,
    init_stride: int,
    a: Pointer,
    a_row: int,
    a_step: int,
    b: Pointer,
    b_stride: int,
    rows: int,
    columns: int,
    depth: int,
) -> None:
    """C = init + A B, for C and init of shape (rows, columns) and a middle index to ``depth``.

    Rows of C, init and B lie together, with strides from one to the next; A has a stride from row
    to row and one from step to step, so it may be a transposed matrix. ``init_stride`` 0 adds one
    and the same row to all, and init may be C itself.
    """
    lanes = lanes_of(c)
    for first in range(0, depth, DEPTH):
        steps = min(DEPTH, depth - first)
        a_from, b_from = advance(a, first * a_step), advance(b, first * b_stride)
        start, start_stride = (init, init_stride) if first == 0 else (c, c_stride)
        # All of B stays in the nearest cache if it fits, else a panel of it as wide as a block.
        fits = columns > lanes and steps * columns * VECTOR_BYTES <= NEAR_BYTES * lanes
        band = BAND if fits else rows
        for top in range(0, rows, band):
            for j in range(0, columns, 2 * lanes):
                width = min(columns - j, 2 * lanes)
                b_here = advance(b_from, j)
                i, bottom = top, min(top + band, rows)
                while i < bottom:
                    c_here = advance(c, i * c_stride + j)
                    init_here = advance(start, i * start_stride + j)
                    a_here = advance(a_from, i * a_row)
                    if i + 8 <= bottom and width == 2 * lanes:
                        _whole_block(
                            c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                            b_here, b_stride, steps, width,
                        )  # fmt: skip
                        i += 8
                    elif i + 16 <= bottom and width == lanes:
                        _whole_narrow_block(
                            c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                            b_here, b_stride, steps, width,
                        )  # fmt: skip
                        i += 16
                    elif i + 16 <= bottom and width < lanes:
                        _narrow_block(
                            c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                            b_here, b_stride, steps, width,
                        )  # fmt: skip
                        i += 16
                    elif i + 8 <= bottom:
                        _eight_rows(
                            c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                            b_here, b_stride, steps, width, lanes,
                        )  # fmt: skip
                        i += 8
                    elif i + 4 <= bottom:
                        _four_rows(
                            c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                            b_here, b_stride, steps, width, lanes,
                        )  # fmt: skip
                        i += 4
                    else:
                        whole = steps - steps % CHAINS
                        if whole > 0:
                            _one_row_in_chains(
                                c_here, c_stride, init_here, start_stride, a_here, a_row, a_step,
                                b_here, b_stride, whole, width, lanes,
                            )  # fmt: skip
                            init_here = c_here
                        if whole < steps:
                            _one_row(
                                c_here, c_stride, init_here, start_stride,
                                advance(a_here, whole * a_step), a_row, a_step,
                                advance(b_here, whole * b_stride), b_stride,
                                steps - whole, width, lanes,
                            )  # fmt: skip
                        i += 1


@inner
def copy(source: Pointer, target: Pointer, size: int) -> None:
    """Copies ``size`` elements that lie together."""
    copy_block(source, target, size)


@inner
def multiply_row(
    c: Pointer, init: Pointer, a: Pointer, b: Pointer, columns: int, depth: int
) -> None:
    """c = init + a B, for a row a of ``depth`` numbers and B (depth, columns) without gaps.

    Behind c, up to a whole vector, there must be room for what means nothing.
    """
    lanes = lanes_of(c)
    steps = depth - depth % CHAINS
    for j in range(0, columns, 2 * lanes):
        left = columns - j
        c_here, init_here, b_here = advance(c, j), advance(init, j), advance(b, j)
        a_rest, b_rest, rest = advance(a, steps), advance(b_here, steps * columns), depth - steps
        if left >= 2 * lanes:
            _row_whole(c_here, 0, init_here, 0, a, 0, 1, b_here, columns, steps, lanes)
            if rest > 0:
                _row_whole_rest(c_here, 0, c_here, 0, a_rest, 0, 1, b_rest, columns, rest, lanes)
        elif left > lanes:
            tail = left - lanes
            _row_two(c_here, 0, init_here, 0, a, 0, 1, b_here, columns, steps, tail)
            if rest > 0:
                _row_two_rest(c_here, 0, c_here, 0, a_rest, 0, 1, b_rest, columns, rest, tail)
        else:
            _row_one(c_here, 0, init_here, 0, a, 0, 1, b_here, columns, steps, left)
            if rest > 0:
                _row_one_rest(c_here, 0, c_here, 0, a_rest, 0, 1, b_rest, columns, rest, left)


@inner
def multiply_vector(c: Pointer, a: Pointer, b: Pointer, rows: int, depth: int) -> None:
    """c = A b, for A of shape (rows, depth) without gaps.

    Behind c, up to a whole vector, there must be room for what means nothing.
    """
    lanes = lanes_of(c)
    for i in range(0, rows, lanes):
        dot_block(advance(c, i), advance(a, i * depth), depth, b, min(lanes, rows - i), depth)


@inner
def add_outer(c: Pointer, a: Pointer, b: Pointer, factor: float, rows: int, columns: int) -> None:
    """C ← C + a (factor b)ᵀ, for C of shape (rows, columns) without gaps."""
    lanes = lanes_of(c)
    for j in range(0, columns, 2 * lanes):
        c_here, b_here, left = advance(c, j), advance(b, j), columns - j
        if left >= 2 * lanes:
            _outer_whole(c_here, columns, a, b_here, factor, rows, lanes)
        elif left > lanes:
            _outer_two(c_here, columns, a, b_here, factor, rows, left - lanes)
        else:
            _outer_one(c_here, columns, a, b_here, factor, rows, left)


@inner
def add_outer_and_multiply_row(
    c: Pointer,
    a: Pointer,
    b: Pointer,
    factor: float,
    rows: int,
    columns: int,
    sums: Pointer,
    init: Pointer,
    met: Pointer,
) -> None:
    """C ← C + a (factor b)ᵀ as ``add_outer``, then sums = init + met C as ``multiply_row``.

    The bits are theirs, but C is gone through once. It has as many rows as ``met`` has numbers.
    """
    lanes = lanes_of(c)
    for j in range(0, columns, 2 * lanes):
        c_here, b_here, left = advance(c, j), advance(b, j), columns - j
        sums_here, init_here = advance(sums, j), advance(init, j)
        if left >= 2 * lanes:
            _meeting_whole(
                c_here, columns, a, b_here, factor, rows, lanes, met, init_here, sums_here
            )
        elif left > lanes:
            _meeting_two(
                c_here, columns, a, b_here, factor, rows, left - lanes, met, init_here, sums_here
            )
        else:
            _meeting_one(c_here, columns, a, b_here, factor, rows, left, met, init_here, sums_here)


@inner
def transpose(source: Pointer, target: Pointer, rows: int, columns: int) -> None:
    """Writes the transpose of a matrix (rows, columns) to ``target``, both without gaps."""
    lanes = lanes_of(source)
    for i in range(0, rows, lanes):
        for j in range(0, columns, lanes):
            transpose_block(
                advance(source, i * columns + j), columns, advance(target, j * rows + i), rows,
                min(lanes, rows - i), min(lanes, columns - j),
            )  # fmt: skip


if numba.config.DISABLE_JIT:
    # Blocks are machine code; interpreted, NumPy does their work.
    def multiply(  # type: ignore[no-untyped-def]
        c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, rows, columns, depth
    ) -> None:
        i, j, k = np.arange(rows)[:, None], np.arange(columns), np.arange(depth)
        product = a[i * a_row + k * a_step] @ b[k[:, None] * b_stride + j]
        c[i * c_stride + j] = init[i * init_stride + j] + product

    def copy(source: Pointer, target: Pointer, size: int) -> None:
        target[:size] = source[:size]

    def multiply_vector(c, a, b, rows, depth) -> None:  # type: ignore[no-untyped-def]
        c[:rows] = a[: rows * depth].reshape((rows, depth)) @ b[:depth]

    def multiply_row(c, init, a, b, columns, depth) -> None:  # type: ignore[no-untyped-def]
        matrix = b[: depth * columns].reshape((depth, columns))
        c[:columns] = init[:columns] + a[:depth] @ matrix

    def add_outer(c, a, b, factor, rows, columns) -> None:  # type: ignore[no-untyped-def]
        c[: rows * columns] += np.outer(a[:rows], factor * b[:columns]).ravel()

    def add_outer_and_multiply_row(  # type: ignore[no-untyped-def]
        c, a, b, factor, rows, columns, sums, init, met
    ) -> None:
        add_outer(c, a, b, factor, rows, columns)
        multiply_row(sums, init, met, c, columns, rows)

    def transpose(source, target, rows, columns) -> None:  # type: ignore[no-untyped-def]
        turned = source[: rows * columns].reshape((rows, columns)).T
        target[: rows * columns] = turned.ravel()
