"""Softmax cross-entropy in vector registers: with few classes no loop over a row would vectorise.

Rows are worked on as many at a time as a vector has lanes, turned so that a vector holds one class
of all of them. Rows with more classes than lanes, and the last few, are taken one by one.
"""

import math
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from gdrun.engine.blocks.pointers import Pointer, advance, lanes_of
from gdrun.engine.blocks.transcendentals import FLOAT32, FLOAT64
from gdrun.engine.blocks.vectors import INT32, INT64, Vectors
from gdrun.engine.compile.compiling import inner

FEWEST_ROWS = 4
"""Fewer rows take longer in a block than one after the other."""

LARGEST_PRODUCT = 1e200
"""The logarithm of a product costs less than many logarithms, as long as it does not overflow."""


class _Arithmetic:
    """What both kinds of block compute with vectors."""

    def __init__(self, context: Any, builder: Any, pointer_type: types.CPointer) -> None:
        self.vectors = Vectors(context, builder, pointer_type)
        self.zero, self.one = self._number(0.0), self._number(1.0)
        self.least = self._number(float("-inf"))
        self._doubles = Vectors(context, builder, types.CPointer(types.float64))
        self._builder = builder
        self._form = FLOAT32 if self.vectors.item_bytes == 4 else FLOAT64
        self._integers = ir.VectorType(ir.IntType(8 * self.vectors.item_bytes), self.vectors.lanes)

    def _number(self, value: float) -> Any:
        return ir.Constant(self.vectors.type, [value] * self.vectors.lanes)

    def _integer(self, value: int) -> Any:
        return ir.Constant(self._integers, [value] * self.vectors.lanes)

    def larger(self, a: Any, b: Any) -> Any:
        """The larger of two vectors, lane by lane."""
        return self._builder.select(self._builder.fcmp_ordered(">", a, b), a, b)

    def _add_product(self, a: Any, b: Any, c: Any) -> Any:
        product = self._builder.fmul(a, b, flags=("contract",))
        return self._builder.fadd(product, c, flags=("contract",))

    def _power_of_two(self, n: Any) -> Any:
        biased = self._builder.add(n, self._integer(self._form.exponent_bias))
        shifted = self._builder.shl(biased, self._integer(self._form.mantissa_bits))
        return self._builder.bitcast(shifted, self.vectors.type)

    def exp(self, x: Any) -> Any:
        """e to the power of numbers up to 0, as ``transcendentals`` computes it."""
        builder, form, number = self._builder, self._form, self._number
        # A NaN fails the comparison and becomes a number, for a NaN has no integer part.
        bounded = self.larger(x, number(-form.largest))
        rounder = number(form.rounder)
        n = builder.fsub(self._add_product(bounded, number(1 / math.log(2)), rounder), rounder)
        r = self._add_product(n, number(-form.ln2_high), bounded)
        r = self._add_product(n, number(-form.ln2_low), r)
        series = number(form.coefficients[0])
        for coefficient in form.coefficients[1:]:
            series = self._add_product(series, r, number(coefficient))
        grown = self._add_product(builder.fmul(r, r), series, r)
        # 2ⁿ in two factors: below the format's range one after the other underflows step by step.
        whole = builder.fptosi(n, self._integers)
        first = builder.ashr(whole, self._integer(1))
        result = builder.fmul(builder.fadd(grown, self.one), self._power_of_two(first))
        result = builder.fmul(result, self._power_of_two(builder.sub(whole, first)))
        return builder.select(builder.fcmp_ordered("ord", x, x), result, x)

    def without_label(self, shares: Any, labels: Any, classes: Any) -> Any:
        """``shares``, minus 1 in the lanes where label and class are equal; all are numbers."""
        less = self._builder.fsub(shares, self.one)
        equal = self._builder.fcmp_ordered("==", labels, classes)
        return self._builder.select(equal, less, shares)

    def combined(self, vector: Any, combine: Callable[[Any, Any], Any]) -> Any:
        """All lanes combined into one float64: in pairs that are far apart, then near."""
        builder, doubles = self._builder, self._doubles
        if self.vectors.item_bytes == 4:
            halves = []
            for first in (0, doubles.lanes):
                lanes = ir.VectorType(ir.IntType(32), doubles.lanes)
                listed = ir.Constant(lanes, list(range(first, first + doubles.lanes)))
                half = builder.shuffle_vector(vector, vector, listed)
                halves.append(builder.fpext(half, doubles.type))
            vector = combine(*halves)
        return builder.extract_element(doubles.across(vector, combine), INT32(0))


