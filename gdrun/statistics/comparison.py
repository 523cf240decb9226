"""Whether one variant is better than another, from a value of each for every seed.

Values are of shape (seeds,), in the metric's units, and NaN (or infinite) where a seed diverged.
A diverged seed has no value to average, so it is left out of the mean difference. It is a loss in
the probability of being better and, where there is one, the tests are those that only ask who is
ahead.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.statistics.conclusion import (
    ALPHA,
    Comparison,
    Estimate,
    Floats,
    Method,
    conclude,
    mean_of,
    t_p_values,
    variance_of,
)
from gdrun.statistics.divergence import paired_divergence, sign_test, unpaired_divergence

_ROUNDING = 8 * np.finfo(np.float64).eps
"""Equal differences differ by no more than this part of the values, as each is rounded."""

EXACT = 20_000
"""Up to so many ways of dealing the values to two variants are counted one by one."""


def scores(values: ArrayLike, *, larger_is_better: bool) -> Floats:
    """Values of any shape, turned so that larger is better, and −∞ where a seed diverged."""
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(array), array if larger_is_better else -array, -np.inf)


@dataclass(frozen=True)
class PairedTests:
    """Tests of any number of pairs."""

    p_values: Floats
    """Two-sided, in [0, 1]."""
    by_t: NDArray[np.bool_]
    """Whether Student's t gave it, and not the sign test."""


def paired_tests(a: Floats, b: Floats, *, overlap: ArrayLike = 0.0) -> PairedTests:
    """Tests pairs of variants, each by Student's t or by the exact sign test, over all seeds.

    The sign test takes the place of t where that would not hold:

    - A seed diverged in either: t would be about the survivors.
    - There are fewer than two seeds.
    - The differences are all equal. They have no spread to judge by, and among few seeds that is
      no rarity: an accuracy has as many values as there are rows.

    Args:
        a: Scores of shape (..., seeds): see `scores`, and NaN where there is no trial, which
            leaves the seed out altogether.
        b: Likewise, of a shape that broadcasts with it.
        overlap: See `compare_paired`; of a shape that broadcasts with (...).
    """
    finite_a, finite_b = np.isfinite(a), np.isfinite(b)
    shared = finite_a & finite_b
    n = shared.sum(axis=-1)
    wins, losses = (a > b).sum(axis=-1), (a < b).sum(axis=-1)
    all_ended = n == (~np.isnan(a) & ~np.isnan(b)).sum(axis=-1)
    differences = np.subtract(a, b, where=shared, out=np.zeros_like(shared, np.float64))
    with np.errstate(all="ignore"):  # Fewer than two seeds have no t-test.
        mean = differences.sum(axis=-1) / n
        squares = np.where(shared, (differences - mean[..., None]) ** 2, 0.0).sum(axis=-1)
        error = np.sqrt(squares / (n - 1) * (1 / n + np.asarray(overlap)))
        by_t = (n >= 2) & all_ended & ~_even(a, b, differences, shared)
        p_values = np.where(by_t, t_p_values(mean, error, n - 1), sign_test(wins, losses))
    return PairedTests(p_values, by_t)


