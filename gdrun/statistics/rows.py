"""What values, one for each seed and held-out row, tell of the mean over all seeds and rows.

Seeds and rows are crossed: each seed meets each row. A value is a mean of all, a part of its seed,
a part of its row, and the rest. With the mean squares MS of the two-way table, the variance of the
grand mean is the largest of

    (MS_S + MS_R − MS_E) / (S·R),    MS_S / (S·R),    MS_R / (S·R)

The first has Satterthwaite's degrees of freedom, the others have their own, S − 1 and R − 1. The
widest interval counts: of two or three seeds MS_S is often small by chance, and the first would
then have far more degrees of freedom than seeds give.
Differences of two variants are tables, too: their values are paired by seed and by row.

Sources: H. Scheffé, "The analysis of variance", 1959, chapter 7, for crossed random effects;
F. Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics
Bull. 2, 1946. Rows are taken as independent.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from gdrun.statistics.divergence import clopper_pearson
from gdrun.statistics.estimates import ALPHA, Estimates, Floats, Foreseen, Limits
from gdrun.statistics.seeds import ROUNDING, mean_of, paired

_AT_ONCE = 2**22
"""So many values are multiplied at once, which bounds the memory."""

_ALIKE = 1e-5
"""Variants are alike if the squares of their differences are no larger a part of their own."""

_NOTHING = 1e-13
"""A sum of squares that is no larger a part of those that it is a difference of is none."""


@dataclass(frozen=True)
class MeanSquares:
    """Of any number of tables of S seeds × R rows, of one shape (…)."""

    seeds: Floats
    rows: Floats
    rest: Floats
    shape: tuple[int, int]
    """S and R."""

    def errors(self) -> tuple[Floats, Floats]:
        """Standard errors of the grand mean and their degrees of freedom, (3, …) both."""
        s, r = self.shape
        both = self.seeds + self.rows - self.rest
        # Where it is not the largest, it is not the variance, and its freedom is next to nothing.
        largest = both >= np.maximum(self.seeds, self.rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            satterthwaite = both**2 / (
                self.seeds**2 / (s - 1)
                + self.rows**2 / (r - 1)
                + self.rest**2 / ((s - 1) * (r - 1))
            )
        variances = np.stack([np.where(largest, both, 0.0), self.seeds, self.rows]) / (s * r)
        freedoms = [np.where(largest & (both > 0), satterthwaite, 1.0)]
        freedoms += [np.full_like(both, each - 1.0) for each in (s, r)]
        return np.sqrt(variances), np.stack(freedoms)

    def foreseen(self, seeds: int, rows: int) -> tuple[float, float]:
        """The standard error of one table's mean, and its freedom, with so many of each."""
        s, r = self.shape
        rest = float(self.rest)
        of_seeds = max(0.0, (float(self.seeds) - rest) / r)
        of_rows = max(0.0, (float(self.rows) - rest) / s)
        expected = MeanSquares(
            np.array(rest + rows * of_seeds),
            np.array(rest + seeds * of_rows),
            np.array(rest),
            (seeds, rows),
        )
        errors, freedoms = expected.errors()
        widest = int((stdtrit(freedoms, 1 - ALPHA / 2) * errors).argmax())
        return float(errors[widest]), float(freedoms[widest])