@intrinsic
def _block(_, outputs, targets, gradient, rows, classes):  # type: ignore[no-untyped-def]
    """Cross-entropy of ``rows`` rows of ``classes`` outputs, both at most a vector's lanes.

    The first three are pointers, to (rows, classes), (rows,) and (rows, classes) numbers without
    gaps. Returns the sum of max o − o_y, and the product of Σⱼ exp(oⱼ − max o).
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        outputs, targets, gradient, rows, classes = arguments
        work = _Arithmetic(context, builder, signature.args[0])
        vectors, number = work.vectors, work.vectors.type.element
        stack = cgutils.alloca_once(builder, vectors.type, size=vectors.lanes)
        largest, own = (cgutils.alloca_once(builder, vectors.type) for _ in range(2))
        exists = vectors.first_lanes(rows)
        labels = vectors.load(targets, exists)

        def column(j: Any) -> Any:
            return builder.gep(stack, [j])

        def as_number(j: Any) -> Any:
            return vectors.splat(builder.sitofp(j, number))

        places = vectors.rows(outputs, classes, rows, classes)
        for j, line in enumerate(vectors.turned([vectors.load(*where) for where in places])):
            builder.store(line, column(INT64(j)))
        builder.store(work.least, largest)
        with cgutils.for_range(builder, classes) as loop:
            output = builder.load(column(loop.index))
            builder.store(work.larger(output, builder.load(largest)), largest)
        builder.store(work.zero, own)
        with cgutils.for_range(builder, classes) as loop:
            gap = builder.fsub(builder.load(largest), builder.load(column(loop.index)))
            power = work.exp(builder.fsub(work.zero, gap))
            builder.store(power, column(loop.index))
            is_label = builder.fcmp_ordered("==", labels, as_number(loop.index))
            builder.store(builder.select(is_label, gap, builder.load(own)), own)
        # Beyond the classes there are zeros. In this order a row by itself is summed, too.
        sums = [builder.load(column(INT64(j))) for j in range(vectors.lanes)]
        while len(sums) > 1:
            half = len(sums) // 2
            sums = [builder.fadd(sums[j], sums[j + half]) for j in range(half)]
        total = sums[0]
        scale = builder.fdiv(work.one, total)
        with cgutils.for_range(builder, classes) as loop:
            share = builder.fmul(builder.load(column(loop.index)), scale)
            share = work.without_label(share, labels, as_number(loop.index))
            builder.store(share, column(loop.index))
        lines = vectors.turned([builder.load(column(INT64(j))) for j in range(vectors.lanes)])
        places = vectors.rows(gradient, classes, rows, classes)
        for line, where in zip(lines, places, strict=True):
            vectors.store(line, *where)
        gaps = builder.select(exists, builder.load(own), work.zero)
        totals = builder.select(exists, total, work.one)
        told = [work.combined(gaps, builder.fadd), work.combined(totals, builder.fmul)]
        return context.make_tuple(builder, signature.return_type, told)

    size = types.int64
    return types.UniTuple(types.float64, 2)(outputs, targets, gradient, size, size), generate


@intrinsic
def _row(_, outputs, targets, gradient, classes):  # type: ignore[no-untyped-def]
    """As ``_block``, for a single row with any number of classes."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        outputs, targets, gradient, classes = arguments
        work = _Arithmetic(context, builder, signature.args[0])
        vectors, number = work.vectors, work.vectors.type.element
        largest, total = (cgutils.alloca_once(builder, vectors.type) for _ in range(2))
        width = INT64(vectors.lanes)
        lanes = ir.Constant(vectors.type, [float(lane) for lane in range(vectors.lanes)])
        label = builder.load(targets)

        def load(place: Any, first: Any) -> tuple[Any, Any]:
            mask = vectors.first_lanes(builder.sub(classes, first))
            return vectors.load(builder.gep(place, [first]), mask), mask

        def powers(vector: Any, largest: Any, mask: Any) -> Any:
            # 0 beyond the row, and not e to the −∞: what underflows takes the processor longer.
            shifted = builder.select(mask, builder.fsub(vector, largest), work.zero)
            return builder.select(mask, work.exp(shifted), work.zero)

        def write(powers: Any, total: Any, first: Any, mask: Any) -> None:
            share = builder.fmul(powers, builder.fdiv(work.one, total))
            classes = builder.fadd(lanes, vectors.splat(builder.sitofp(first, number)))
            share = work.without_label(share, vectors.splat(label), classes)
            vectors.store(share, builder.gep(gradient, [first]), mask)

        with builder.if_else(builder.icmp_signed("<=", classes, width)) as (few, many):
            with few:
                # All that is needed stays in registers.
                vector, mask = load(outputs, INT64(0))
                top = vectors.across(builder.select(mask, vector, work.least), work.larger)
                vector = powers(vector, top, mask)
                sum_of_all = vectors.across(vector, builder.fadd)
                write(vector, sum_of_all, INT64(0), mask)
                builder.store(top, largest)
                builder.store(sum_of_all, total)
            with many:
                rounds = builder.udiv(builder.add(classes, INT64(vectors.lanes - 1)), width)
                builder.store(work.least, largest)
                with cgutils.for_range(builder, rounds) as loop:
                    vector, mask = load(outputs, builder.mul(loop.index, width))
                    vector = builder.select(mask, vector, work.least)
                    builder.store(work.larger(vector, builder.load(largest)), largest)
                top = vectors.across(builder.load(largest), work.larger)
                builder.store(top, largest)
                builder.store(work.zero, total)
                with cgutils.for_range(builder, rounds) as loop:
                    first = builder.mul(loop.index, width)
                    vector, mask = load(outputs, first)
                    vector = powers(vector, top, mask)
                    builder.store(builder.fadd(builder.load(total), vector), total)
                    vectors.store(vector, builder.gep(gradient, [first]), mask)
                sum_of_all = vectors.across(builder.load(total), builder.fadd)
                builder.store(sum_of_all, total)
                with cgutils.for_range(builder, rounds) as loop:
                    first = builder.mul(loop.index, width)
                    vector, mask = load(gradient, first)
                    write(vector, sum_of_all, first, mask)
        told = [builder.extract_element(builder.load(slot), INT32(0)) for slot in (largest, total)]
        own = builder.load(builder.gep(outputs, [builder.fptosi(label, ir.IntType(64))]))
        told[0] = builder.fsub(told[0], own)
        told = [context.cast(builder, each, outputs_type.dtype, types.float64) for each in told]
        return context.make_tuple(builder, signature.return_type, told)

    outputs_type = outputs
    result = types.UniTuple(types.float64, 2)
    return result(outputs, targets, gradient, types.int64), generate


@inner
def softmax_cross_entropy(
    outputs: Pointer, targets: Pointer, gradient: Pointer, rows: int, classes: int
) -> float:
    """Σ −log p_y over rows, with p = exp(o − max o) / Σⱼ exp(oⱼ − max o).

    Writes p, less 1 at y, to ``gradient``. That and ``outputs`` have shape (rows, classes);
    ``targets`` (rows,) holds each row's y; all without gaps.
    """
    lanes = lanes_of(outputs)
    total, product = 0.0, 1.0
    first = 0
    while first < rows:
        o, y = advance(outputs, first * classes), advance(targets, first)
        g = advance(gradient, first * classes)
        if classes <= lanes and rows - first >= FEWEST_ROWS:
            count = min(lanes, rows - first)
            gap, factor = _block(o, y, g, count, classes)
            first += count
        else:
            gap, factor = _row(o, y, g, classes)
            first += 1
        total += gap
        product *= factor
        if not product < LARGEST_PRODUCT:
            total += math.log(product)
            product = 1.0
    return total + math.log(product)
