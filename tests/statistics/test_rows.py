import math
from typing import Any

import numpy as np
import pytest
import scipy.stats
from numpy.typing import NDArray

from gdrun.statistics import UNLIMITED, Limits, RowValues, rows
from tests.statistics.contests import SHARES, Floats, of_other_seeds, of_rows, question


def losses(variants: int, seeds: int, number: int, rest: float = 1.0) -> Floats:
    """Crossed random effects of seeds, rows, and what is left."""
    rng = np.random.default_rng([1, variants, seeds, number])
    return (
        rng.normal(size=(variants, 1, 1))
        + rng.normal(size=(variants, seeds, 1))
        + rng.normal(size=(variants, 1, number))
        + rest * rng.normal(size=(variants, seeds, number))
    )


def hits(variants: int, seeds: int, number: int, share: float = 0.9) -> NDArray[np.float32]:
    rng = np.random.default_rng([2, variants, seeds, number])
    return (rng.random((variants, seeds, number)) < share).astype(np.float32)


def half_width(table: NDArray[Any], alpha: float = 0.05) -> float:
    """The widest of three, by the two-way analysis of variance in plain loops."""
    s, r = table.shape
    grand = sum(float(table[i, j]) for i in range(s) for j in range(r)) / (s * r)
    of_seeds = [sum(float(table[i, j]) for j in range(r)) / r for i in range(s)]
    of_rows_ = [sum(float(table[i, j]) for i in range(s)) / s for j in range(r)]
    ms_s = r * sum((each - grand) ** 2 for each in of_seeds) / (s - 1)
    ms_r = s * sum((each - grand) ** 2 for each in of_rows_) / (r - 1)
    ms_e = 0.0
    for i in range(s):
        for j in range(r):
            ms_e += (float(table[i, j]) - of_seeds[i] - of_rows_[j] + grand) ** 2
    ms_e /= (s - 1) * (r - 1)
    both = ms_s + ms_r - ms_e
    candidates = [(ms_s, s - 1.0), (ms_r, r - 1.0)]
    if both >= max(ms_s, ms_r):
        satterthwaite = both**2 / (
            ms_s**2 / (s - 1) + ms_r**2 / (r - 1) + ms_e**2 / ((s - 1) * (r - 1))
        )
        candidates.append((both, satterthwaite))
    return max(
        float(scipy.stats.t.ppf(1 - alpha / 2, freedom)) * math.sqrt(square / (s * r))
        for square, freedom in candidates
    )


@pytest.mark.parametrize("shape", [(2, 5), (5, 2), (3, 30), (12, 9)])
@pytest.mark.parametrize("rest", [0.1, 1.0, 20.0])
def test_a_mean_has_the_error_of_a_two_way_analysis(shape: tuple[int, int], rest: float) -> None:
    values = losses(3, *shape, rest)
    found = RowValues(values, UNLIMITED)
    for variant in range(3):
        for alpha in (0.05, 0.005):
            half, mean = half_width(values[variant], alpha), values[variant].mean()
            assert found.interval(variant, alpha) == pytest.approx((mean - half, mean + half))


@pytest.mark.parametrize("shape", [(2, 5), (3, 30), (12, 9)])
def test_a_difference_is_a_table_of_differences(shape: tuple[int, int]) -> None:
    values = losses(4, *shape)
    found = RowValues(values, UNLIMITED).differences([0, 3], [1, 2, 3])
    for i, a in enumerate((0, 3)):
        for j, b in enumerate((1, 2, 3)):
            table = values[a] - values[b]
            assert found.values[i, j] == pytest.approx(table.mean(), abs=1e-12)
            if a != b:
                assert found.half_widths()[i, j] == pytest.approx(half_width(table))
    assert not found.known[1, 2]


@pytest.mark.parametrize("shape", [(2, 5), (3, 30), (12, 9)])
def test_a_difference_of_shares_has_two_further_rows(shape: tuple[int, int]) -> None:
    values = hits(3, *shape)
    found = RowValues(values, SHARES).differences([0, 1], [2])
    s, r = shape
    for i in (0, 1):
        table = values[i].astype(float) - values[2]
        more = np.hstack([table, np.full((s, 1), math.sqrt(0.5)), np.full((s, 1), -math.sqrt(0.5))])
        assert found.values[i, 0] == pytest.approx(table.mean())
        assert found.centres[i, 0] == pytest.approx(more.mean())
        assert found.centres[i, 0] == pytest.approx(table.mean() * r / (r + 2))
        assert found.half_widths()[i, 0] == pytest.approx(half_width(more))


