"""What this machine can do at most: independent multiply-adds in registers, on all cores."""

import threading
import time

import numpy as np
from numba import njit

from gdrun.engine.blocks.intrinsics import make_product_block
from gdrun.engine.blocks.pointers import pointer
from gdrun.engine.compile.compiling import OPTIONS
from gdrun.experiment import available_cores

_ROWS, _VECTORS, _LANES, _DEPTH, _REPEATS = 8, 2, 16, 100_000, 50
_block = make_product_block(_ROWS, _VECTORS, 1)


@njit(**OPTIONS)
def _multiply_adds(c, a, b):  # type: ignore[no-untyped-def]
    # All strides along the sum are 0, so that nothing is loaded within the loop.
    for _ in range(_REPEATS):
        _block(pointer(c, 0), 32, pointer(c, 0), 32, pointer(a, 0), 1, 0, pointer(b, 0), 0,
               _DEPTH, _LANES)  # fmt: skip


def multiply_add_limit() -> float:
    """Floating-point operations a second in float32, over the cores that gdrun would use."""
    arrays = [
        (np.zeros(_ROWS * 32, np.float32), np.full(8, 1e-9, np.float32), np.ones(32, np.float32))
        for _ in range(available_cores())
    ]
    _multiply_adds(*arrays[0])
    best = 0.0
    for _ in range(50):
        threads = [threading.Thread(target=_multiply_adds, args=each) for each in arrays]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        operations = 2 * _ROWS * _VECTORS * _LANES * _DEPTH * _REPEATS * len(arrays)
        best = max(best, operations / seconds)
    return best
