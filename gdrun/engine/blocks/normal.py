"""Layer normalisation in vector registers: sums along a row would not vectorise by themselves.

A row's sums are formed lane by lane, and then across the lanes in pairs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from gdrun.engine.blocks.pointers import Pointer, advance, number
from gdrun.engine.blocks.vectors import INT64, Vectors
from gdrun.engine.compile.compiling import inner


class _Row:
    """A row's units, as many at a time as a vector has lanes."""

    def __init__(self, context: Any, builder: Any, pointer_type: Any, units: Any) -> None:
        self.vectors = Vectors(context, builder, pointer_type)
        self._builder, self._units = builder, units
        lanes = INT64(self.vectors.lanes)
        more = builder.add(units, INT64(self.vectors.lanes - 1))
        self._rounds = builder.udiv(more, lanes)
        self.zeros = ir.Constant(self.vectors.type, None)

    @contextmanager
    def walk(self) -> Iterator[tuple[Any, Any]]:
        """Once for each vector: where it begins, and which of its lanes are units."""
        with cgutils.for_range(self._builder, self._rounds) as loop:
            first = self._builder.mul(loop.index, INT64(self.vectors.lanes))
            yield first, self.vectors.first_lanes(self._builder.sub(self._units, first))

    def load(self, place: Any, first: Any, inside: Any) -> Any:
        return self.vectors.load(self._builder.gep(place, [first]), inside)

    def store(self, vector: Any, place: Any, first: Any, inside: Any) -> None:
        self.vectors.store(vector, self._builder.gep(place, [first]), inside)

    def slot(self) -> Any:
        """Where a sum is formed; 0 at first."""
        slot = cgutils.alloca_once(self._builder, self.vectors.type)
        self._builder.store(self.zeros, slot)
        return slot

    def add(self, vector: Any, slot: Any) -> None:
        self._builder.store(self._builder.fadd(self._builder.load(slot), vector), slot)

    def product_sum(self, a: Any, b: Any, c: Any) -> Any:
        """a·b + c."""
        product = self._builder.fmul(a, b, flags=("contract",))
        return self._builder.fadd(product, c, flags=("contract",))

    def mean(self, slot: Any) -> Any:
        """The mean over the units of what was added, in every lane."""
        count = self._builder.sitofp(self._units, self.vectors.type.element)
        total = self.vectors.across(self._builder.load(slot), self._builder.fadd)
        return self._builder.fdiv(total, self.vectors.splat(count))


@intrinsic
def _normalize_row(_, inputs, gains, epsilon, outputs, kept, units):  # type: ignore[no-untyped-def]
    """One row of ``normalize``; ``gains`` are followed by as many shifts."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        inputs, gains, epsilon, outputs, kept, units = arguments
        row = _Row(context, builder, signature.args[0], units)
        shifts = builder.gep(gains, [units])
        total = row.slot()
        with row.walk() as where:
            row.add(row.load(inputs, *where), total)
        mean, squares = row.mean(total), row.slot()

        def deviations(first: Any, inside: Any) -> Any:
            apart = builder.fsub(row.load(inputs, first, inside), mean)
            return builder.select(inside, apart, row.zeros)

        with row.walk() as where:
            apart = deviations(*where)
            builder.store(row.product_sum(apart, apart, builder.load(squares)), squares)
        variance = builder.fadd(row.mean(squares), row.vectors.splat(epsilon))
        root = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(row.vectors.type, [row.vectors.type]),
            f"llvm.sqrt.v{row.vectors.lanes}f{8 * row.vectors.item_bytes}",
        )
        one = ir.Constant(row.vectors.type, [1.0] * row.vectors.lanes)
        scale = builder.fdiv(one, builder.call(root, [variance]))
        with row.walk() as where:
            normal = builder.fmul(deviations(*where), scale)
            row.store(normal, kept, *where)
            gain, shift = row.load(gains, *where), row.load(shifts, *where)
            row.store(row.product_sum(gain, normal, shift), outputs, *where)
        builder.store(builder.extract_element(scale, INT64(0)), builder.gep(kept, [units]))
        return context.get_dummy_value()

    size = types.int64
    return types.void(inputs, gains, inputs.dtype, outputs, kept, size), generate


@intrinsic
def _denormalize_row(_, gains, kept, after, before, units):  # type: ignore[no-untyped-def]
    """One row of ``normalize_back``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        gains, kept, after, before, units = arguments
        row = _Row(context, builder, signature.args[0], units)
        total, along = row.slot(), row.slot()

        def slopes(first: Any, inside: Any) -> Any:
            return builder.fmul(row.load(gains, first, inside), row.load(after, first, inside))

        with row.walk() as where:
            slope = slopes(*where)
            row.add(slope, total)
            normal = row.load(kept, *where)
            builder.store(row.product_sum(slope, normal, builder.load(along)), along)
        mean, mean_along = row.mean(total), row.mean(along)
        scale = row.vectors.splat(builder.load(builder.gep(kept, [units])))
        with row.walk() as where:
            left = builder.fsub(slopes(*where), mean)
            moved = builder.fmul(row.load(kept, *where), mean_along, flags=("contract",))
            left = builder.fsub(left, moved, flags=("contract",))
            row.store(builder.fmul(left, scale), before, *where)
        return context.get_dummy_value()

    return types.void(gains, kept, after, before, types.int64), generate


