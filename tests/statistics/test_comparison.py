import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import NOTHING, About, Beside, Method, Verdict, compare
from tests.statistics.contests import (
    SHARES,
    first_two,
    of_other_seeds,
    of_rows,
    of_seeds,
    of_splits,
    paired,
    question,
    unpaired,
)

NAN = math.nan
RNG = np.random.default_rng(5)
A = RNG.normal(0.9, 0.02, size=12)
B = A + RNG.normal(-0.01, 0.01, size=12)
OTHER = RNG.normal(0.85, 0.05, size=7)


def test_paired_agrees_with_scipy() -> None:
    ours = paired(A, B)
    theirs: Any = scipy.stats.ttest_rel(A, B)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert ours.ci95 == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-10)
    assert ours.difference == pytest.approx((A - B).mean())
    assert (ours.method, ours.n, ours.left_out) == (Method.PAIRED, 12, 0)


def test_welch_agrees_with_scipy() -> None:
    ours = unpaired(A, OTHER)
    theirs: Any = scipy.stats.ttest_ind(A, OTHER, equal_var=False)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert ours.ci95 == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-10)
    assert (ours.method, ours.n, ours.left_out) == (Method.WELCH, 19, 0)


def test_probability_of_being_better_is_mann_whitneys_u() -> None:
    a, b = np.array([1.0, 2.0, 2.0, 5.0]), np.array([2.0, 3.0, 0.0])
    u = scipy.stats.mannwhitneyu(a, b).statistic
    assert unpaired(a, b).probability_better == u / 12
    lower = unpaired(a, b, larger=False)
    assert lower.probability_better == pytest.approx(1 - u / 12)


def test_paired_probability_counts_ties_half_and_divergence_as_a_loss() -> None:
    a = [1.0, 2.0, 3.0, NAN, 1.0, NAN]
    b = [0.0, 2.0, 4.0, 9.0, math.inf, NAN]  # A wins, ties, loses, loses, wins, ties.
    ours = paired(a, b)
    assert ours.probability_better == 3 / 6
    assert (ours.n, ours.left_out, ours.difference) == (3, 3, 0.0)


@pytest.mark.parametrize("bad", [NAN, math.inf, -math.inf])
@pytest.mark.parametrize("larger", [True, False])
def test_one_diverged_seed_is_a_loss_in_p(bad: float, larger: bool) -> None:
    """However clear the survivors are: t over them would say that A is better with p of 1e-9."""
    a, b = (B - 0.1, A) if larger is False else (A + 0.1, B)
    a = a.copy()
    a[3] = bad
    ours = paired(a, b, larger=larger)
    assert (ours.method, ours.n, ours.left_out) == (Method.SIGN, 11, 1)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(11, 12).pvalue)
    assert ours.difference == pytest.approx(np.delete(a - b, 3).mean())
    assert (ours.ci95, ours.effect_size) == (None, None)
    assert ours.probability_better == pytest.approx(11 / 12)
    welch = unpaired(a, b, larger=larger)
    ranks = np.where(np.isfinite(a), a, -1e9 if larger else 1e9)
    exact = scipy.stats.mannwhitneyu(ranks, b, method="asymptotic")
    assert welch.method is Method.RANK
    assert welch.p_value == pytest.approx(exact.pvalue)


def test_many_survivors_do_not_hide_those_that_diverged() -> None:
    """9 of 30 diverged against none, and of the other 21 all but one are better."""
    a = np.concatenate([RNG.normal(0.9, 0.01, size=21), [NAN] * 9])
    b = RNG.normal(0.8, 0.01, size=30)
    a[0] = 0.7
    ours = paired(a, b)
    assert ours.p_value == pytest.approx(0.0987, abs=1e-4)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(20, 30).pvalue)
    assert ours.verdict is Verdict.UNDECIDED


def test_a_seed_at_which_both_diverged_is_a_tie() -> None:
    a, b = np.append(A, NAN), np.append(B, NAN)
    ours = paired(a, b)
    wins = int((A > B).sum())
    assert (ours.method, ours.n, ours.left_out) == (Method.SIGN, 12, 1)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(wins, 12).pvalue)
    assert ours.probability_better == pytest.approx((wins + 0.5) / 13)


