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

from gdrun.statistics.comparison import Question, conclude
from gdrun.statistics.conclusion import Comparison
from gdrun.statistics.contest import Contest
from gdrun.statistics.estimates import ALPHA, Floats

MOST_IN_HOLM = 500
"""Of more variants than these, `compare_with` tests the pairs with one alone."""

MOST_ADVISED = 30
"""Of more variants than these, pairs are not told what would settle them."""


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


def compare_all(contest: Contest, question: Question) -> tuple[tuple[Comparison | None, ...], ...]:
    """Compares every variant with every other, corrected over all pairs.

    Returns:
        Row i, column j: variant i as A against variant j as B; None on the diagonal, and where
        they have no seed in common.
    """
    numbers = range(len(contest.values))
    question = replace(question, advise=len(numbers) <= MOST_ADVISED)
    pairs = contest.pairs(numbers, numbers)
    lower = np.tril_indices(len(numbers), -1)
    # A later look has a stricter level: its p is held against that of a first one.
    p_values = np.minimum(1.0, np.nan_to_num(pairs.p_values / pairs.levels, nan=1.0))
    adjusted = holm(p_values[lower])
    matrix: list[list[Comparison | None]] = [[None for _ in numbers] for _ in numbers]
    for p, i, j in zip(adjusted.tolist(), *(each.tolist() for each in lower), strict=True):
        asked = _at_its_level(question, p, adjusted.size)
        if found := conclude(contest, (i, j), pairs, (i, j), asked):
            matrix[i][j] = replace(found, p_adjusted=p)
            matrix[j][i] = replace(found, p_adjusted=p).mirrored()
    return tuple(map(tuple, matrix))


def compare_with(
    contest: Contest, reference: int, question: Question
) -> tuple[Comparison | None, ...]:
    """Compares every variant with one, corrected by the number of all pairs, after Bonferroni.

    Returns:
        Per variant, as A, its comparison with variant ``reference``, as B; None for that itself,
        and where they have no seed in common.
    """
    numbers = range(len(contest.values))
    number = len(numbers) * (len(numbers) - 1) // 2
    question = replace(question, advise=len(numbers) <= MOST_ADVISED)
    pairs = contest.pairs(numbers, [reference])
    found: list[Comparison | None] = []
    for i in numbers:
        p = float(np.nan_to_num(pairs.p_values[i, 0] / pairs.levels[i, 0], nan=1.0))
        adjusted = min(1.0, p * number)
        asked = _at_its_level(question, adjusted, number)
        told = None if i == reference else conclude(contest, (i, reference), pairs, (i, 0), asked)
        found.append(told and replace(told, p_adjusted=adjusted))
    return tuple(found)


def _at_its_level(question: Question, adjusted: float, pairs: int) -> Question:
    """The question at the level at which the correction judges one of so many pairs.

    A pair that Holm's steps reject is significant at alpha; one that they do not reject is not
    significant at its equal share, which is the level it will have to be settled at.
    """
    return question if adjusted <= ALPHA else replace(question, alpha=ALPHA / pairs)
