"""Whether one variant is better than another, from a value of each for every seed.

Values are of shape (seeds,), in the metric's units, and NaN (or infinite) where a seed diverged.
A diverged seed has no value to average, so it is left out of the mean difference; it counts as a
loss in the probability of being better.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr

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


def scores(values: ArrayLike, *, larger_is_better: bool) -> Floats:
    """Values of any shape, turned so that larger is better, and −∞ where a seed diverged."""
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(array), array if larger_is_better else -array, -np.inf)


def paired_p_values(a: Floats, b: Floats, *, overlap: float = 0.0) -> Floats:
    """Two-sided p-values of paired comparisons.

    Student's t over the seeds finite in both. Where those are fewer than two it is the exact sign
    test over all seeds, so that a variant that diverged everywhere can lose. Equal differences
    have no spread: p is 1 if they are 0, else 0.

    Args:
        a: Scores (see `scores`), of shape (..., seeds).
        b: Likewise, of a shape that broadcasts with it.
        overlap: See `compare_paired`.

    Returns:
        p-values of shape (...), in [0, 1].
    """
    shared = np.isfinite(a) & np.isfinite(b)
    n = shared.sum(axis=-1)
    differences = np.subtract(a, b, where=shared, out=np.zeros(shared.shape))
    lowest = np.where(shared, differences, np.inf).min(axis=-1)
    highest = np.where(shared, differences, -np.inf).max(axis=-1)
    with np.errstate(all="ignore"):  # Fewer than two seeds have no t-test.
        mean = differences.sum(axis=-1) / n
        squares = np.where(shared, (differences - mean[..., None]) ** 2, 0.0).sum(axis=-1)
        error = np.sqrt(squares / (n - 1) * (1 / n + overlap))
        by_t = t_p_values(mean, np.where(lowest == highest, 0.0, error), n - 1)
    wins, losses = (a > b).sum(axis=-1), (a < b).sum(axis=-1)
    by_sign = np.minimum(1.0, 2 * bdtr(np.minimum(wins, losses), wins + losses, 0.5))
    return np.where(n >= 2, by_t, by_sign)


def compare_paired(
    a: ArrayLike,
    b: ArrayLike,
    *,
    larger_is_better: bool,
    overlap: float = 0.0,
    alpha: float = ALPHA,
) -> Comparison:
    """Compares two variants that ran with the same seeds.

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
    shared = np.isfinite(a) & np.isfinite(b)
    differences = a[shared] - b[shared]
    n = differences.size
    estimate = None
    if n >= 2:
        std = math.sqrt(variance_of(differences))
        estimate = Estimate(
            difference=mean_of(differences),
            std=std,
            error=std * math.sqrt(1 / n + overlap),
            freedom=n - 1,
            effect_freedom=n - 1,
            foreseen=lambda seeds: (std * math.sqrt(1 / seeds + overlap), seeds - 1),
        )
    score_a = scores(a, larger_is_better=larger_is_better)
    score_b = scores(b, larger_is_better=larger_is_better)
    return conclude(
        estimate,
        method=Method.PAIRED if estimate else Method.SIGN,
        n=n,
        left_out=a.size - n,
        difference=mean_of(differences) if n else None,
        probability_better=float(_wins(score_a, score_b).mean()),
        p_value=float(paired_p_values(score_a, score_b, overlap=overlap)),
        larger_is_better=larger_is_better,
        alpha=alpha,
        seeds=n,
    )


def compare_welch(
    a: ArrayLike, b: ArrayLike, *, larger_is_better: bool, alpha: float = ALPHA
) -> Comparison:
    """Compares two variants that ran with different seeds.

    Sources: B. Welch, "The generalization of 'Student's' problem when several different
    population variances are involved", Biometrika 34, 1947; Hedges 1981; H. Mann and D. Whitney,
    "On a test of whether one of two random variables is stochastically larger than the other",
    Ann. Math. Stat. 18, 1947.

    Args:
        a: Values of A, of shape (seeds of A,), ≥ 1.
        b: Values of B, of shape (seeds of B,), ≥ 1.
        larger_is_better: The metric's direction.
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
    estimate = None
    if difference is not None and min(n_a, n_b) >= 2:
        estimate = _welch_estimate(difference, finite_a, finite_b)
        p_value = float(t_p_values(difference, estimate.error, estimate.freedom))
    else:
        # Imported here, because it is slow to import and seldom needed.
        from scipy.stats import mannwhitneyu

        p_value = float(mannwhitneyu(score_a, score_b, method="asymptotic").pvalue)
    return conclude(
        estimate,
        method=Method.WELCH if estimate else Method.RANK,
        n=n_a + n_b,
        left_out=a.size + b.size - n_a - n_b,
        difference=difference,
        probability_better=float(_wins(score_a[:, None], score_b).mean()),
        p_value=p_value,
        larger_is_better=larger_is_better,
        alpha=alpha,
        seeds=min(n_a, n_b),
    )


def _welch_estimate(difference: float, a: Floats, b: Floats) -> Estimate:
    n_a, n_b = a.size, b.size
    variance_a, variance_b = variance_of(a), variance_of(b)

    def spread(n_a: int, n_b: int) -> tuple[float, float]:
        squared_error = variance_a / n_a + variance_b / n_b
        if not squared_error:
            return 0.0, n_a + n_b - 2
        part = variance_a / n_a / squared_error
        freedom = 1 / (part**2 / (n_a - 1) + (1 - part) ** 2 / (n_b - 1))
        return math.sqrt(squared_error), freedom

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
