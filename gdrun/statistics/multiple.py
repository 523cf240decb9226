"""Comparisons among several variants, and their order.

Each of several comparisons would be wrong with a probability of 5%, so that together they would
nearly always find something. Holm's correction over all pairs keeps the probability of claiming any
difference that is not there at 5%. Corrected over the comparisons with the best alone it would
not, because the best was picked by looking.

Holm needs the p of every pair. Of more than `MOST_IN_HOLM` variants only the comparisons with one
are made, and corrected by the number of all pairs, after Bonferroni: their cost is that of the
variants, and not of the pairs. The promise is the same, and a difference must be a little clearer.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from gdrun.statistics.comparison import PairedTests, conclude_paired, paired_tests, scores
from gdrun.statistics.conclusion import ALPHA, Comparison, Floats

MOST_IN_HOLM = 500
"""Of more variants than these, `compare_with` tests the pairs with one alone."""


def correction_with_one(variants: int) -> str:
    """Whose correction over all pairs `compare_with` makes of so many variants."""
    return "Holm" if variants <= MOST_IN_HOLM else "Bonferroni"


@dataclass(frozen=True)
class Rank:
    """A variant's place among others, the best first."""

    variant: int
    """Its index in the values."""
    mean: float | None
    """Over its finite seeds; None without one."""
    n: int
    """Finite seeds."""
    diverged: int


def rank(
    values: ArrayLike, *, larger_is_better: bool, present: ArrayLike = True
) -> tuple[Rank, ...]:
    """Orders variants by the share of their seeds that diverged, then by the mean of the others.

    A mean without the seeds that diverged is that of the lucky ones, so it ranks no variant before
    one that did not diverge. Of equals the one given first comes first. Variants without a finite
    seed come last.

    Args:
        values: Shape (variants, seeds), NaN where a seed diverged.
        larger_is_better: The metric's direction.
        present: Whether there is such a trial at all; of a shape that broadcasts to the values'.
    """
    rows = np.asarray(values, dtype=np.float64)
    counted = np.broadcast_to(np.asarray(present, dtype=bool), rows.shape)
    finite = counted & np.isfinite(rows)
    n, trials = finite.sum(axis=1), counted.sum(axis=1)
    with np.errstate(
        invalid="ignore", over="ignore"
    ):  # Variants without a finite seed have no mean.
        means = np.where(finite, rows, 0.0).sum(axis=1) / n
        shares = np.where(n > 0, (trials - n) / trials, np.inf)
    place = np.where(n > 0, -means if larger_is_better else means, np.inf)
    return tuple(
        Rank(
            variant=int(i),
            mean=float(means[i]) if n[i] else None,
            n=int(n[i]),
            diverged=int(trials[i] - n[i]),
        )
        for i in np.lexsort((place, shares))
    )


