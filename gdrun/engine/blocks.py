"""The innermost product: a block of the result that stays in vector registers.

Numba has no word for a vector register, so this file speaks to LLVM itself. A block of R rows and
V vectors starts from ``init``, gets a · row of B added for each step of the middle index, and is
stored once. Its last vector may be partly used: the lanes beyond ``tail`` are neither read nor
written. On machines with narrower registers LLVM splits the vectors.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

VECTOR_BYTES = 64
"""Bytes of a vector. A constant, so that a sum's order does not depend on the machine."""

_INT32, _INT64 = ir.IntType(32), ir.IntType(64)


class _Vectors:
    """What a function needs to work with vectors of ``number``, the LLVM type of an element."""

    def __init__(self, builder: Any, number: Any, item_bytes: int, tail: Any) -> None:
        self.lanes = VECTOR_BYTES // item_bytes
        self.type = ir.VectorType(number, self.lanes)
        self._builder = builder
        self._align = item_bytes
        counter = ir.VectorType(_INT64, self.lanes)
        lane = ir.Constant(counter, list(range(self.lanes)))
        self._mask = builder.icmp_signed("<", lane, self.splat(tail, counter))

    def splat(self, scalar: Any, kind: Any) -> Any:
        """A vector of type ``kind`` with ``scalar`` in every lane."""
        undefined = ir.Constant(kind, ir.Undefined)
        first = self._builder.insert_element(undefined, scalar, _INT32(0))
        lanes = ir.Constant(ir.VectorType(_INT32, self.lanes), [0] * self.lanes)
        return self._builder.shuffle_vector(first, undefined, lanes)

    def load(self, pointer: Any, masked: bool) -> Any:
        """The vector at ``pointer``; with ``masked``, zeros beyond the tail."""
        if not masked:
            return self._builder.load(self._as_vector(pointer), align=self._align)
        function = self._intrinsic(
            "load", self.type, [pointer.type, _INT32, self._mask.type, self.type]
        )
        zeros = ir.Constant(self.type, None)
        return self._builder.call(function, [pointer, _INT32(self._align), self._mask, zeros])

    def store(self, vector: Any, pointer: Any, masked: bool) -> None:
        """Writes ``vector``; with ``masked``, nothing beyond the tail."""
        if not masked:
            self._builder.store(vector, self._as_vector(pointer), align=self._align)
            return
        function = self._intrinsic(
            "store", ir.VoidType(), [self.type, pointer.type, _INT32, self._mask.type]
        )
        self._builder.call(function, [vector, pointer, _INT32(self._align), self._mask])

    def _as_vector(self, pointer: Any) -> Any:
        return self._builder.bitcast(pointer, self.type.as_pointer())

    def _intrinsic(self, verb: str, result: Any, arguments: list[Any]) -> Any:
        bits = 8 * VECTOR_BYTES // self.lanes
        name = f"llvm.masked.{verb}.v{self.lanes}f{bits}.p0"
        kind = ir.FunctionType(result, arguments)
        return cgutils.get_or_insert_function(self._builder.module, kind, name)


@cache
def make_block(rows: int, vectors: int) -> Callable[..., None]:
    """A compiled function that computes a block of ``rows`` rows and ``vectors`` vectors.

    ``block(c, c_at, c_stride, init, init_at, init_stride, a, a_at, a_row, a_step,
    b, b_at, b_stride, depth, tail)`` writes, for each row i and column j of the block,
    c[c_at + i c_stride + j] = init[init_at + i init_stride + j]
    + Σₖ a[a_at + i a_row + k a_step] · b[b_at + k b_stride + j] with k from 0 to depth − 1.
    """

    @intrinsic  # type: ignore[untyped-decorator]
    def block(  # type: ignore[no-untyped-def]
        typing_context, c, c_at, c_stride, init, init_at, init_stride, a, a_at, a_row, a_step,
        b, b_at, b_stride, depth, tail,
    ):  # fmt: skip
        integers = types.int64
        signature = types.void(
            c, integers, integers, init, integers, integers, a, integers, integers, integers,
            b, integers, integers, integers, integers,
        )  # fmt: skip
        return signature, generate

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        (
            c, c_at, c_stride, init, init_at, init_stride, a, a_at, a_row, a_step,
            b, b_at, b_stride, depth, tail,
        ) = values  # fmt: skip

        def data(place: int, array: Any) -> Any:
            return context.make_array(signature.args[place])(context, builder, array).data

        c_data, init_data, a_data, b_data = data(0, c), data(3, init), data(6, a), data(10, b)
        number = context.get_data_type(signature.args[0].dtype)
        vector = _Vectors(builder, number, context.get_abi_sizeof(number), tail)

        def place(start: Any, stride: Any, row: int, column: int) -> Any:
            at = builder.add(start, builder.mul(stride, _INT64(row)))
            return builder.add(at, _INT64(column * vector.lanes))

        cells = [(i, v) for i in range(rows) for v in range(vectors)]
        # Stack slots of fixed address: the optimiser turns each into a register.
        sums = {cell: cgutils.alloca_once(builder, vector.type) for cell in cells}
        for (i, v), total in sums.items():
            start = builder.gep(init_data, [place(init_at, init_stride, i, v)])
            builder.store(vector.load(start, v == vectors - 1), total)
        with cgutils.for_range(builder, depth) as loop:
            line = builder.add(b_at, builder.mul(loop.index, b_stride))
            b_row = [
                vector.load(
                    builder.gep(b_data, [builder.add(line, _INT64(v * vector.lanes))]),
                    v == vectors - 1,
                )
                for v in range(vectors)
            ]
            column = builder.add(a_at, builder.mul(loop.index, a_step))
            for i in range(rows):
                entry = builder.add(column, builder.mul(a_row, _INT64(i)))
                factor = vector.splat(builder.load(builder.gep(a_data, [entry])), vector.type)
                for v in range(vectors):
                    # Contracted, where the machine can, to one operation with one rounding.
                    product = builder.fmul(factor, b_row[v], flags=("contract",))
                    total = sums[i, v]
                    added = builder.fadd(builder.load(total), product, flags=("contract",))
                    builder.store(added, total)
        for (i, v), total in sums.items():
            end = builder.gep(c_data, [place(c_at, c_stride, i, v)])
            vector.store(builder.load(total), end, v == vectors - 1)
        return context.get_dummy_value()

    return block  # type: ignore[no-any-return]