def test_shares_that_agree_on_all_rows_have_a_width_nevertheless() -> None:
    values = np.ones((2, 4, 27), np.float32)
    found = RowValues(values, SHARES).differences([0], [1])
    assert found.known.all()
    more = np.hstack([np.zeros((4, 27)), np.full((4, 1), 0.5**0.5), np.full((4, 1), -(0.5**0.5))])
    assert found.half_widths()[0, 0] == pytest.approx(half_width(more))
    assert found.p_values()[0, 0] == 1.0


@pytest.mark.parametrize("shape", [(2, 20), (5, 27), (30, 100)])
def test_a_share_is_korn_and_graubards(shape: tuple[int, int]) -> None:
    """Clopper and Pearson's, by SciPy's beta distribution, with the effective number of rows."""
    values = hits(1, *shape)
    s, r = shape
    share, half = float(values.mean()), half_width(values[0])
    assert half > 0
    effective = min(r, share * (1 - share) * (scipy.stats.t.ppf(0.975, r - 1) / half) ** 2)
    count = share * effective
    ends = (
        scipy.stats.beta.ppf(0.025, count, effective - count + 1),
        scipy.stats.beta.ppf(0.975, count + 1, effective - count),
    )
    assert RowValues(values, SHARES).interval(0) == pytest.approx(ends)
    assert s > 1


def test_rows_that_are_all_right_in_all_seeds_count_as_many_as_they_are() -> None:
    found = RowValues(np.ones((1, 30, 27), np.float32), SHARES).interval(0)
    exact = scipy.stats.binomtest(27, 27).proportion_ci(0.95, method="exact")
    assert found == pytest.approx((exact.low, exact.high))
    halves = RowValues(np.full((1, 3, 27), 0.5), Limits(-1.0, 1.0)).interval(0)
    ends = np.asarray(scipy.stats.beta.ppf([0.025, 0.975], [20.25, 21.25], [7.75, 6.75]))
    assert halves == pytest.approx(tuple(2 * ends - 1))
    assert RowValues(np.full((1, 3, 27), 0.5), UNLIMITED).interval(0) is None


def test_no_interval_goes_beyond_what_can_be() -> None:
    values = 0.9 + 0.2 * np.random.default_rng(0).normal(size=(1, 3, 5))
    found = RowValues(values, Limits(high=1.0)).interval(0)
    assert found is not None
    assert found[1] == 1.0


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-6, 1e-9])
@pytest.mark.parametrize("level", [0.0, 1.0, 1e3])
def test_alike_losses_are_compared_as_well_as_others(scale: float, level: float) -> None:
    """Three products of matrices would leave nothing of the differences of the last ones."""
    base = level + losses(1, 6, 40)
    values = base + scale * losses(4, 6, 40)
    values = np.concatenate([values, losses(3, 6, 40), values[:1]])
    found = RowValues(values, UNLIMITED).differences(range(8), range(8))
    for i in range(8):
        for j in range(8):
            if i == j or {i, j} == {0, 7}:
                assert not found.known[i, j]
            else:
                half = half_width(values[i] - values[j])
                assert found.half_widths()[i, j] == pytest.approx(half, rel=1e-6, abs=0)


def test_differences_that_rounding_alone_tells_apart_have_no_spread() -> None:
    base = np.random.default_rng(0).random((1, 5, 30))
    alone = np.concatenate([base, base + 0.1])
    among = np.concatenate([alone, losses(3, 5, 30)])
    for values in (alone, among, np.repeat(base, 4, axis=0)):
        assert not RowValues(values, UNLIMITED).differences([0], [1]).known.any()


def test_products_in_parts_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for values in (losses(5, 7, 11), hits(5, 7, 11)):
        whole = RowValues(values, UNLIMITED).differences(range(5), [1, 4])
        with monkeypatch.context() as patched:
            patched.setattr(rows, "_AT_ONCE", 50)
            parts = RowValues(values, UNLIMITED).differences(range(5), [1, 4])
        np.testing.assert_allclose(parts.half_widths(), whole.half_widths(), rtol=1e-10)


