"""Vector registers, as LLVM knows them: what intrinsics load, shuffle, mask and store.

Numba has no word for a vector register, so blocks of products, transposes and the softmax of a row
speak to LLVM themselves. Where a machine's registers are narrower than a vector, LLVM splits it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

VECTOR_BYTES = 64
"""Bytes of a vector. A constant, so that a sum's order does not depend on the machine."""

INT32, INT64 = ir.IntType(32), ir.IntType(64)


class Vectors:
    """What is needed to work with vectors of the elements that a pointer points to."""

    def __init__(self, context: Any, builder: Any, pointer_type: types.CPointer) -> None:
        number = context.get_data_type(pointer_type.dtype)
        self.item_bytes = context.get_abi_sizeof(number)
        self.lanes = VECTOR_BYTES // self.item_bytes
        self.type = ir.VectorType(number, self.lanes)
        self.mask_type = ir.VectorType(ir.IntType(1), self.lanes)
        self._builder = builder

    def splat(self, scalar: Any, kind: Any = None) -> Any:
        """A vector with ``scalar`` in every lane; of type ``kind`` if it is no number."""
        kind = kind or self.type
        undefined = ir.Constant(kind, ir.Undefined)
        first = self._builder.insert_element(undefined, scalar, INT32(0))
        return self.shuffle(first, undefined, [0] * self.lanes)

    def shuffle(self, one: Any, other: Any, lanes: list[int]) -> Any:
        """The lanes of ``one`` and, counted on, of ``other`` that are listed."""
        listed = ir.Constant(ir.VectorType(INT32, self.lanes), lanes)
        return self._builder.shuffle_vector(one, other, listed)

    def first_lanes(self, count: Any) -> Any:
        """A mask of the lanes below ``count``."""
        counter = ir.VectorType(INT64, self.lanes)
        lane = ir.Constant(counter, list(range(self.lanes)))
        return self._builder.icmp_signed("<", lane, self.splat(count, counter))

    def load(self, place: Any, mask: Any = None) -> Any:
        """The vector at ``place``; zeros where there is a mask that does not hold."""
        if mask is None:
            pointer = self._builder.bitcast(place, self.type.as_pointer())
            return self._builder.load(pointer, align=self.item_bytes)
        function = self._masked("load", self.type, [place.type, INT32, self.mask_type, self.type])
        zeros = ir.Constant(self.type, None)
        return self._builder.call(function, [place, INT32(self.item_bytes), mask, zeros])

    def store(self, vector: Any, place: Any, mask: Any = None) -> None:
        """Writes ``vector``; nothing where there is a mask that does not hold."""
        if mask is None:
            pointer = self._builder.bitcast(place, self.type.as_pointer())
            self._builder.store(vector, pointer, align=self.item_bytes)
            return
        arguments = [self.type, place.type, INT32, self.mask_type]
        function = self._masked("store", ir.VoidType(), arguments)
        self._builder.call(function, [vector, place, INT32(self.item_bytes), mask])

    def _masked(self, verb: str, result: Any, arguments: list[Any]) -> Any:
        name = f"llvm.masked.{verb}.v{self.lanes}f{8 * self.item_bytes}.p0"
        kind = ir.FunctionType(result, arguments)
        return cgutils.get_or_insert_function(self._builder.module, kind, name)

    def turned(self, lines: list[Any]) -> list[Any]:
        """The transpose of as many vectors as each has lanes.

        Eklundh, "A fast computer method for matrix transposing", IEEE Transactions on Computers
        C-21, 1972.
        """
        lines, half = list(lines), 1
        while half < self.lanes:
            upper = [lane % (2 * half) < half for lane in range(self.lanes)]
            first = [lane if up else lane - half + self.lanes for lane, up in enumerate(upper)]
            second = [lane + half if up else lane + self.lanes for lane, up in enumerate(upper)]
            for i, up in enumerate(upper):
                if up:
                    pair = lines[i], lines[i + half]
                    lines[i] = self.shuffle(*pair, first)
                    lines[i + half] = self.shuffle(*pair, second)
            half *= 2
        return lines

    def rows(self, start: Any, stride: Any, count: Any, width: Any) -> Iterator[tuple[Any, Any]]:
        """Where each of as many rows as there are lanes begins, and a mask of what is in it.

        Only the first ``count`` rows have anything in them, ``width`` numbers each.
        """
        builder = self._builder
        inside, nothing = self.first_lanes(width), ir.Constant(self.mask_type, None)
        for i in range(self.lanes):
            exists = builder.icmp_signed("<", INT64(i), count)
            place = builder.gep(start, [builder.mul(stride, INT64(i))])
            yield place, builder.select(exists, inside, nothing)

    def across(self, vector: Any, combine: Callable[[Any, Any], Any]) -> Any:
        """A vector of which every lane combines all lanes: in pairs that are far apart, then near.

        ``combine`` makes one vector of two, as a sum or a maximum does.
        """
        half = self.lanes
        while half > 1:
            half //= 2
            other = self.shuffle(vector, vector, [lane ^ half for lane in range(self.lanes)])
            vector = combine(vector, other)
        return vector
