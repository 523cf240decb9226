"""Whether one variant is better than another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gdrun.statistics.conclusion import (
    METHODS,
    NOTHING,
    About,
    Beside,
    Comparison,
    Method,
    Needed,
    Verdict,
    beside,
    differences_within,
    effect_size,
    share_interval,
    verdict_of,
)
from gdrun.statistics.contest import Contest, Evidence, Pairs
from gdrun.statistics.divergence import paired_divergence, unpaired_divergence
from gdrun.statistics.estimates import ALPHA, Estimates, Floats
from gdrun.statistics.rows import RowValues
from gdrun.statistics.seeds import mean_of, paired, squares_of
from gdrun.statistics.settling import settle, settle_by_signs
from gdrun.statistics.splits import SplitValues

EXACT = 20_000
"""Up to so many ways of dealing the values to two variants are counted one by one."""


@dataclass(frozen=True)
class Question:
    """What is asked of two variants."""

    about: About
    rows: int | None
    """Held-out rows of each seed; None where that is not known."""
    margin: float | None = None
    """Differences up to this one do not matter."""
    alpha: float = ALPHA
    """Level of the verdict at a first look, in (0, 1)."""
    advise: bool = True
    """Whether it is asked what would settle it, which takes longer than all else."""


def compare(contest: Contest, a: int, b: int, question: Question) -> Comparison | None:
    """Compares two variants over the seeds that both have, as `gdrun.statistics.contest` says.

    Returns:
        None if they have no seed in common.
    """
    return conclude(contest, (a, b), contest.pairs([a], [b]), (0, 0), question)


def conclude(
    contest: Contest,
    pair: tuple[int, int],
    pairs: Pairs,
    place: tuple[int, int],
    question: Question,
) -> Comparison | None:
    """What is to be said of a pair that is at a place of ``pairs``; else as ``compare``."""
    a, b = pair
    seeds, factor = contest.judged(a, b)
    if not seeds:
        return None
    found_a, found_b = contest.values[a, seeds], contest.values[b, seeds]
    ended = np.isfinite(found_a) & np.isfinite(found_b)
    n = int(ended.sum())
    estimate = pairs.estimates.at(*place) if pairs.by_estimate[place] else None
    level, p_value = question.alpha * factor, float(pairs.p_values[place])
    probability = float(pairs.wins[place])
    verdict = verdict_of(
        estimate, probability, p_value, larger_is_better=contest.larger_is_better, level=level
    )
    sample = paired(found_a[ended], found_b[ended]) if n else np.zeros(0)
    difference = float(mean_of(sample)) if n else None
    limits = contest.evidence.limits
    at_level = differences_within(estimate, limits, ALPHA * factor)
    size = None
    if estimate is not None and difference is not None:
        size = effect_size(difference, math.sqrt(float(squares_of(sample)) / (n - 1)), n - 1)
    needed, contradicted = NOTHING, verdict is Verdict.UNDECIDED and p_value <= level
    if question.advise and verdict is Verdict.UNDECIDED and p_value > level:
        needed = _needed(contest, pair, estimate, question, probability)
    return Comparison(
        # Signs are those of seeds, whatever else was asked about.
        about=question.about if estimate is not None else About.SEEDS,
        method=METHODS[question.about] if estimate is not None else Method.SIGN,
        n=n,
        left_out=len(seeds) - n,
        rows=question.rows,
        splits=_splits(contest.evidence, seeds),
        divergence=paired_divergence(~np.isfinite(found_a), ~np.isfinite(found_b)),
        difference=difference,
        ci95=differences_within(estimate, limits, ALPHA),
        level=ALPHA * factor,
        interval=at_level,
        effect_size=size,
        probability_better=probability,
        probability_ci95=share_interval(probability, len(seeds)),
        p_value=p_value,
        p_adjusted=p_value,
        verdict=verdict,
        contradicts_itself=contradicted,
        margin=question.margin,
        beside_margin=_beside(question.margin, at_level, contradicted=contradicted),
        needed=needed,
    )


def _beside(
    margin: float | None, interval: tuple[float, float] | None, *, contradicted: bool
) -> Beside | None:
    """Where the interval is; what most seeds contradict is neither above nor below."""
    if margin is None:
        return None
    found = beside(interval, margin)
    one_side = found in (Beside.ABOVE, Beside.BELOW)
    return Beside.UNDECIDED if contradicted and one_side else found


def _splits(evidence: Evidence, seeds: Sequence[int]) -> int | None:
    """How many splits some seeds have; None where splits do not matter."""
    if not isinstance(evidence, SplitValues):
        return None
    return len({evidence.splits[seed] for seed in seeds})


def _needed(
    contest: Contest,
    pair: tuple[int, int],
    estimate: Estimates | None,
    question: Question,
    probability: float,
) -> Needed:
    """What would find a difference that was not found."""
    if estimate is not None:
        distance = abs(float(estimate.centres))
        return settle(contest, pair, distance, question.rows, question.alpha)
    shared = int(contest.present[list(pair)].all(axis=0).sum())
    unanimous = probability in (0.0, 1.0) and shared > 1
    return settle_by_signs(contest, *pair, question.alpha) if unanimous else NOTHING


def compare_unpaired(
    a: Floats,
    b: Floats,
    evidence: tuple[Evidence, Evidence],
    question: Question,
    *,
    larger_is_better: bool,
) -> Comparison:
    """Compares two variants that ran with different seeds.

    By Welch's t, or by ranks over all seeds where that would not hold: a seed diverged, a variant
    has fewer than two, or nothing spreads. About rows, those of both are the same, and their part
    of the variance is that of the rows' differences.

    Sources: B. Welch, "The generalization of 'Student's' problem when several different
    population variances are involved", Biometrika 34, 1947; H. Mann and D. Whitney, "On a test of
    whether one of two random variables is stochastically larger than the other", Ann. Math. Stat.
    18, 1947.

    Args:
        a: Values of A, of shape (seeds of A,), ≥ 1, NaN where a seed diverged.
        b: Values of B, of shape (seeds of B,), ≥ 1.
        evidence: Of A alone and of B alone, for the same seeds.
        question: What is asked.
        larger_is_better: The metric's direction.
    """
    finite_a, finite_b = a[np.isfinite(a)], b[np.isfinite(b)]
    n_a, n_b = finite_a.size, finite_b.size
    turn = 1.0 if larger_is_better else -1.0
    score_a = np.where(np.isfinite(a), turn * a, -np.inf)
    score_b = np.where(np.isfinite(b), turn * b, -np.inf)
    ahead, behind = score_a[:, None] > score_b, score_a[:, None] < score_b
    probability = (1 + float(ahead.mean()) - float(behind.mean())) / 2
    estimate = None
    if n_a == a.size >= 2 and n_b == b.size >= 2:
        estimate = _welch(*evidence)
    difference = float(mean_of(finite_a) - mean_of(finite_b)) if n_a and n_b else None
    known = estimate is not None and bool(estimate.known)
    estimate = estimate if known else None
    p_value = float(estimate.p_values()) if estimate is not None else _rank_test(score_a, score_b)
    limits = evidence[0].limits
    ci95 = differences_within(estimate, limits, ALPHA)
    size = None
    if estimate is not None and difference is not None:
        pooled = (float(squares_of(finite_a)) + float(squares_of(finite_b))) / (n_a + n_b - 2)
        size = effect_size(difference, math.sqrt(pooled), n_a + n_b - 2)
    verdict = verdict_of(
        estimate, probability, p_value, larger_is_better=larger_is_better, level=question.alpha
    )
    contradicted = verdict is Verdict.UNDECIDED and p_value <= question.alpha
    return Comparison(
        about=question.about if estimate is not None else About.SEEDS,
        method=Method.WELCH if estimate is not None else Method.RANK,
        n=n_a + n_b,
        left_out=a.size + b.size - n_a - n_b,
        rows=question.rows,
        splits=sum(each.number for each in evidence if isinstance(each, SplitValues)) or None,
        divergence=unpaired_divergence(~np.isfinite(a), ~np.isfinite(b)),
        difference=difference,
        ci95=ci95,
        level=ALPHA,
        interval=ci95,
        effect_size=size,
        probability_better=probability,
        probability_ci95=share_interval(probability, min(a.size, b.size)),
        p_value=p_value,
        p_adjusted=p_value,
        verdict=verdict,
        contradicts_itself=contradicted,
        margin=question.margin,
        beside_margin=_beside(question.margin, ci95, contradicted=contradicted),
        needed=NOTHING,
    )


def _welch(a: Evidence, b: Evidence) -> Estimates:
    """The difference of means of two that share no seed, each the only variant of its values."""
    if isinstance(a, RowValues) and isinstance(b, RowValues):
        return a.minus_other_seeds(b)
    of_a, of_b = a.means().at(0), b.means().at(0)
    difference = of_a.values - of_b.values
    variances = of_a.errors**2, of_b.errors**2
    total = variances[0] + variances[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        freedoms = total**2 / (
            variances[0] ** 2 / of_a.freedoms + variances[1] ** 2 / of_b.freedoms
        )
    return Estimates(difference, difference, np.sqrt(total), np.nan_to_num(freedoms, nan=1.0))


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
