"""Comparisons among several variants, and their order.

Each of several comparisons would be wrong with a probability of 5%, so that together they would
nearly always find something. Holm's correction over all pairs keeps the probability of claiming any
difference that is not there at 5%. Corrected over the comparisons with the best alone it would
not, because the best was picked by looking.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from gdrun.statistics.comparison import conclude_paired, paired_tests, scores
from gdrun.statistics.conclusion import ALPHA, Comparison, Floats


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
    """Orders variants by the mean over their finite seeds.

    Of equal means the one with fewer diverged seeds comes first, then the one given first.
    Variants without a finite seed come last.

    Args:
        values: Shape (variants, seeds), NaN where a seed diverged.
        larger_is_better: The metric's direction.
        present: Whether there is such a trial at all; of a shape that broadcasts to the values'.
    """
    rows = np.asarray(values, dtype=np.float64)
    counted = np.broadcast_to(np.asarray(present, dtype=bool), rows.shape)
    ranks = []
    for variant, (row, trials) in enumerate(zip(rows, counted, strict=True)):
        finite = row[trials & np.isfinite(row)]
        mean = float(finite.mean()) if finite.size else None
        ranks.append(Rank(variant, mean, finite.size, int(trials.sum()) - finite.size))

    def place(entry: Rank) -> tuple[float, int]:
        mean = np.inf if entry.mean is None else -entry.mean if larger_is_better else entry.mean
        return mean, entry.diverged

    return tuple(sorted(ranks, key=place))


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
    family = _Family(values, present, overlap, larger_is_better=larger_is_better, alpha=alpha)
    return tuple(family.compare(i, reference) for i in range(family.variants))


class _Family:
    """All pairs of the variants, with their adjusted p-values."""

    def __init__(
        self,
        values: ArrayLike,
        present: ArrayLike,
        overlap: ArrayLike,
        *,
        larger_is_better: bool,
        alpha: float,
    ) -> None:
        self._values = np.asarray(values, dtype=np.float64)
        self._present = np.broadcast_to(np.asarray(present, dtype=bool), self._values.shape)
        self.variants = len(self._values)
        self._larger_is_better, self._alpha = larger_is_better, alpha
        self._overlap = np.broadcast_to(np.asarray(overlap, dtype=np.float64), self.variants)
        self._pairs = self.variants * (self.variants - 1) // 2
        # Seed by seed in memory: sums over a few seeds then run along the many variants.
        scored = np.asfortranarray(scores(self._values, larger_is_better=larger_is_better))
        scored[~self._present] = np.nan
        # Row by row, as all differences at once would be variants times as large as the result.
        rows = [
            paired_tests(
                scored[i],
                scored[i + 1 :],
                overlap=np.maximum(self._overlap[i], self._overlap[i + 1 :]),
            )
            for i in range(self.variants)
        ]
        self._p_values = np.concatenate([row.p_values for row in rows])
        self._by_t = np.concatenate([row.by_t for row in rows])
        self._adjusted = holm(self._p_values)

    def compare(self, a: int, b: int) -> Comparison | None:
        if a < b:
            mirror = self.compare(b, a)
            return mirror and mirror.mirrored()
        both = self._present[a] & self._present[b]
        if a == b or not both.any():
            return None
        pair = b * self.variants - b * (b + 1) // 2 + a - b - 1
        adjusted = float(self._adjusted[pair])
        # A pair that Holm's steps reject is significant at alpha; one that they do not reject is
        # not significant at its equal share, which is the level it will have to be settled at.
        level = self._alpha if adjusted <= self._alpha else self._alpha / self._pairs
        comparison = conclude_paired(
            self._values[a, both],
            self._values[b, both],
            p_value=float(self._p_values[pair]),
            by_t=bool(self._by_t[pair]),
            larger_is_better=self._larger_is_better,
            overlap=max(float(self._overlap[a]), float(self._overlap[b])),
            alpha=level,
        )
        return replace(comparison, p_adjusted=adjusted)
