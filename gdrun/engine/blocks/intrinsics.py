"""What is done inside vector registers: a block of a product, and a block turned on its side.

Lanes beyond what a block needs are neither read nor written.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from gdrun.engine.blocks.vectors import INT64, Vectors

OUTER_ROWS = 8
"""Rows that a multiple of one row is added to at a time."""

CHAINS = 4
"""Parts in which a single row's sums are formed."""


@cache
def make_product_block(
    rows: int, vectors: int, chains: int, whole: bool = False, spilling: bool = False
) -> Callable[..., None]:
    """A compiled function that computes ``rows`` rows and ``vectors`` vectors of a product.

    ``block(c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth, tail)`` writes
    c[i c_stride + j] = init[i init_stride + j] + Σₖ a[i a_row + k a_step] · b[k b_stride + j]
    for k from 0 to depth − 1, which is a multiple of ``chains``. The first four arrays are
    pointers. Of the last vector the first ``tail`` lanes are used; all lanes if ``whole``. A
    ``spilling`` block writes zeros to the lanes behind them: a vector that was written under a
    mask can be read only when it has reached the cache.

    A sum is formed in ``chains`` parts, that of every chains-th k first: as each addition waits
    for the one before, a block of few rows is faster with several.
    """

    @intrinsic
    def block(  # type: ignore[no-untyped-def]
        _, c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth, tail
    ):
        size = types.int64
        signature = types.void(c, size, init, size, a, size, size, b, size, size, size)
        return signature, generate

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        c, c_stride, init, init_stride, a, a_row, a_step, b, b_stride, depth, tail = values
        vector = Vectors(context, builder, signature.args[0])
        masks = [*[None] * (vectors - 1), None if whole else vector.first_lanes(tail)]

        def moved(place: Any, steps: Any) -> Any:
            return builder.gep(place, [steps])

        def row_places(place: Any, stride: Any) -> list[Any]:
            return [moved(place, builder.mul(stride, INT64(i))) for i in range(rows)]

        def across(place: Any) -> list[Any]:
            return [moved(place, INT64(v * vector.lanes)) for v in range(vectors)]

        # Stack slots of fixed address: the optimiser turns each into a register.
        sums = [
            [
                [cgutils.alloca_once(builder, vector.type) for _ in range(vectors)]
                for _ in range(rows)
            ]
            for _ in range(chains)
        ]
        for i, row in enumerate(row_places(init, init_stride)):
            for v, place in enumerate(across(row)):
                builder.store(vector.load(place, masks[v]), sums[0][i][v])
                for chain in range(1, chains):
                    builder.store(ir.Constant(vector.type, None), sums[chain][i][v])
        a_rows = row_places(a, a_row)
        rounds = builder.udiv(depth, INT64(chains))
        with cgutils.for_range(builder, rounds) as loop:
            for chain in range(chains):
                k = builder.add(builder.mul(loop.index, INT64(chains)), INT64(chain))
                line = across(moved(b, builder.mul(k, b_stride)))
                b_row = [vector.load(place, masks[v]) for v, place in enumerate(line)]
                column = builder.mul(k, a_step)
                for i in range(rows):
                    factor = vector.splat(builder.load(moved(a_rows[i], column)))
                    for v in range(vectors):
                        slot = sums[chain][i][v]
                        # Contracted, where the machine can, to one operation with one rounding.
                        product = builder.fmul(factor, b_row[v], flags=("contract",))
                        total = builder.fadd(builder.load(slot), product, flags=("contract",))
                        builder.store(total, slot)
        for i, row in enumerate(row_places(c, c_stride)):
            for v, place in enumerate(across(row)):
                parts = [builder.load(sums[chain][i][v]) for chain in range(chains)]
                total = _sum_of_pairs(builder, parts)
                vector.store(total, place, None if spilling else masks[v])
        return context.get_dummy_value()

    return block


