import math

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import About, Limits, summarize


def test_agrees_with_scipy() -> None:
    values = np.random.default_rng(0).normal(3.0, 2.0, size=17)
    summary = summarize(values)
    expected = scipy.stats.t.interval(0.95, df=16, loc=values.mean(), scale=scipy.stats.sem(values))
    assert summary.ci95 == pytest.approx(expected, rel=1e-12)
    assert summary.std == pytest.approx(scipy.stats.tstd(values), rel=1e-12)
    assert (summary.min, summary.max, summary.n) == (values.min(), values.max(), 17)
    assert summary.median == np.sort(values)[8]


def test_two_values_by_hand() -> None:
    """t with one degree of freedom is Cauchy's: its quantile is tan(0.475 π)."""
    summary = summarize([1.0, 3.0])
    half = math.tan(0.475 * math.pi)
    assert summary.std == pytest.approx(math.sqrt(2.0))
    assert summary.ci95 == pytest.approx((2.0 - half, 2.0 + half))


def test_one_value_has_no_spread() -> None:
    summary = summarize([0.25])
    assert (summary.mean, summary.std, summary.ci95, summary.n) == (0.25, None, None, 1)


def test_equal_values_have_a_spread_of_exactly_zero() -> None:
    summary = summarize([0.1] * 7)
    # Nothing tells how far the next would be.
    assert (summary.mean, summary.std, summary.ci95) == (0.1, 0.0, None)


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [math.inf], [[1.0]]])
def test_refuses_what_has_no_summary(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        summarize(values)


def test_overlapping_splits_widen_the_interval() -> None:
    values = np.random.default_rng(0).normal(3.0, 2.0, size=17)
    summary = summarize(values, ratio=0.25)
    half = scipy.stats.t.ppf(0.975, 16) * values.std(ddof=1) * math.sqrt(1 / 17 + 0.25)
    assert summary.ci95 == pytest.approx((values.mean() - half, values.mean() + half))
    assert (summary.about, summarize(values).about) == (About.DATA, About.SEEDS)


def test_no_interval_goes_beyond_what_can_be() -> None:
    summary = summarize([0.99, 1.0, 0.9], limits=Limits(0.0, 1.0))
    assert summary.ci95 is not None
    assert summary.ci95[1] == 1.0
    assert 0.0 < summary.ci95[0] < 0.9