def test_the_metrics_direction_turns_the_verdict_and_nothing_else() -> None:
    high = paired(A, B)
    low = paired(A, B, larger=False)
    assert (high.verdict, low.verdict) == (Verdict.BETTER, Verdict.WORSE)
    assert (high.difference, high.ci95, high.effect_size) == (
        low.difference,
        low.ci95,
        low.effect_size,
    )
    assert high.probability_better == 1 - low.probability_better


@pytest.mark.parametrize("compare", [paired, unpaired])
def test_swapping_the_variants_mirrors_the_comparison(compare: Any) -> None:
    one, other = compare(A, B), compare(B, A)
    assert one.p_value == pytest.approx(other.p_value)
    assert one.difference == -other.difference
    assert one.ci95 == pytest.approx((-other.ci95[1], -other.ci95[0]))
    assert one.needed == other.needed


def test_overlapping_splits_widen_the_interval_by_nadeau_and_bengios_factor() -> None:
    plain, wide = paired(A, B), first_two(of_splits([A, B], 0.25))
    assert plain.ci95 is not None
    assert wide.ci95 is not None
    assert (wide.method, wide.splits, wide.rows) == (Method.CORRECTED, 12, None)
    widths = (wide.ci95[1] - wide.ci95[0]) / (plain.ci95[1] - plain.ci95[0])
    assert widths == pytest.approx(math.sqrt((1 / 12 + 0.25) / (1 / 12)))
    t = (A - B).mean() / (A - B).std(ddof=1) / math.sqrt(1 / 12 + 0.25)
    assert wide.p_value == pytest.approx(2 * scipy.stats.t.sf(t, 11))


def test_overlapping_splits_widen_welchs_interval_too() -> None:
    """By hand: each variance times 1/n + 0.25, and Satterthwaite's degrees of freedom of these."""
    one, other = of_splits([A], 0.25), of_splits([OTHER], 0.25)
    ours = of_other_seeds(one, other)
    part_a, part_b = A.var(ddof=1) * (1 / 12 + 0.25), OTHER.var(ddof=1) * (1 / 7 + 0.25)
    freedom = (part_a + part_b) ** 2 / (part_a**2 / 11 + part_b**2 / 6)
    t = (A.mean() - OTHER.mean()) / math.sqrt(part_a + part_b)
    assert ours.p_value == pytest.approx(2 * scipy.stats.t.sf(abs(t), freedom))
    assert ours.splits == 19


def test_effect_sizes_by_hand() -> None:
    """With 2 degrees of freedom the correction is Γ(1)/Γ(1/2) = 1/√π; with 4, Γ(2)/(Γ(3/2)√2)."""
    found = paired([1.0, 2.0, 6.0], [0.0, 0.0, 3.0])
    assert found.effect_size == pytest.approx(2 / math.sqrt(math.pi))
    welch = unpaired([3.0, 4.0, 5.0], [1.0, 2.0, 3.0])
    assert welch.effect_size == pytest.approx(2 * math.sqrt(2 / math.pi))


def test_equal_variants_are_undecided_and_no_number_of_seeds_settles_them() -> None:
    ours = paired([0.1] * 5, [0.1] * 5)
    assert (ours.difference, ours.ci95, ours.p_value) == (0.0, None, 1.0)
    assert (ours.verdict, ours.needed, ours.effect_size) == (Verdict.UNDECIDED, NOTHING, None)
    # Their means differ by rounding when summed.
    welch = unpaired([0.1] * 3, [0.1] * 6)
    assert (welch.difference, welch.p_value, welch.verdict) == (0.0, 1.0, Verdict.UNDECIDED)


@pytest.mark.parametrize(
    ("n", "verdict", "to_settle"),
    [(2, Verdict.UNDECIDED, 16), (5, Verdict.UNDECIDED, 10), (6, Verdict.WORSE, None)],
)
def test_equal_differences_are_judged_by_their_signs(
    n: int, verdict: Verdict, to_settle: int | None
) -> None:
    """Two accuracies over 23 rows are often apart by one row at every one of a few seeds.

    These differences are equal only when they are not computed: 0.1 − 0.0 and 0.7 − 0.6. Further
    seeds are looked at when there are twice as many, and again twice, at stricter levels.
    """
    a, b = [0.1, 0.7, 0.9] * 2, [0.0, 0.6, 0.8] * 2
    ours = paired(a[:n], b[:n], larger=False)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(n, n).pvalue)
    assert (ours.method, ours.verdict, ours.ci95) == (Method.SIGN, verdict, None)
    assert ours.difference == pytest.approx(0.1)
    assert (ours.effect_size, ours.needed.seeds) == (None, to_settle)