@intrinsic
def _add_gradient_of_gains(_, kept, after, gradient, rows, units):  # type: ignore[no-untyped-def]
    """The whole of ``normalize_gradient``: some units at a time, over all rows."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kept, after, gradient, rows, units = arguments
        row = _Row(context, builder, signature.args[0], units)
        shifts = builder.gep(gradient, [units])
        width = builder.add(units, INT64(1))
        slots = row.slot(), row.slot()
        with row.walk() as where:
            for slot, place in zip(slots, (gradient, shifts), strict=True):
                builder.store(row.load(place, *where), slot)
            with cgutils.for_range(builder, rows) as loop:
                slope_row = builder.gep(after, [builder.mul(loop.index, units)])
                kept_row = builder.gep(kept, [builder.mul(loop.index, width)])
                slope, normal = row.load(slope_row, *where), row.load(kept_row, *where)
                gain = row.product_sum(slope, normal, builder.load(slots[0]))
                builder.store(gain, slots[0])
                row.add(slope, slots[1])
            for slot, place in zip(slots, (gradient, shifts), strict=True):
                row.store(builder.load(slot), place, *where)
        return context.get_dummy_value()

    return types.void(kept, after, gradient, types.int64, types.int64), generate


@inner
def normalize(
    inputs: Pointer,
    parameters: Pointer,
    epsilon: float,
    outputs: Pointer,
    kept: Pointer,
    rows: int,
    units: int,
) -> None:
    """outputs = gain·n + shift with n = (inputs − μ) / √(σ² + epsilon), of each row.

    ``parameters`` are the gains and then the shifts. ``kept`` (rows, units + 1) gets n, and
    1 / √(σ² + epsilon) after it.
    """
    for i in range(rows):
        _normalize_row(
            advance(inputs, i * units), parameters, number(inputs, epsilon),
            advance(outputs, i * units), advance(kept, i * (units + 1)), units,
        )  # fmt: skip


@inner
def normalize_back(
    parameters: Pointer, kept: Pointer, after: Pointer, before: Pointer, rows: int, units: int
) -> None:
    """The derivatives by the inputs of ``normalize``, from those by its outputs."""
    for i in range(rows):
        _denormalize_row(
            parameters, advance(kept, i * (units + 1)), advance(after, i * units),
            advance(before, i * units), units,
        )  # fmt: skip


@inner
def normalize_gradient(
    kept: Pointer, after: Pointer, gradient: Pointer, rows: int, units: int
) -> None:
    """Adds the derivatives by gains and shifts, in the order of the rows."""
    _add_gradient_of_gains(kept, after, gradient, rows, units)
