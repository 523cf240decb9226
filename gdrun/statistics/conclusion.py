"""What a comparison of two variants says, once its statistics are known."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from gdrun.statistics.divergence import Divergence, clopper_pearson
from gdrun.statistics.estimates import ALPHA, Estimates, Limits


class About(StrEnum):
    """What an interval or a verdict is about: what else might have come instead."""

    SEEDS = "seeds"
    """Other seeds, on these rows."""
    ROWS = "rows"
    """Other seeds and other held-out rows, for this training part."""
    DATA = "data"
    """Other splits, or other data like these."""


class Verdict(StrEnum):
    """What a comparison says of A."""

    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"


class Beside(StrEnum):
    """Where the interval of a difference is, beside a margin."""

    ABOVE = "above"
    BELOW = "below"
    INSIDE = "inside"
    """A and B are equivalent."""
    UNDECIDED = "undecided"


class Method(StrEnum):
    """Where a comparison's p-value comes from."""

    PAIRED = "paired t"
    CROSSED = "two-way t"
    """Of seeds and rows, see `gdrun.statistics.rows`."""
    CORRECTED = "corrected t"
    """Of splits that share rows, see `gdrun.statistics.splits`."""
    SIGN = "sign test"
    """Paired, where no estimate would hold: see `gdrun.statistics.contest`."""
    WELCH = "Welch's t"
    RANK = "Mann-Whitney"
    """Not paired, where a t-test would not hold: see `compare_unpaired`."""


METHODS = {
    About.SEEDS: Method.PAIRED,
    About.ROWS: Method.CROSSED,
    About.DATA: Method.CORRECTED,
}
"""What a paired comparison about each is made by."""


@dataclass(frozen=True)
class Needed:
    """What would find a difference as it was seen, with a power of 0.8; None where nothing would.

    Both are None for what is decided, or cannot be foreseen.
    """

    seeds: int | None = None
    """The next number of seeds, in all of each variant, at which a look should suffice."""
    rows: int | None = None
    """About how many held-out rows, where no number of seeds suffices."""
    hopeless: bool = False
    """Whether no number of seeds suffices."""


NOTHING = Needed()


@dataclass(frozen=True)
class Comparison:
    """Variant A against variant B; every difference is A − B, in the metric's units."""

    about: About
    method: Method
    n: int
    """Seeds finite in both when paired; otherwise finite seeds of A and of B together."""
    left_out: int
    """Values left out of the difference: seeds when paired, because A or B diverged there."""
    rows: int | None
    """Held-out rows of each seed; None where that is not known."""
    splits: int | None
    """How many splits the seeds have; None if it is one."""
    divergence: Divergence | None
    """How often the seeds of both diverged; None if none did."""
    difference: float | None
    """Of the means; None without a seed to take it from."""
    ci95: tuple[float, float] | None
    """Interval of the difference, for this comparison alone; None without an estimate."""
    level: float
    """Two-sided level of the verdict, for this comparison alone: 0.05, less at a later look."""
    interval: tuple[float, float] | None
    """That at ``level``: it excludes 0 where the verdict says better or worse."""
    effect_size: float | None
    """The difference in standard deviations, corrected for small samples: of the paired
    differences (Cohen's d_z), or pooled (Hedges' g). None without a spread of 2 degrees of
    freedom."""
    probability_better: float
    """P(A better), in [0, 1]: ties are half, a diverged seed loses, two diverged seeds tie."""
    probability_ci95: tuple[float, float]
    """Its interval, about other seeds."""
    p_value: float
    """Two-sided, of this comparison alone."""
    p_adjusted: float
    """``p_value``, or what the correction for several comparisons makes of it."""
    verdict: Verdict
    """From the p-value, for whom the difference speaks, or in a sign or rank test P(A better).
    Undecided, too, where the difference and P(A better) contradict each other: a few large
    differences, or seeds that diverged, weigh against the others."""
    contradicts_itself: bool
    """Whether it is undecided as the difference speaks for one, and P(A better) does not."""
    margin: float | None
    """Differences up to this one do not matter; None if that was not said."""
    beside_margin: Beside | None
    """Where ``interval`` is beside ±margin; None without a margin."""
    needed: Needed
    """If undecided, what would settle it."""

    def mirrored(self) -> "Comparison":
        """The same with A and B exchanged."""
        return replace(
            self,
            divergence=self.divergence and self.divergence.mirrored(),
            difference=None if self.difference is None else 0.0 - self.difference,
            ci95=_mirrored(self.ci95),
            interval=_mirrored(self.interval),
            effect_size=None if self.effect_size is None else 0.0 - self.effect_size,
            probability_better=1 - self.probability_better,
            probability_ci95=(1 - self.probability_ci95[1], 1 - self.probability_ci95[0]),
            verdict=_OPPOSITE[self.verdict],
            beside_margin=self.beside_margin and _OTHER_SIDE[self.beside_margin],
        )


def _mirrored(interval: tuple[float, float] | None) -> tuple[float, float] | None:
    return interval and (0.0 - interval[1], 0.0 - interval[0])


_OPPOSITE = {
    Verdict.BETTER: Verdict.WORSE,
    Verdict.WORSE: Verdict.BETTER,
    Verdict.UNDECIDED: Verdict.UNDECIDED,
}

_OTHER_SIDE = {
    Beside.ABOVE: Beside.BELOW,
    Beside.BELOW: Beside.ABOVE,
    Beside.INSIDE: Beside.INSIDE,
    Beside.UNDECIDED: Beside.UNDECIDED,
}


def verdict_of(
    estimate: Estimates | None,
    probability_better: float,
    p_value: float,
    *,
    larger_is_better: bool,
    level: float,
) -> Verdict:
    """What a test says; without an estimate, P(A better) tells who won."""
    seeds = probability_better - 0.5
    lead = seeds
    if estimate is not None:
        centre = float(estimate.centres)
        lead = centre if larger_is_better else -centre
    if p_value > level or lead * seeds <= 0:
        return Verdict.UNDECIDED
    return Verdict.BETTER if lead > 0 else Verdict.WORSE


def beside(interval: tuple[float, float] | None, margin: float) -> Beside:
    """Where the interval of a difference is beside ±margin, for a margin ≥ 0."""
    if interval is None:
        return Beside.UNDECIDED
    low, high = interval
    if low > margin:
        return Beside.ABOVE
    if high < -margin:
        return Beside.BELOW
    return Beside.INSIDE if -margin < low and high < margin else Beside.UNDECIDED


def share_interval(share: float, n: int) -> tuple[float, float]:
    """The 95% interval of Clopper and Pearson for a share of ``n`` seeds, in which ties are half.

    Ties spread less than wins and losses do, so that with them it is wider than it need be.
    """
    return clopper_pearson(share * n, n, ALPHA)


def differences_within(
    estimate: Estimates | None, limits: Limits, level: float
) -> tuple[float, float] | None:
    """The interval of a difference at a level, within what can be; None without an estimate."""
    return None if estimate is None else estimate.interval(limits.of_differences(), level)


def effect_size(difference: float, std: float, freedom: int) -> float | None:
    """The difference in standard deviations that have so many degrees of freedom.

    L. Hedges, "Distribution theory for Glass's estimator of effect size", J. Educ. Stat. 6, 1981.
    """
    if not std or freedom < 2:
        return None
    unbiased = math.exp(math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2))
    return difference / std * unbiased / math.sqrt(freedom / 2)