def holm(p_values: ArrayLike) -> Floats:
    """Adjusts p-values for being several, so that the family's error stays below the level.

    The k-th smallest of m becomes the largest of (m − i + 1)·p_i over i ≤ k, at most 1.
    S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Stat. 6, 1979.

    Args:
        p_values: Shape (m,), in [0, 1].

    Returns:
        Shape (m,), in the order given.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)))
    return adjusted


def compare_all(
    values: ArrayLike,
    *,
    larger_is_better: bool,
    present: ArrayLike = True,
    overlap: ArrayLike = 0.0,
    alpha: float = ALPHA,
) -> tuple[tuple[Comparison | None, ...], ...]:
    """Compares every variant with every other, paired by seed and corrected over all pairs.

    Args:
        values: Shape (variants, seeds), NaN where a seed diverged.
        larger_is_better: The metric's direction.
        present: Whether there is such a trial at all; of a shape that broadcasts to the values'.
            Each pair is compared over the seeds that both have.
        overlap: See `compare_paired`; one, or one for each variant.
        alpha: Level of the whole family, in (0, 1).

    Returns:
        Row i, column j: variant i as A against variant j as B; None on the diagonal, and where
        they have no seed in common.
    """
    family = _Family(values, present, overlap, larger_is_better=larger_is_better, alpha=alpha)
    numbers = range(family.variants)
    matrix: list[list[Comparison | None]] = [[None for _ in numbers] for _ in numbers]
    for i in numbers:
        for j in range(i):
            if comparison := family.compare(i, j):
                matrix[i][j], matrix[j][i] = comparison, comparison.mirrored()
    return tuple(map(tuple, matrix))


def compare_with(
    values: ArrayLike,
    reference: int,
    *,
    larger_is_better: bool,
    present: ArrayLike = True,
    overlap: ArrayLike = 0.0,
    alpha: float = ALPHA,
) -> tuple[Comparison | None, ...]:
    """Compares every variant with one, corrected over all pairs nevertheless.

    Arguments as for `compare_all`.

    Returns:
        Per variant, as A, its comparison with variant ``reference``, as B; None for that itself,
        and where they have no seed in common.
    """
    family = _Family(
        values,
        present,
        overlap,
        larger_is_better=larger_is_better,
        alpha=alpha,
        only_with=reference if len(np.asarray(values)) > MOST_IN_HOLM else None,
    )
    return tuple(family.compare(i, reference) for i in range(family.variants))


class _Family:
    """All pairs of the variants, or those with one, with p-values adjusted for all."""

    def __init__(
        self,
        values: ArrayLike,
        present: ArrayLike,
        overlap: ArrayLike,
        *,
        larger_is_better: bool,
        alpha: float,
        only_with: int | None = None,
    ) -> None:
        self._values = np.asarray(values, dtype=np.float64)
        self._present = np.broadcast_to(np.asarray(present, dtype=bool), self._values.shape)
        self.variants = len(self._values)
        self._larger_is_better, self._alpha = larger_is_better, alpha
        self._overlap = np.broadcast_to(np.asarray(overlap, dtype=np.float64), self.variants)
        self._pairs = self.variants * (self.variants - 1) // 2
        # Seed by seed in memory: sums over a few seeds then run along the many variants.
        self._scores = np.asfortranarray(scores(self._values, larger_is_better=larger_is_better))
        self._scores[~self._present] = np.nan
        self._only_with = only_with
        if only_with is not None:
            self._tests = self._test(only_with, slice(None))
            self._adjusted = np.minimum(1.0, self._tests.p_values * self._pairs)
            return
        # Row by row, as all differences at once would be variants times as large as the result.
        rows = [self._test(i, slice(i + 1, None)) for i in range(self.variants)]
        self._tests = PairedTests(
            np.concatenate([row.p_values for row in rows]),
            np.concatenate([row.by_t for row in rows]),
        )
        self._adjusted = holm(self._tests.p_values)

    def _test(self, one: int, others: slice) -> PairedTests:
        return paired_tests(
            self._scores[one],
            self._scores[others],
            overlap=np.maximum(self._overlap[one], self._overlap[others]),
        )

    def compare(self, a: int, b: int) -> Comparison | None:
        """One of the pairs; None for a variant with itself, or without a seed."""
        if a < b:
            mirror = self.compare(b, a)
            return mirror and mirror.mirrored()
        both = self._present[a] & self._present[b]
        if a == b or not both.any():
            return None
        if self._only_with is None:
            pair = b * self.variants - b * (b + 1) // 2 + a - b - 1
        else:
            pair = a if b == self._only_with else b
        adjusted = float(self._adjusted[pair])
        # A pair that Holm's steps reject is significant at alpha; one that they do not reject is
        # not significant at its equal share, which is the level it will have to be settled at.
        level = self._alpha if adjusted <= self._alpha else self._alpha / self._pairs
        comparison = conclude_paired(
            self._values[a, both],
            self._values[b, both],
            p_value=float(self._tests.p_values[pair]),
            by_t=bool(self._tests.by_t[pair]),
            larger_is_better=self._larger_is_better,
            overlap=max(float(self._overlap[a]), float(self._overlap[b])),
            alpha=level,
        )
        return replace(comparison, p_adjusted=adjusted)
