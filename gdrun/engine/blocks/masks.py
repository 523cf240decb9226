"""Dropout's masks in vector registers: a hash for each unit costs less than a look at memory."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from gdrun.engine.blocks.pointers import Pointer, advance, number
from gdrun.engine.blocks.vectors import INT32, INT64, Vectors
from gdrun.engine.compile.compiling import inner
from gdrun.engine.random.counter import B15, B16, FIRST, GOLDEN, SECOND, mixed


@intrinsic
def _mask_row(_, inputs, outputs, kept, seed, limit, factor, units):  # type: ignore[no-untyped-def]
    """One row of ``drop_units``: units whose hash is below ``limit`` are lost."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        inputs, outputs, kept, seed, limit, factor, units = arguments
        vectors = Vectors(context, builder, signature.args[0])
        lanes, kind = vectors.lanes, ir.VectorType(INT32, vectors.lanes)

        def all_of(constant: Any) -> Any:
            return ir.Constant(kind, [int(constant) & 0xFFFFFFFF] * lanes)

        def low(number: Any) -> Any:
            return vectors.splat(builder.trunc(number, INT32), kind)

        def shifted(x: Any, bits: int) -> Any:
            return builder.xor(x, builder.lshr(x, all_of(bits)))

        apart = ir.Constant(kind, [lane * int(GOLDEN) & 0xFFFFFFFF for lane in range(lanes)])
        start, between = low(seed), low(builder.lshr(seed, INT64(32)))
        least, zeros = low(limit), ir.Constant(vectors.type, None)
        factors = vectors.splat(factor)
        rounds = builder.udiv(builder.add(units, INT64(lanes - 1)), INT64(lanes))
        with cgutils.for_range(builder, rounds) as loop:
            first = builder.mul(loop.index, INT64(lanes))
            inside = vectors.first_lanes(builder.sub(units, first))
            x = builder.add(start, apart)
            x = builder.add(x, low(builder.mul(first, INT64(int(GOLDEN)))))
            x = builder.mul(shifted(x, int(B16)), all_of(FIRST))
            x = builder.mul(shifted(builder.xor(x, between), int(B15)), all_of(SECOND))
            stays = builder.icmp_unsigned(">=", shifted(x, int(B16)), least)
            mask = builder.select(stays, factors, zeros)
            values = vectors.load(builder.gep(inputs, [first]), inside)
            vectors.store(mask, builder.gep(kept, [first]), inside)
            product = builder.fmul(values, mask)
            vectors.store(product, builder.gep(outputs, [first]), inside)
        return context.get_dummy_value()

    size = types.int64
    return types.void(inputs, outputs, kept, size, size, inputs.dtype, size), generate


@inner
def drop_units(
    inputs: Pointer,
    outputs: Pointer,
    kept: Pointer,
    seed: int,
    step: int,
    order: Any,
    limit: int,
    factor: float,
    rows: int,
    units: int,
) -> None:
    """Writes masks of 0 and ``factor`` to ``kept``, and inputs times masks to ``outputs``.

    All three have shape (rows, units) without gaps. A unit is lost if its ``random_bits`` are below
    ``limit``; ``order`` holds the rows' numbers.
    """
    of_step, share = mixed(seed, step), number(inputs, factor)
    for i in range(rows):
        place = i * units
        _mask_row(
            advance(inputs, place), advance(outputs, place), advance(kept, place),
            mixed(of_step, order[i]), limit, share, units,
        )  # fmt: skip