@cache
def make_outer_block(
    vectors: int, whole: bool = False, meeting: bool = False
) -> Callable[..., None]:
    """A compiled function that adds multiples of a row of ``vectors`` vectors to other rows.

    ``block(c, c_stride, a, b, factor, rows, tail)`` adds a[i] · (factor b[j]) to c[i c_stride + j];
    the row b stays in registers. Of its last vector the first ``tail`` lanes are used; all lanes if
    ``whole``.

    A ``meeting`` block takes three more pointers, ``(…, met, init, sums)``: while it has the new C
    in registers, it also writes sums[j] = init[j] + Σᵢ met[i] · c[i c_stride + j], summed as
    product blocks with ``CHAINS`` chains, and one for the last rows, do, and spilling as those.
    """

    if meeting:

        @intrinsic
        def block(  # type: ignore[no-untyped-def]
            _, c, c_stride, a, b, factor, rows, tail, met, init, sums
        ):
            size = types.int64
            arguments = (c, size, a, b, c.dtype, size, size, met, init, sums)
            return types.void(*arguments), generate

    else:

        @intrinsic
        def block(_, c, c_stride, a, b, factor, rows, tail):  # type: ignore[no-untyped-def]
            size = types.int64
            return types.void(c, size, a, b, c.dtype, size, size), generate

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        c, c_stride, a, b, factor, rows, tail, *others = values
        vector = Vectors(context, builder, signature.args[0])
        masks = [*[None] * (vectors - 1), None if whole else vector.first_lanes(tail)]
        offsets = [INT64(v * vector.lanes) for v in range(vectors)]
        factors = vector.splat(factor)
        row = [
            builder.fmul(factors, vector.load(builder.gep(b, [offset]), mask))
            for offset, mask in zip(offsets, masks, strict=True)
        ]
        meetings = _Meetings(builder, vector, offsets, masks, *others) if meeting else None

        def add_to(first: Any, height: int) -> None:
            # All loads come before all stores: a load that meets a store's cache line would wait
            # for it, though their lanes differ.
            stores = []
            for i in range(height):
                line = builder.add(first, INT64(i))
                number = vector.splat(builder.load(builder.gep(a, [line])))
                start = builder.gep(c, [builder.mul(line, c_stride)])
                totals = []
                for part, offset, mask in zip(row, offsets, masks, strict=True):
                    place = builder.gep(start, [offset])
                    product = builder.fmul(number, part, flags=("contract",))
                    total = builder.fadd(vector.load(place, mask), product, flags=("contract",))
                    totals.append(total)
                    stores.append((total, place, mask))
                if meetings:
                    meetings.meet(line, totals, i % CHAINS if height > 1 else 0)
            for each in stores:
                vector.store(*each)

        def repeat(first: Any, height: int, until: Any) -> Any:
            """Adds to as many groups of rows as there are before ``until``; the first row left."""
            groups = builder.udiv(builder.sub(until, first), INT64(height))
            with cgutils.for_range(builder, groups) as loop:
                add_to(builder.add(first, builder.mul(loop.index, INT64(height))), height)
            return builder.add(first, builder.mul(groups, INT64(height)))

        done = repeat(INT64(0), OUTER_ROWS, rows)
        if meetings:
            done = repeat(done, CHAINS, rows)
            meetings.join()
        repeat(done, 1, rows)
        if meetings:
            meetings.write()
        return context.get_dummy_value()

    return block


class _Meetings:
    """The sums of another row's products with the rows that an outer block has in registers."""

    def __init__(
        self,
        builder: Any,
        vector: Vectors,
        offsets: Any,
        masks: Any,
        met: Any,
        init: Any,
        sums: Any,
    ) -> None:
        self._builder, self._vector, self._met = builder, vector, met
        self._places = [builder.gep(sums, [offset]) for offset in offsets]
        self._chains = [
            [cgutils.alloca_once(builder, vector.type) for _ in offsets] for _ in range(CHAINS)
        ]
        zeros = ir.Constant(vector.type, None)
        for v, (offset, mask) in enumerate(zip(offsets, masks, strict=True)):
            builder.store(vector.load(builder.gep(init, [offset]), mask), self._chains[0][v])
            for chain in self._chains[1:]:
                builder.store(zeros, chain[v])

    def meet(self, line: Any, totals: list[Any], chain: int) -> None:
        """Adds the products with one row of C."""
        builder = self._builder
        factor = self._vector.splat(builder.load(builder.gep(self._met, [line])))
        for total, slot in zip(totals, self._chains[chain], strict=True):
            product = builder.fmul(factor, total, flags=("contract",))
            builder.store(builder.fadd(builder.load(slot), product, flags=("contract",)), slot)

    def join(self) -> None:
        """Makes one chain of all, as the last rows are summed one after the other."""
        for slots in zip(*self._chains, strict=True):
            parts = [self._builder.load(slot) for slot in slots]
            self._builder.store(_sum_of_pairs(self._builder, parts), slots[0])

    def write(self) -> None:
        """Writes the sums, and zeros behind them up to a whole vector."""
        for slot, place in zip(self._chains[0], self._places, strict=True):
            self._vector.store(self._builder.load(slot), place)