@dataclass(frozen=True)
class RowValues:
    """A value of each variant for each seed and row: the variant's metric is their mean."""

    values: NDArray[np.float32] | NDArray[np.float64]
    """(variants, seeds ≥ 2, rows ≥ 2), finite; single precision is for what is 0 or 1."""
    limits: Limits
    """What the metric can be."""

    @property
    def hits(self) -> bool:
        """Whether each value is 0 or 1: the metric is a share."""
        return self.values.dtype == np.float32

    def means(self) -> Estimates:
        """Of each variant, (variants,)."""
        squares = self._squares_of(self._sums.alone)
        return _estimates(self._sums.means, self._sums.means, squares)

    def interval(self, variant: int, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of one variant's metric at a level, within what it can be.

        None without a spread.

        That of a share is Clopper and Pearson's, with fewer rows for its seeds: as many as would
        have so wide an interval by Student's t, and no more than there are. After E. Korn and
        B. Graubard, "Confidence intervals for proportions with small expected number of positive
        counts estimated from survey data", Survey Methodology 24, 1998. Other metrics with two
        limits take it where all of their values agree.
        """
        found = self._estimate_of(variant)
        limited = math.isfinite(self.limits.width)
        if not (self.hits or (limited and not found.known)):
            return found.interval(self.limits, alpha)
        rows, low, width = self.values.shape[2], self.limits.low, self.limits.width
        share, effective = (float(found.values) - low) / width, float(rows)
        if found.known:
            t_rows = float(stdtrit(rows - 1, 1 - alpha / 2))
            ratio = t_rows / float(found.half_widths(alpha))
            effective = min(rows, share * (1 - share) * ratio**2)
        ends = clopper_pearson(share * effective, effective, alpha)
        return low + width * ends[0], low + width * ends[1]

    def _estimate_of(self, variant: int) -> Estimates:
        return self.means().at(variant)

    def differences(self, a: Sequence[int], b: Sequence[int]) -> Estimates:
        """Of the means of variants ``a`` and ``b``, (a, b).

        Shares get two further rows, +√½ and −√½ in every seed: A. Agresti and Y. Min, "Simple
        improved confidence intervals for comparing matched proportions", Stat. Med. 24, 2005. The
        interval's middle is then R/(R + 2) of the difference.
        """
        pairs = self._sums.of_pairs(list(a), list(b))
        means = self._sums.means
        difference = means[list(a), None] - means[None, list(b)]
        if not self.hits:
            return _estimates(difference, difference, self._squares_of(pairs))
        rows = self.values.shape[2]
        squares = self._with_two_rows(pairs, difference)
        return _estimates(difference, difference * rows / (rows + 2), squares)

    def minus_other_seeds(self, other: "RowValues") -> Estimates:
        """The mean of the only variant, minus that of another which had other seeds: ().

        Rows are paired, and seeds are not. With the variances that seeds, the differences of the
        rows' means, and the rest tell of the difference, its errors are those of V_S + V_R − V_E,
        V_S and V_R.
        """
        tables = (self, other)
        squares = [each._squares_of(each._sums.alone) for each in tables]
        rows = self.values.shape[2]
        of_rows = self.values[0].mean(axis=0, dtype=np.float64)
        of_rows = of_rows - other.values[0].mean(axis=0, dtype=np.float64)
        difference = float(of_rows.mean())
        shrunk = 1.0
        if self.hits:
            of_rows = np.append(of_rows, [math.sqrt(0.5), -math.sqrt(0.5)])
            shrunk = rows / len(of_rows)
        of_seeds = [float(each.seeds[0]) / (rows * each.shape[0]) * shrunk**2 for each in squares]
        rest = [float(each.rest[0]) / (rows * each.shape[0]) * shrunk**2 for each in squares]
        # A variance, its degrees of freedom, and its sign in the sum.
        terms = [
            *((part, each.shape[0] - 1, 1) for part, each in zip(of_seeds, squares, strict=True)),
            (float(of_rows.var(ddof=1)) / len(of_rows), len(of_rows) - 1, 1),
            *(
                (part, (each.shape[0] - 1) * (len(of_rows) - 1), -1)
                for part, each in zip(rest, squares, strict=True)
            ),
        ]
        both, seeds, of_rows_alone = (
            _sum_of_variances(part) for part in (terms, terms[:2], terms[2:3])
        )
        if both[0] < max(seeds[0], of_rows_alone[0]):
            both = 0.0, 1.0
        variances, freedoms = np.array([both, seeds, of_rows_alone]).T
        return Estimates(
            np.array(difference), np.array(difference * shrunk), np.sqrt(variances), freedoms
        )

    def foreseen(self, a: int, b: int | None) -> Foreseen | None:
        """What to expect of the difference, or of one alone, with more seeds on the same rows."""
        found = self.foreseen_with_rows(a, b)
        rows = self.values.shape[2] + (2 if self.hits and b is not None else 0)
        return found and (lambda seeds: found(seeds, rows))

    def foreseen_with_rows(
        self, a: int, b: int | None
    ) -> Callable[[int, int], tuple[float, float]] | None:
        """Seeds and rows → error and freedom to expect; None if nothing spreads."""
        if b is None:
            place: tuple[int, ...] = (a,)
            squares = self._squares_of(self._sums.alone)
        else:
            pairs = self._sums.of_pairs([a], [b])
            place = (0, 0)
            squares = self._squares_of(pairs)
            if self.hits:
                difference = self._sums.means[[a], None] - self._sums.means[None, [b]]
                squares = self._with_two_rows(pairs, difference)
        one = MeanSquares(
            np.asarray(squares.seeds[place]),
            np.asarray(squares.rows[place]),
            np.asarray(squares.rest[place]),
            squares.shape,
        )
        return one.foreseen if (one.errors()[0] > 0).any() else None

    def largest_share(self, a: int, b: int) -> tuple[int, float]:
        """The row that carries most of how rows' differences vary, and its part, in [0, 1].

        Args:
            a: A variant.
            b: Another, which it differs from.
        """
        of_rows = (self.values[a] - self.values[b]).mean(axis=0, dtype=np.float64)
        squares = (of_rows - of_rows.mean()) ** 2
        largest, total = int(squares.argmax()), float(squares.sum())
        return largest, float(squares[largest] / total) if total else 0.0

    def select(self, variants: Sequence[int], seeds: Sequence[int]) -> "RowValues":
        """Those of some variants and seeds."""
        return RowValues(self.values[np.ix_(variants, seeds)], self.limits)

    @cached_property
    def _sums(self) -> "_Sums":
        return _Sums(self.values)

    def _squares_of(self, sums: "_SumsOfSquares") -> MeanSquares:
        _, s, r = self.values.shape
        return MeanSquares(
            sums.seeds / (s - 1),
            sums.rows / (r - 1),
            sums.rest / ((s - 1) * (r - 1)),
            (s, r),
        )

    def _with_two_rows(self, sums: "_SumsOfSquares", difference: Floats) -> MeanSquares:
        """Of tables with these sums and means, and with the rows +√½ and −√½."""
        _, s, r = self.values.shape
        more = r + 2
        seeds = sums.seeds * r / more
        rows = sums.rows + s * (1 + 2 * r * difference**2 / more)
        rest = sums.rest + sums.seeds * 2 / more
        return MeanSquares(
            seeds / (s - 1), rows / (more - 1), rest / ((s - 1) * (more - 1)), (s, more)
        )


@dataclass(frozen=True)
class _SumsOfSquares:
    """S·Σ or R·Σ of squared deviations of the means of seeds and rows, and of the rest."""

    seeds: Floats
    rows: Floats
    rest: Floats


class _Sums:
    """Sums of squares of variants, and of the differences of any two, from three products.

    Σ (x − y)² is Σ x² + Σ y² − 2 Σ xy, so all pairs of variants need the products of their values,
    of their seeds' means and of their rows' means: three matrices of variants × variants. What all
    variants have in common is left out of the products, and variants that are alike are compared
    value by value, for little would remain of large sums.
    """

    def __init__(self, values: NDArray[np.float32] | NDArray[np.float64]) -> None:
        self._values = values
        _, self._s, self._r = values.shape
        self.means: Floats = values.mean(axis=(1, 2), dtype=np.float64)
        self._seeds = values.mean(axis=2, dtype=np.float64) - self.means[:, None]
        self._rows = values.mean(axis=1, dtype=np.float64) - self.means[:, None]
        # Zeros and ones have whole sums, which single precision holds exactly.
        self._exact = values.dtype == np.float32
        self._largest = np.maximum(values.max(axis=(1, 2)), -values.min(axis=(1, 2)))

    @cached_property
    def alone(self) -> _SumsOfSquares:
        """Of each variant, (variants,)."""
        seeds = self._r * (self._seeds**2).sum(axis=1)
        rows = self._s * (self._rows**2).sum(axis=1)
        total = np.array(
            [
                np.square(each - mean, dtype=np.float64).sum()
                for each, mean in zip(self._values, self.means, strict=True)
            ]
        )
        return _SumsOfSquares(seeds, rows, _without_rounding(total - seeds - rows, total))

    def of_pairs(self, a: list[int], b: list[int]) -> _SumsOfSquares:
        """Of the differences of variants ``a`` and ``b``, (a, b)."""
        squares, size = self._squared_distances(a, b)
        seeds = self._r * _squared_distances(self._seeds, a, b)
        rows = self._s * _squared_distances(self._rows, a, b)
        off = self.means[a, None] - self.means[None, b] if self._exact else 0.0
        total = squares - self._s * self._r * off**2
        rest = _without_rounding(total - seeds - rows, size)
        if not self._exact:
            largest = np.maximum(self._largest[a, None], self._largest[None, b])
            # Nothing but rounding is left of what they do not have in common with all.
            equal = size <= self._s * self._r * (ROUNDING * largest) ** 2
            seeds[equal], rows[equal], rest[equal] = 0.0, 0.0, 0.0
            for i, j in np.argwhere((squares < _ALIKE * size) & ~equal):
                seeds[i, j], rows[i, j], rest[i, j] = self._of_pair(a[i], b[j])
        return _SumsOfSquares(seeds, rows, rest)

    def _of_pair(self, a: int, b: int) -> tuple[float, float, float]:
        """The three sums of a single pair, from its differences."""
        values = self._values[[a, b]].reshape(2, -1)
        differences = paired(values[0], values[1]).reshape(self._s, self._r)
        off = differences - mean_of(differences.ravel())
        of_seeds, of_rows = off.mean(axis=1), off.mean(axis=0)
        rest = off - of_seeds[:, None] - of_rows
        return (
            float(self._r * (of_seeds**2).sum()),
            float(self._s * (of_rows**2).sum()),
            float((rest**2).sum()),
        )

    def _squared_distances(self, a: list[int], b: list[int]) -> tuple[Floats, Floats]:
        """Σ (x − y)² of all pairs, for deviations from the means unless they are exact, and the
        size of the sums that it is a difference of."""
        step = max(1, _AT_ONCE // max(len(a), len(b)))
        products, of_a, of_b = np.zeros((len(a), len(b))), np.zeros(len(a)), np.zeros(len(b))
        for first in range(0, self._s * self._r, step):
            part = slice(first, first + step)
            ours = self._part(a, part)
            theirs = ours if a == b else self._part(b, part)
            products += ours @ theirs.T
            of_a += np.einsum("ij,ij->i", ours, ours)
            of_b += np.einsum("ij,ij->i", theirs, theirs)
        size = of_a[:, None] + of_b
        return np.maximum(0.0, size - 2 * products), size

    def _part(self, variants: list[int], part: slice) -> NDArray[np.float32] | NDArray[np.float64]:
        """Some variants' values of some seeds and rows: (variants, values)."""
        everything = self._values.reshape(len(self._values), -1)
        values = everything[variants, part]
        if self._exact:
            return values
        off = values - self.means[variants, None]
        found: Floats = off - (everything[:, part].mean(axis=0) - self.means.mean())
        return found


def _estimates(values: Floats, centres: Floats, squares: MeanSquares) -> Estimates:
    return Estimates(values, centres, *squares.errors())


def _sum_of_variances(terms: Sequence[tuple[float, int, int]]) -> tuple[float, float]:
    """Of variances with their freedoms and signs: the sum, and Satterthwaite's freedom."""
    total = sum(sign * variance for variance, _, sign in terms)
    spread = sum(variance**2 / freedom for variance, freedom, _ in terms)
    return total, total**2 / spread if total else 1.0


def _squared_distances(means: Floats, a: list[int], b: list[int]) -> Floats:
    """Σ (x − y)² of all rows ``a`` and ``b`` of (variants, means)."""
    off = means - means.mean(axis=0)
    size = (off[a] ** 2).sum(axis=1)[:, None] + (off[b] ** 2).sum(axis=1)
    return _without_rounding(size - 2 * (off[a] @ off[b].T), size)


def _without_rounding(squares: Floats, size: Floats) -> Floats:
    """Sums of squares without what rounding alone leaves of differences of sums of this size."""
    return np.where(squares > _NOTHING * size, squares, 0.0)