def test_of_other_seeds_the_rows_are_paired_nevertheless() -> None:
    """By hand: variances of the seeds' means of both, of the rows' differences, and of the rest."""
    a, b = losses(1, 4, 12), losses(1, 6, 12) + 0.5
    found = RowValues(a, UNLIMITED).minus_other_seeds(RowValues(b, UNLIMITED))
    of_seeds = [each[0].mean(axis=1).var(ddof=1) / each.shape[1] for each in (a, b)]
    of_rows = (a[0].mean(axis=0) - b[0].mean(axis=0)).var(ddof=1) / 12
    rest = []
    for each in (a[0], b[0]):
        off = each - each.mean(axis=0) - each.mean(axis=1, keepdims=True) + each.mean()
        seeds = len(each)
        rest.append((off**2).sum() / ((seeds - 1) * 11) / (seeds * 12))
    both = sum(of_seeds) + of_rows - sum(rest)
    freedom = both**2 / (
        of_seeds[0] ** 2 / 3
        + of_seeds[1] ** 2 / 5
        + of_rows**2 / 11
        + rest[0] ** 2 / 33
        + rest[1] ** 2 / 55
    )
    halves = [
        scipy.stats.t.ppf(0.975, freedom) * math.sqrt(both),
        scipy.stats.t.ppf(0.975, 11) * math.sqrt(of_rows),
        scipy.stats.t.ppf(0.975, sum(of_seeds) ** 2 / (of_seeds[0] ** 2 / 3 + of_seeds[1] ** 2 / 5))
        * math.sqrt(sum(of_seeds)),
    ]
    assert float(found.values) == pytest.approx(a.mean() - b.mean())
    assert float(found.half_widths()) == pytest.approx(max(halves))


def test_of_other_seeds_shares_have_two_further_rows() -> None:
    a, b = hits(1, 4, 12), hits(1, 6, 12, 0.7)
    found = RowValues(a, SHARES).minus_other_seeds(RowValues(b, SHARES))
    assert float(found.values) == pytest.approx(float(a.mean() - b.mean()))
    assert float(found.centres) == pytest.approx(float(a.mean() - b.mean()) * 12 / 14)
    same = np.ones((1, 4, 12), np.float32)
    perfect = RowValues(same, SHARES).minus_other_seeds(RowValues(same, SHARES))
    rows_ = np.append(np.zeros(12), [0.5**0.5, -(0.5**0.5)])
    half = scipy.stats.t.ppf(0.975, 13) * rows_.std(ddof=1) / math.sqrt(14)
    assert float(perfect.half_widths()) == pytest.approx(half)


def test_what_is_foreseen_of_as_many_seeds_and_rows_is_what_there_is() -> None:
    """Where no mean square is below that of the rest; of more of both it is less."""
    values = losses(2, 6, 30)
    evidence = RowValues(values, UNLIMITED)
    for other, table in ((1, values[0] - values[1]), (None, values[0])):
        found = evidence.foreseen_with_rows(0, other)
        assert found is not None
        error, freedom = found(6, 30)
        assert scipy.stats.t.ppf(0.975, freedom) * error == pytest.approx(half_width(table))
        assert found(600, 3000)[0] < error / 5
        of_seeds = evidence.foreseen(0, other)
        assert of_seeds is not None
        assert of_seeds(6) == pytest.approx((error, freedom))
        # The rows stay as they are.
        assert of_seeds(10**6)[0] > error / 5
    assert evidence.foreseen(0, 0) is None


def test_one_row_that_carries_it_is_named() -> None:
    values = np.zeros((2, 4, 30))
    values[0, :, 7] = 3.0
    values[0, :, 8] = 1.0
    row, share = RowValues(values, UNLIMITED).largest_share(0, 1)
    off = np.array([3.0, 1.0, *[0.0] * 28]) - 4 / 30
    assert row == 7
    assert share == pytest.approx(off[0] ** 2 / (off**2).sum())
    assert RowValues(values, UNLIMITED).largest_share(1, 1) == (0, 0.0)


def test_a_difference_of_other_seeds_is_compared_about_rows() -> None:
    values = losses(2, 5, 20)
    values[1] -= values[1].mean() - values[0].mean() + 5.0
    found = of_other_seeds(of_rows(values[:1]), of_rows(values[1:]))
    assert (found.method, found.n, found.rows) == ("Welch's t", 10, 20)
    assert found.ci95 is not None
    assert found.ci95[0] < 5.0 < found.ci95[1]
    assert question(of_rows(values)).rows == 20