@pytest.mark.parametrize(("n_a", "n_b"), [(2, 2), (3, 3), (3, 5), (6, 6)])
def test_variants_without_spread_are_judged_by_their_ranks(n_a: int, n_b: int) -> None:
    """Of all ways to deal n_a of one value and n_b of another, one is this."""
    ours = unpaired([0.1] * n_a, [0.2] * n_b)
    assert ours.p_value == pytest.approx(2 / math.comb(n_a + n_b, n_a))
    assert (ours.method, ours.ci95) == (Method.RANK, None)
    assert ours.verdict is (Verdict.WORSE if ours.p_value <= 0.05 else Verdict.UNDECIDED)


def test_ranks_agree_with_an_exact_table() -> None:
    a, b = [NAN, 0.15], [0.1, 0.25, 0.5, 0.4, 0.7]
    ours = unpaired(a, b)
    exact = scipy.stats.mannwhitneyu([-9.0, 0.15], b, method="exact").pvalue
    assert ours.method is Method.RANK
    assert ours.p_value == pytest.approx(exact)


def test_a_variant_that_mostly_diverges_is_worse_however_well_the_rest_ends() -> None:
    b = RNG.normal(0.8, 0.01, size=20)
    a = np.concatenate([[0.95, 0.96], [NAN] * 18])
    ours = paired(a, b)
    assert (ours.method, ours.n, ours.left_out) == (Method.SIGN, 2, 18)
    assert ours.difference is not None
    assert ours.difference > 0.1
    assert ours.probability_better == pytest.approx(0.1)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(2, 20).pvalue)
    assert ours.verdict is Verdict.WORSE
    welch = unpaired(a, b)
    assert (welch.method, welch.verdict) == (Method.RANK, Verdict.WORSE)


@pytest.mark.parametrize("compare", [paired, unpaired])
def test_no_verdict_contradicts_the_probability_of_being_better(compare: Any) -> None:
    """A is far higher in few seeds, and a little lower in most."""
    a, b = np.full(40, 0.800), np.full(40, 0.801)
    a[:14] = 0.95 + 0.001 * np.arange(14)
    b[30:] -= 1e-6
    ours = compare(a, b)
    assert ours.difference > 0.05
    assert ours.p_value < 0.01
    assert ours.probability_better < 0.5
    assert (ours.verdict, ours.needed) == (Verdict.UNDECIDED, NOTHING)


def test_one_seed_decides_nothing() -> None:
    found = paired([1.0], [0.0])
    assert (found.difference, found.ci95, found.p_value) == (1.0, None, 1.0)
    welch = unpaired([1.0], [0.0])
    assert (welch.verdict, welch.ci95) == (Verdict.UNDECIDED, None)
    assert found.verdict is Verdict.UNDECIDED
    assert found.needed.seeds is None


def test_a_variant_that_always_diverges_is_worse() -> None:
    """Ten losses of ten: the sign test's p is 2/1024."""
    found = paired([NAN] * 10, OTHER.mean() + A[:10], larger=False)
    assert (found.method, found.n, found.difference) == (Method.SIGN, 0, None)
    assert found.p_value == pytest.approx(2 / 1024)
    assert (found.probability_better, found.verdict) == (0.0, Verdict.WORSE)
    welch = unpaired([NAN] * 10, A, larger=False)
    assert (welch.method, welch.verdict) == (Method.RANK, Verdict.WORSE)


def test_two_variants_that_always_diverge_are_equal() -> None:
    for how in (paired, unpaired):
        ours = how([NAN] * 4, [NAN] * 4)
        assert (ours.probability_better, ours.verdict) == (0.5, Verdict.UNDECIDED)


def test_no_zero_has_a_sign() -> None:
    mirror = paired([0.1, 0.2], [0.1, 0.2]).mirrored()
    assert str(mirror.difference) == "0.0"
    turned = paired([1.0, 2.0, 1.5], [2.0, 1.0, 1.5]).mirrored()
    assert (str(turned.difference), str(turned.effect_size)) == ("0.0", "0.0")


def test_values_near_the_largest_double_end_without_a_warning() -> None:
    huge = np.array([1e200, 2e200, 5e200])
    assert paired(huge, A[:3], larger=False).verdict is Verdict.UNDECIDED
    assert unpaired(huge, A, larger=False).verdict is Verdict.UNDECIDED


