"""Sorting numbers, and finding a place among sorted ones."""

from gdrun.engine.blocks.pointers import Pointer
from gdrun.engine.compile.compiling import inner


@inner
def sort_together(keys: Pointer, carried: Pointer, count: int) -> None:
    """Sorts the first ``count`` of ``keys``, ascending, and moves those of ``carried`` alike.

    In place, in n log n steps at most. Williams, "Algorithm 232: heapsort", CACM 7, 1964.
    """
    heap = count // 2
    end = count
    while end > 1:
        if heap > 0:
            heap -= 1
        else:
            end -= 1
            keys[0], keys[end] = keys[end], keys[0]
            carried[0], carried[end] = carried[end], carried[0]
        key, other, place = keys[heap], carried[heap], heap
        child = 2 * place + 1
        while child < end:
            if child + 1 < end and keys[child + 1] > keys[child]:
                child += 1
            if not keys[child] > key:
                break
            keys[place], carried[place] = keys[child], carried[child]
            place, child = child, 2 * child + 1
        keys[place], carried[place] = key, other


@inner
def count_below(keys: Pointer, count: int, key: float) -> int:
    """How many of the first ``count`` of ``keys``, which are sorted, are below ``key``."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def count_up_to(keys: Pointer, count: int, key: float) -> int:
    """How many of the first ``count`` of ``keys``, which are sorted, are ``key`` or below."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if keys[middle] <= key:
            low = middle + 1
        else:
            high = middle
    return low
