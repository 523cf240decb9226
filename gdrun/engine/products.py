"""Matrix products added to a matrix, written as rows of C += a · row of B.

The innermost loops run along the rows of B and C, whatever the numbers a come from, so they
vectorise without any sum being reordered. Four rows of C and four of B are worked on at once,
which saves loads and stores. Each element's terms are summed in the order of the middle index in
groups of four, so the bits depend on the shapes alone.
"""

from typing import Any

from numpy.typing import NDArray

from gdrun.engine.compiling import inner

Matrix = NDArray[Any]


@inner
def add_product(c: Matrix, a: Matrix, b: Matrix) -> None:
    """C += A B for C (m, n), A (m, k) and B (k, n)."""
    rows, middle = a.shape
    columns = b.shape[1]
    whole_rows, whole_middle = rows - rows % 4, middle - middle % 4
    for i in range(0, whole_rows, 4):
        for k in range(0, whole_middle, 4):
            a00, a01, a02, a03 = a[i, k], a[i, k + 1], a[i, k + 2], a[i, k + 3]
            a10, a11, a12, a13 = a[i + 1, k], a[i + 1, k + 1], a[i + 1, k + 2], a[i + 1, k + 3]
            a20, a21, a22, a23 = a[i + 2, k], a[i + 2, k + 1], a[i + 2, k + 2], a[i + 2, k + 3]
            a30, a31, a32, a33 = a[i + 3, k], a[i + 3, k + 1], a[i + 3, k + 2], a[i + 3, k + 3]
            for j in range(columns):
                b0, b1, b2, b3 = b[k, j], b[k + 1, j], b[k + 2, j], b[k + 3, j]
                c[i, j] += a00 * b0 + a01 * b1 + a02 * b2 + a03 * b3
                c[i + 1, j] += a10 * b0 + a11 * b1 + a12 * b2 + a13 * b3
                c[i + 2, j] += a20 * b0 + a21 * b1 + a22 * b2 + a23 * b3
                c[i + 3, j] += a30 * b0 + a31 * b1 + a32 * b2 + a33 * b3
        for k in range(whole_middle, middle):
            a00, a10, a20, a30 = a[i, k], a[i + 1, k], a[i + 2, k], a[i + 3, k]
            for j in range(columns):
                c[i, j] += a00 * b[k, j]
                c[i + 1, j] += a10 * b[k, j]
                c[i + 2, j] += a20 * b[k, j]
                c[i + 3, j] += a30 * b[k, j]
    for i in range(whole_rows, rows):
        for k in range(0, whole_middle, 4):
            a00, a01, a02, a03 = a[i, k], a[i, k + 1], a[i, k + 2], a[i, k + 3]
            for j in range(columns):
                c[i, j] += a00 * b[k, j] + a01 * b[k + 1, j] + a02 * b[k + 2, j] + a03 * b[k + 3, j]
        for k in range(whole_middle, middle):
            a00 = a[i, k]
            for j in range(columns):
                c[i, j] += a00 * b[k, j]
