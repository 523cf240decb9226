"""Products and transposes of every small shape, against NumPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit

from gdrun.engine.blocks import products
from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.blocks.products import (
    DEPTH,
    add_outer,
    add_outer_and_multiply_row,
    copy,
    multiply,
    multiply_row,
    multiply_vector,
    transpose,
)
from gdrun.engine.compile.compiling import OPTIONS

WIDTHS = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 65]
ROWS = [1, 2, 3, 4, 5, 7, 8, 9, 13, 33]


@njit(**OPTIONS)
def product(  # type: ignore[no-untyped-def]
    c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, rows, columns, depth
):
    multiply(
        pointer(c, 0), c_stride, pointer(init, 0), init_stride, pointer(a, 0), a_row, a_step,
        pointer(b, 0), b_stride, rows, columns, depth
    )  # fmt: skip


@njit(**OPTIONS)
def turned(source, target, rows, columns):  # type: ignore[no-untyped-def]
    transpose(pointer(source, 0), pointer(target, 0), rows, columns)


@pytest.fixture(params=["float32", "float64"])
def draw(request: pytest.FixtureRequest) -> Callable[..., Any]:
    rng = np.random.default_rng(0)
    return lambda *shape: rng.normal(size=shape).astype(request.param)


def close(actual: Any, expected: Any) -> None:
    tolerance = 2e-5 if actual.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=20 * tolerance)


@pytest.mark.parametrize("rows", ROWS)
def test_product_of_any_shape(draw: Callable[..., Any], rows: int) -> None:
    for columns in WIDTHS:
        for depth in (1, 2, 3, 4, 5, 8, 33, DEPTH, DEPTH + 1):
            a, b, bias = draw(rows, depth), draw(depth, columns), draw(columns)
            # What lies behind the result must stay as it is.
            c = np.full(rows * columns + 64, 7.0, a.dtype)
            product(c, columns, bias, 0, a.ravel(), depth, 1, b.ravel(), columns, rows, columns,
                    depth)  # fmt: skip
            expected = bias + a.astype(np.float64) @ b
            close(c[: rows * columns].reshape(rows, columns), expected)
            assert (c[rows * columns :] == 7.0).all()


def test_product_of_a_transposed_matrix_added_to_itself(draw: Callable[..., Any]) -> None:
    a, b, c = draw(32, 19), draw(32, 13), draw(19, 13)
    expected = c + a.T.astype(np.float64) @ b
    flat = c.ravel()
    product(flat, 13, flat, 13, a.ravel(), 1, 19, b.ravel(), 13, 19, 13, 32)
    close(flat.reshape(19, 13), expected)


def test_transpose_of_any_shape(draw: Callable[..., Any]) -> None:
    for rows in WIDTHS:
        for columns in WIDTHS:
            source = draw(rows, columns)
            target = np.full(rows * columns + 64, 7.0, source.dtype)
            turned(source.ravel(), target, rows, columns)
            np.testing.assert_array_equal(target[: rows * columns].reshape(columns, rows), source.T)
            assert (target[rows * columns :] == 7.0).all()


def test_nan_reaches_only_its_row_and_column(draw: Callable[..., Any]) -> None:
    a, b = draw(9, 5), draw(5, 17)
    a[3, 2] = np.nan
    c = np.zeros(9 * 17, a.dtype)
    product(c, 17, c, 17, a.ravel(), 5, 1, b.ravel(), 17, 9, 17, 5)
    missing = np.isnan(c.reshape(9, 17))
    assert missing[3].all()
    assert missing.sum() == 17


@njit(**OPTIONS)
def row_product(c, init, a, b, columns, depth):  # type: ignore[no-untyped-def]
    multiply_row(pointer(c, 0), pointer(init, 0), pointer(a, 0), pointer(b, 0), columns, depth)


@njit(**OPTIONS)
def vector_product(c, a, b, rows, depth):  # type: ignore[no-untyped-def]
    multiply_vector(pointer(c, 0), pointer(a, 0), pointer(b, 0), rows, depth)


@njit(**OPTIONS)
def outer_sum(c, a, b, factor, rows, columns):  # type: ignore[no-untyped-def]
    add_outer(pointer(c, 0), pointer(a, 0), pointer(b, 0), factor, rows, columns)


@njit(**OPTIONS)
def copied(source, target, size):  # type: ignore[no-untyped-def]
    copy(pointer(source, 0), pointer(target, 0), size)


LANES = {"float32": 16, "float64": 8}
"""Of a vector: what a product of one row may write behind its result."""


def test_products_of_a_single_row(draw: Callable[..., Any]) -> None:
    for width in WIDTHS:
        for depth in (1, 2, 3, 4, 5, 8, 33, DEPTH + 1):
            a, b, bias = draw(depth), draw(depth, width), draw(width)
            room = LANES[a.dtype.name]
            c = np.full(width + room + 8, 7.0, a.dtype)
            row_product(c, bias, a, b.ravel(), width, depth)
            close(c[:width], bias + a.astype(np.float64) @ b)
            assert (c[width + room :] == 7.0).all()
            c[:] = 7.0
            vector_product(c, b.T.copy().ravel(), a, width, depth)
            close(c[:width], a.astype(np.float64) @ b)
            assert (c[width + room :] == 7.0).all()


def test_outer_products_are_added_to_nothing_else(draw: Callable[..., Any]) -> None:
    for rows in ROWS:
        for columns in WIDTHS:
            a, b, before = draw(rows), draw(columns), draw(rows, columns)
            c = np.full(rows * columns + 64, 7.0, a.dtype)
            c[: rows * columns] = before.ravel()
            outer_sum(c, a, b, a.dtype.type(-0.5), rows, columns)
            expected = before - 0.5 * np.outer(a.astype(np.float64), b)
            close(c[: rows * columns].reshape(rows, columns), expected)
            assert (c[rows * columns :] == 7.0).all()


@njit(**OPTIONS)
def outer_sum_and_row_product(  # type: ignore[no-untyped-def]
    c, a, b, factor, rows, columns, sums, init, met
):
    add_outer_and_multiply_row(
        pointer(c, 0), pointer(a, 0), pointer(b, 0), factor, rows, columns,
        pointer(sums, 0), pointer(init, 0), pointer(met, 0),
    )  # fmt: skip


def test_a_row_that_meets_an_outer_sum_makes_the_bits_of_two_products(
    draw: Callable[..., Any],
) -> None:
    for rows in [*ROWS, 12, 16, 31, 64]:
        for columns in WIDTHS:
            a, b, met, init = draw(rows), draw(columns), draw(rows), draw(columns)
            factor, room = a.dtype.type(-0.5), LANES[a.dtype.name]
            apart = np.append(draw(rows * columns), np.full(64, 7, a.dtype))
            together = apart.copy()
            outer_sum(apart, a, b, factor, rows, columns)
            expected, sums = np.zeros((2, columns + room), a.dtype)
            row_product(expected, init, met, apart, columns, rows)
            outer_sum_and_row_product(together, a, b, factor, rows, columns, sums, init, met)
            np.testing.assert_array_equal(together, apart)
            np.testing.assert_array_equal(sums, expected)


def test_code_of_different_heights_has_different_names() -> None:
    """Code from the disk cache would else be mixed up with code that is compiled later."""
    functions = [each for each in vars(products).values() if hasattr(each, "py_func")]
    names = [function.py_func.__qualname__ for function in functions]
    assert {"multiply", "compute_rows_8_1", "compute_rows_1_4"} <= set(names)
    assert len(set(names)) == len(names)


def test_copies_of_any_size(draw: Callable[..., Any]) -> None:
    for size in WIDTHS:
        source = draw(size)
        target = np.full(size + 64, 7.0, source.dtype)
        copied(source, target, size)
        np.testing.assert_array_equal(target[:size], source)
        assert (target[size:] == 7.0).all()
