import math

import pytest
import scipy.stats

from gdrun.statistics import share_of
from tests.statistics.contests import paired, unpaired

NAN = math.nan


@pytest.mark.parametrize(("count", "n"), [(0, 1), (1, 1), (0, 30), (9, 30), (30, 30), (1, 1000)])
def test_a_share_has_clopper_and_pearsons_interval(count: int, n: int) -> None:
    ours = share_of(count, n)
    theirs = scipy.stats.binomtest(count, n).proportion_ci(0.95, method="exact")
    assert (ours.count, ours.n, ours.share) == (count, n, count / n)
    assert ours.ci95 == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_none_of_thirty_may_still_be_one_of_nine() -> None:
    """The closed form: 1 − 0.025^(1/30)."""
    assert share_of(0, 30).ci95 == pytest.approx((0.0, 1 - 0.025 ** (1 / 30)))


@pytest.mark.parametrize(("count", "n"), [(0, 0), (-1, 3), (4, 3)])
def test_a_share_is_of_seeds_that_there_are(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="one or more seeds"):
        share_of(count, n)


def test_paired_rates_are_tested_by_the_seeds_at_which_one_alone_diverged() -> None:
    """A alone diverges at 8 seeds, B alone at 1, both at 3, neither at 8."""
    a = [NAN] * 8 + [0.5] + [NAN] * 3 + [0.5] * 8
    b = [0.5] * 8 + [NAN] + [NAN] * 3 + [0.5] * 8
    found = paired(a, b).divergence
    assert found is not None
    assert (found.a.count, found.b.count, found.a.n, found.b.n) == (11, 4, 20, 20)
    assert found.p_value == pytest.approx(scipy.stats.binomtest(8, 9).pvalue)
    mirror = paired(b, a).divergence
    assert mirror is not None
    assert (mirror.a, mirror.b, mirror.p_value) == (found.b, found.a, found.p_value)


def test_rates_of_other_seeds_are_tested_by_the_hypergeometric_distribution() -> None:
    """5 of 6 against 1 of 9; the tables as rare as that or rarer, added up by hand."""
    found = unpaired([NAN] * 5 + [0.5], [NAN] + [0.5] * 8).divergence
    assert found is not None
    assert (found.a.count, found.a.n, found.b.count, found.b.n) == (5, 6, 1, 9)
    ways = [math.comb(6, k) * math.comb(9, 6 - k) for k in range(7)]
    rare = sum(each for each in ways if each <= ways[5])
    assert found.p_value == pytest.approx(rare / math.comb(15, 6))


def test_where_nothing_diverged_there_is_nothing_to_test() -> None:
    assert paired([0.1, 0.2], [0.3, 0.4]).divergence is None
    assert unpaired([0.1, 0.2], [0.3]).divergence is None