def _sum_of_pairs(builder: Any, parts: list[Any]) -> Any:
    while len(parts) > 1:
        parts = [builder.fadd(*parts[p : p + 2]) for p in range(0, len(parts), 2)]
    return parts[0]


@intrinsic
def copy_block(_, source, target, size):  # type: ignore[no-untyped-def]
    """Copies ``size`` elements from one pointer to the other."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source, target, size = values
        vector = Vectors(context, builder, signature.args[0])
        width = INT64(vector.lanes)
        whole = builder.udiv(size, width)
        with cgutils.for_range(builder, whole) as loop:
            first = builder.mul(loop.index, width)
            vector.store(vector.load(builder.gep(source, [first])), builder.gep(target, [first]))
        done = builder.mul(whole, width)
        with builder.if_then(builder.icmp_signed("<", done, size)):
            mask = vector.first_lanes(builder.sub(size, done))
            rest = vector.load(builder.gep(source, [done]), mask)
            vector.store(rest, builder.gep(target, [done]), mask)
        return context.get_dummy_value()

    return types.void(source, target, types.int64), generate


@intrinsic
def dot_block(_, c, a, a_stride, b, rows, depth):  # type: ignore[no-untyped-def]
    """Writes c[i] = Σₖ a[i a_stride + k] · b[k] for i below ``rows`` and k below ``depth``.

    The first four are pointers; ``rows`` is at most the lanes of a vector, which are summed as the
    lines of a transpose are: in pairs of lanes that are far apart, then near. Behind the rows, up
    to a whole vector, there must be room for what means nothing.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        c, a, a_stride, b, rows, depth = values
        vector = Vectors(context, builder, signature.args[0])
        lanes, nothing = range(vector.lanes), ir.Constant(vector.mask_type, None)
        sums = [cgutils.alloca_once(builder, vector.type) for _ in lanes]
        for slot in sums:
            builder.store(ir.Constant(vector.type, None), slot)
        width = INT64(vector.lanes)
        rounds = builder.udiv(builder.add(depth, INT64(vector.lanes - 1)), width)
        with cgutils.for_range(builder, rounds) as loop:
            first = builder.mul(loop.index, width)
            inside = vector.first_lanes(builder.sub(depth, first))
            factor = vector.load(builder.gep(b, [first]), inside)
            for i, slot in zip(lanes, sums, strict=True):
                exists = builder.icmp_signed("<", INT64(i), rows)
                place = builder.gep(a, [builder.add(builder.mul(a_stride, INT64(i)), first)])
                line = vector.load(place, builder.select(exists, inside, nothing))
                product = builder.fmul(line, factor, flags=("contract",))
                total = builder.fadd(builder.load(slot), product, flags=("contract",))
                builder.store(total, slot)
        lines = [builder.load(slot) for slot in sums]
        size = half = vector.lanes
        while half > 1:
            half //= 2
            # Lane l of a pair's sum belongs to the first line where l has no bit ``half``.
            own = [lane + size if lane & half else lane for lane in lanes]
            other = [(lane ^ half) + size if lane & half else lane ^ half for lane in lanes]
            pairs = [(lines[i], lines[i + half]) for i in range(half)]
            lines = [
                builder.fadd(vector.shuffle(*pair, own), vector.shuffle(*pair, other))
                for pair in pairs
            ]
        vector.store(lines[0], c)
        return context.get_dummy_value()

    size = types.int64
    return types.void(c, a, size, b, size, size), generate


@intrinsic
def transpose_block(  # type: ignore[no-untyped-def]
    _, source, source_stride, target, target_stride, rows, columns
):
    """Writes at ``target`` the transpose of ``rows`` × ``columns`` elements at ``source``.

    Both are pointers, and both counts are at most the lanes of a vector.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source, source_stride, target, target_stride, rows, columns = values
        vector = Vectors(context, builder, signature.args[0])
        places = vector.rows(source, source_stride, rows, columns)
        lines = vector.turned([vector.load(*where) for where in places])
        places = vector.rows(target, target_stride, columns, rows)
        for line, where in zip(lines, places, strict=True):
            vector.store(line, *where)
        return context.get_dummy_value()

    whole = types.int64
    return types.void(source, whole, target, whole, whole, whole), generate