def test_without_a_seed_in_common_there_is_nothing_to_say() -> None:
    contest = of_seeds([[1.0, 2.0], [3.0, 4.0]], present=[[True, False], [False, True]])
    assert compare(contest, 0, 1, question(contest)) is None


def test_an_effect_that_a_row_explains_is_no_verdict() -> None:
    """Three seeds agree on a row's worth: without limits by signs, with them by the wider error."""
    a, b = [0.95] * 3, [0.90] * 3
    ours = paired(a, b, row=0.05, limits=SHARES)
    assert (ours.method, ours.verdict) == (Method.PAIRED, Verdict.UNDECIDED)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(3, 3).pvalue)
    assert ours.ci95 is not None
    assert ours.ci95[0] < 0 < ours.ci95[1]


def test_a_pair_that_diverged_is_judged_by_signs_about_rows_too() -> None:
    values = np.random.default_rng(1).normal(size=(2, 8, 20))
    values[1] -= 3.0
    contest = of_rows(values)
    assert first_two(contest).method is Method.CROSSED
    means = contest.values.copy()
    means[0, 2] = NAN
    ours = first_two(replace(contest, values=means))
    assert (ours.method, ours.n, ours.left_out, ours.ci95) == (Method.SIGN, 7, 1, None)
    assert ours.p_value == pytest.approx(scipy.stats.binomtest(7, 8).pvalue)
    assert ours.probability_better == 7 / 8
    # Signs are those of seeds, whatever else was asked about.
    assert ours.about is About.SEEDS
    assert ours.divergence is not None


def test_the_share_of_wins_has_clopper_and_pearsons_interval() -> None:
    ours = paired([1.0] * 8 + [0.0] * 2, [0.0] * 8 + [1.0] * 2)
    theirs = scipy.stats.binomtest(8, 10).proportion_ci(0.95, method="exact")
    assert ours.probability_ci95 == pytest.approx((theirs.low, theirs.high))
    mirror = ours.mirrored()
    assert mirror.probability_ci95 == pytest.approx((1 - theirs.high, 1 - theirs.low))


@pytest.mark.parametrize(
    ("shift", "margin", "verdict", "where"),
    [
        (0.0, 0.05, Verdict.UNDECIDED, Beside.INSIDE),
        (0.0, 0.001, Verdict.UNDECIDED, Beside.UNDECIDED),
        (0.02, 0.05, Verdict.BETTER, Beside.INSIDE),
        (0.02, 0.02, Verdict.BETTER, Beside.UNDECIDED),
        (0.1, 0.05, Verdict.BETTER, Beside.ABOVE),
        (-0.1, 0.05, Verdict.WORSE, Beside.BELOW),
        (0.1, 0.0, Verdict.BETTER, Beside.ABOVE),
    ],
)
def test_an_interval_beside_a_margin(
    shift: float, margin: float, verdict: Verdict, where: Beside
) -> None:
    """Differences of ``shift`` ± 0.006; better and equivalent may both hold."""
    spread = np.array([-1.0, 1.0] * 5) * 0.008
    contest = of_seeds([0.5 + shift + spread, np.full(10, 0.5)])
    ours = first_two(contest, margin)
    assert (ours.margin, ours.verdict, ours.beside_margin) == (margin, verdict, where)
    mirror = ours.mirrored()
    opposite = {Beside.ABOVE: Beside.BELOW, Beside.BELOW: Beside.ABOVE}
    assert mirror.beside_margin is opposite.get(where, where)
    assert first_two(contest).beside_margin is None


def test_without_an_interval_nothing_is_equivalent() -> None:
    contest = of_seeds([[0.5] * 3, [0.5] * 3])
    assert first_two(contest, 0.1).beside_margin is Beside.UNDECIDED


def test_a_mirror_of_a_mirror_is_the_same() -> None:
    for contest in (
        of_seeds([A, B]),
        of_splits([A, B], 0.2),
        of_seeds([np.append(A, NAN), np.append(B, 1.0)]),
        of_rows(np.random.default_rng(3).normal(size=(2, 4, 9))),
    ):
        ours = first_two(contest, 0.01)
        assert replace(ours.mirrored().mirrored(), probability_ci95=ours.probability_ci95) == ours
        assert ours.mirrored().mirrored().probability_ci95 == pytest.approx(ours.probability_ci95)