def _even(
    a: Floats, b: Floats, differences: Floats, shared: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether the differences of the shared seeds are equal, but for the rounding of each."""
    lowest = np.where(shared, differences, np.inf).min(axis=-1)
    highest = np.where(shared, differences, -np.inf).max(axis=-1)
    largest = np.where(shared, np.maximum(np.abs(a), np.abs(b)), 0.0).max(axis=-1)
    even: NDArray[np.bool_] = highest - lowest <= _ROUNDING * largest
    return even


def compare_paired(
    a: ArrayLike,
    b: ArrayLike,
    *,
    larger_is_better: bool,
    overlap: float = 0.0,
    alpha: float = ALPHA,
) -> Comparison:
    """Compares two variants that ran with the same seeds, as `paired_tests` says.

    Sources: Student 1908 for the paired t; C. Nadeau and Y. Bengio, "Inference for the
    generalization error", Machine Learning 52, 2003, for the overlap; L. Hedges, "Distribution
    theory for Glass's estimator of effect size", J. Educ. Stat. 6, 1981, for the small sample.

    Args:
        a: Values of A, of shape (seeds,), seeds ≥ 1.
        b: Values of B, for the same seeds in the same order.
        larger_is_better: The metric's direction.
        overlap: Rows tested over rows trained on, ≥ 0, when seeds vary nothing but the split.
            Their trials then share rows, and the mean's variance is (1/n + overlap)·std².
        alpha: Level of the verdict, in (0, 1).

    Raises:
        ValueError: If the shapes are not (seeds,) for one and the same seeds ≥ 1.
    """
    a, b = _sample(a), _sample(b)
    if a.shape != b.shape:
        raise ValueError("a paired comparison needs values of both for the same seeds")
    tests = paired_tests(
        scores(a, larger_is_better=larger_is_better),
        scores(b, larger_is_better=larger_is_better),
        overlap=overlap,
    )
    return conclude_paired(
        a,
        b,
        p_value=float(tests.p_values),
        by_t=bool(tests.by_t),
        larger_is_better=larger_is_better,
        overlap=overlap,
        alpha=alpha,
    )


def conclude_paired(
    a: Floats,
    b: Floats,
    *,
    p_value: float,
    by_t: bool,
    larger_is_better: bool,
    overlap: float,
    alpha: float,
) -> Comparison:
    """What a test of two variants says; arguments as for `compare_paired` and `PairedTests`."""
    shared = np.isfinite(a) & np.isfinite(b)
    differences = a[shared] - b[shared]
    n = differences.size
    estimate = None
    if by_t:
        std = math.sqrt(variance_of(differences))
        estimate = Estimate(
            difference=mean_of(differences),
            std=std,
            error=std * math.sqrt(1 / n + overlap),
            freedom=n - 1,
            effect_freedom=n - 1,
            foreseen=lambda seeds: (std * math.sqrt(1 / seeds + overlap), seeds - 1),
        )
    won = _wins(
        scores(a, larger_is_better=larger_is_better), scores(b, larger_is_better=larger_is_better)
    )
    return conclude(
        estimate,
        method=Method.PAIRED if estimate else Method.SIGN,
        n=n,
        left_out=a.size - n,
        difference=mean_of(differences) if n else None,
        probability_better=float(won.mean()),
        p_value=p_value,
        larger_is_better=larger_is_better,
        alpha=alpha,
        seeds=n if estimate else a.size,
        unanimous=bool(won.min() == won.max() != 0.5),
        divergence=paired_divergence(~np.isfinite(a), ~np.isfinite(b)),
    )


def compare_welch(
    a: ArrayLike,
    b: ArrayLike,
    *,
    larger_is_better: bool,
    overlap: float = 0.0,
    alpha: float = ALPHA,
) -> Comparison:
    """Compares two variants that ran with different seeds.

    By Welch's t over the finite seeds, or by ranks over all seeds where that would not hold: see
    `paired_tests`. Here that is where a seed diverged, where a variant has fewer than two, and
    where each variant's values are all equal.

    Sources: B. Welch, "The generalization of 'Student's' problem when several different
    population variances are involved", Biometrika 34, 1947; Hedges 1981; H. Mann and D. Whitney,
    "On a test of whether one of two random variables is stochastically larger than the other",
    Ann. Math. Stat. 18, 1947.

    Args:
        a: Values of A, of shape (seeds of A,), ≥ 1.
        b: Values of B, of shape (seeds of B,), ≥ 1.
        larger_is_better: The metric's direction.
        overlap: See `compare_paired`; for each variant's trials among themselves.
        alpha: Level of the verdict, in (0, 1).

    Raises:
        ValueError: If a shape is not (seeds,) for seeds ≥ 1.
    """
    a, b = _sample(a), _sample(b)
    finite_a, finite_b = a[np.isfinite(a)], b[np.isfinite(b)]
    n_a, n_b = finite_a.size, finite_b.size
    difference = mean_of(finite_a) - mean_of(finite_b) if n_a and n_b else None
    score_a = scores(a, larger_is_better=larger_is_better)
    score_b = scores(b, larger_is_better=larger_is_better)
    probability = float(_wins(score_a[:, None], score_b).mean())
    estimate = None
    if difference is not None and n_a == a.size >= 2 and n_b == b.size >= 2:
        estimate = _welch_estimate(difference, finite_a, finite_b, overlap)
    if estimate and estimate.error:
        p_value = float(t_p_values(estimate.difference, estimate.error, estimate.freedom))
    else:
        estimate, p_value = None, _rank_test(score_a, score_b)
    return conclude(
        estimate,
        method=Method.WELCH if estimate else Method.RANK,
        n=n_a + n_b,
        left_out=a.size + b.size - n_a - n_b,
        difference=difference,
        probability_better=probability,
        p_value=p_value,
        larger_is_better=larger_is_better,
        alpha=alpha,
        seeds=min(n_a, n_b),
        unanimous=False,
        divergence=unpaired_divergence(~np.isfinite(a), ~np.isfinite(b)),
    )


def _rank_test(a: Floats, b: Floats) -> float:
    """Two-sided p of scores dealt to two variants by chance: exact, unless there are many."""
    # Imported here, because it is slow to import and seldom needed.
    from scipy.stats import mannwhitneyu, rankdata

    if math.comb(a.size + b.size, a.size) > EXACT:
        return float(mannwhitneyu(a, b, method="asymptotic").pvalue)
    ranks = rankdata(np.concatenate([a, b]))
    deals = list(combinations(range(ranks.size), a.size))
    sums, found = ranks[np.array(deals)].sum(axis=1), ranks[: a.size].sum()
    tail = min(float((sums <= found).mean()), float((sums >= found).mean()))
    return min(1.0, 2 * tail)


def _welch_estimate(difference: float, a: Floats, b: Floats, overlap: float) -> Estimate:
    n_a, n_b = a.size, b.size
    variance_a, variance_b = variance_of(a), variance_of(b)

    def spread(n_a: int, n_b: int) -> tuple[float, float]:
        part_a, part_b = variance_a * (1 / n_a + overlap), variance_b * (1 / n_b + overlap)
        if not part_a + part_b:
            return 0.0, n_a + n_b - 2
        share = part_a / (part_a + part_b)
        freedom = 1 / (share**2 / (n_a - 1) + (1 - share) ** 2 / (n_b - 1))
        return math.sqrt(part_a + part_b), freedom

    error, freedom = spread(n_a, n_b)
    pooled = ((n_a - 1) * variance_a + (n_b - 1) * variance_b) / (n_a + n_b - 2)
    return Estimate(
        difference=difference,
        std=math.sqrt(pooled),
        error=error,
        freedom=freedom,
        effect_freedom=n_a + n_b - 2,
        foreseen=lambda seeds: spread(seeds, seeds),
    )


def _sample(values: ArrayLike) -> Floats:
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or not sample.size:
        raise ValueError("a comparison needs one or more values of each variant")
    return sample


def _wins(a: Floats, b: Floats) -> Floats:
    """1 where A's score is higher, a half where they tie, else 0."""
    return np.where(a > b, 1.0, np.where(a == b, 0.5, 0.0))
