"""What a comparison of two variants says, once its statistics are known."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from gdrun.statistics.divergence import Divergence
from gdrun.statistics.power import seeds_for_power, seeds_for_sign_test
from gdrun.statistics.summary import CONFIDENCE

ALPHA = 0.05

Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What a comparison says of A."""

    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"


class Method(StrEnum):
    """Where a comparison's p-value comes from."""

    PAIRED = "paired t"
    SIGN = "sign test"
    """Paired, where a t-test would not hold: see `paired_tests`."""
    WELCH = "Welch's t"
    RANK = "Mann-Whitney"
    """Not paired, where a t-test would not hold: see `compare_welch`."""


@dataclass(frozen=True)
class Comparison:
    """Variant A against variant B; every difference is A − B, in the metric's units."""

    method: Method
    n: int
    """Seeds finite in both when paired; otherwise finite seeds of A and of B together."""
    left_out: int
    """Values left out of the difference: seeds when paired, because A or B diverged there."""
    divergence: Divergence | None
    """How often the seeds of both diverged; None if none did."""
    difference: float | None
    """Of the means; None without a seed to take it from."""
    ci95: tuple[float, float] | None
    """t-interval of the difference, for this comparison alone; None without a t-test."""
    effect_size: float | None
    """The difference in standard deviations, corrected for small samples: of the paired
    differences (Cohen's d_z), or pooled (Hedges' g). None without a spread of 2 degrees of
    freedom."""
    probability_better: float
    """P(A better), in [0, 1]: ties are half, a diverged seed loses, two diverged seeds tie."""
    p_value: float
    """Two-sided, of this comparison alone."""
    p_adjusted: float
    """``p_value``, or what the correction for several comparisons makes of it."""
    verdict: Verdict
    """From ``p_adjusted``, for whom the difference speaks, or in a sign or rank test P(A better).
    Undecided, too, where the difference and P(A better) contradict each other: a few large
    differences, or seeds that diverged, weigh against the others."""
    seeds_to_settle: int | None
    """If undecided, about how many seeds in all of each variant would find the observed
    difference, with a power of 0.8; above ``SEARCHED_SEEDS`` it means "more than 10,000". In a
    sign test, how many would if all go on to end alike. None if decided, or without a difference
    or a spread to go by, or if more seeds need not help."""

    def mirrored(self) -> "Comparison":
        """The same with A and B exchanged."""
        return replace(
            self,
            divergence=self.divergence and self.divergence.mirrored(),
            difference=None if self.difference is None else 0.0 - self.difference,
            ci95=self.ci95 and (0.0 - self.ci95[1], 0.0 - self.ci95[0]),
            effect_size=None if self.effect_size is None else 0.0 - self.effect_size,
            probability_better=1 - self.probability_better,
            verdict=_OPPOSITE[self.verdict],
        )


_OPPOSITE = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.UNDECIDED: Verdict.UNDECIDED,
}


@dataclass(frozen=True)
class Estimate:
    """A difference of means with what a t-test needs."""

    difference: float
    std: float
    """What the effect size is measured in."""
    error: float
    """Standard error of the difference."""
    freedom: float
    """Degrees of freedom of the error."""
    effect_freedom: int
    """Degrees of freedom of ``std``."""
    foreseen: Callable[[int], tuple[float, float]]
    """Seeds → error and freedom to expect with that many."""


def conclude(
    estimate: Estimate | None,
    *,
    method: Method,
    n: int,
    left_out: int,
    difference: float | None,
    probability_better: float,
    p_value: float,
    larger_is_better: bool,
    alpha: float,
    seeds: int,
    unanimous: bool,
    divergence: Divergence | None,
) -> Comparison:
    """Puts a comparison together; without an estimate, P(A better) tells who won.

    ``seeds`` of each variant were not enough if it is undecided; if ``unanimous``, all of them
    ended alike.
    """
    ci95 = effect_size = seeds_to_settle = None
    lead = probability_better - 0.5
    if estimate:
        lead = estimate.difference if larger_is_better else -estimate.difference
        half = float(stdtrit(estimate.freedom, (1 + CONFIDENCE) / 2)) * estimate.error
        ci95 = (estimate.difference - half, estimate.difference + half)
        effect_size = _effect_size(estimate)
    verdict = Verdict.UNDECIDED
    if p_value <= alpha:
        if lead * (probability_better - 0.5) > 0:
            verdict = Verdict.BETTER if lead > 0 else Verdict.WORSE
    elif estimate and estimate.difference:
        seeds_to_settle = seeds_for_power(
            estimate.difference, estimate.foreseen, alpha=alpha, more_than=seeds
        )
    elif not estimate and unanimous and seeds > 1:
        seeds_to_settle = seeds_for_sign_test(alpha)
    return Comparison(
        method=method,
        n=n,
        left_out=left_out,
        divergence=divergence,
        difference=difference,
        ci95=ci95,
        effect_size=effect_size,
        probability_better=probability_better,
        p_value=p_value,
        p_adjusted=p_value,
        verdict=verdict,
        seeds_to_settle=seeds_to_settle,
    )


def _effect_size(estimate: Estimate) -> float | None:
    df = estimate.effect_freedom
    if not estimate.std or df < 2:
        return None
    unbiased = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    return estimate.difference / estimate.std * unbiased


def mean_of(sample: Floats) -> float:
    """Exactly the value of equal values, whatever rounding would say."""
    return float(sample[0] if sample.min() == sample.max() else sample.mean())


def variance_of(sample: Floats) -> float:
    """With n − 1; exactly 0 for equal values, whatever rounding would say."""
    with np.errstate(over="ignore"):  # Infinite for values near the largest double.
        return 0.0 if sample.min() == sample.max() else float(sample.var(ddof=1))


def t_p_values(difference: ArrayLike, error: ArrayLike, freedom: ArrayLike) -> Floats:
    """Two-sided p; 1 for no difference."""
    size = np.abs(difference)
    with np.errstate(divide="ignore", invalid="ignore"):
        tails: Floats = 2 * stdtr(freedom, -size / error)
    return np.where(size == 0, 1.0, tails)
