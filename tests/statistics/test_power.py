import math

import numpy as np
import pytest
import scipy.stats
from numpy.typing import NDArray

from gdrun.statistics import SEARCHED_SEEDS, compare_paired, compare_welch


def standardized(effect: float, n: int) -> NDArray[np.float64]:
    """n values with a mean of ``effect`` and a standard deviation of 1."""
    values = np.random.default_rng(2).normal(size=n)
    shifted: NDArray[np.float64] = (values - values.mean()) / values.std(ddof=1) + effect
    return shifted


@pytest.mark.parametrize(("effect", "seeds"), [(0.5, 34), (0.3, 90), (0.2, 199)])
def test_paired_numbers_are_those_of_the_tables(effect: float, seeds: int) -> None:
    """What G*Power gives for a two-sided paired t-test with α = 0.05 and a power of 0.8."""
    ours = compare_paired(standardized(effect, 8), np.zeros(8), larger_is_better=True)
    assert ours.seeds_to_settle == seeds


@pytest.mark.parametrize(("effect", "seeds"), [(0.5, 64), (0.8, 26), (0.2, 394)])
def test_unpaired_numbers_are_those_of_the_tables(effect: float, seeds: int) -> None:
    """Cohen's table 2.4.1, with G*Power's 394 for his 393."""
    ours = compare_welch(standardized(effect, 5), standardized(0.0, 5), larger_is_better=True)
    assert ours.seeds_to_settle == seeds


def test_beyond_the_search_is_said_to_be_more() -> None:
    ours = compare_paired(standardized(0.01, 8), np.zeros(8), larger_is_better=True)
    assert ours.seeds_to_settle == SEARCHED_SEEDS + 1


def test_overlapping_splits_may_never_settle_it() -> None:
    """However many seeds, the standard error stays above √overlap."""
    a = standardized(0.5, 10)
    ours = compare_paired(a, np.zeros(10), larger_is_better=True, overlap=0.25)
    assert ours.seeds_to_settle == SEARCHED_SEEDS + 1


def test_a_simulation_reaches_the_power() -> None:
    rng = np.random.default_rng(11)
    tested = scipy.stats.ttest_1samp(rng.normal(0.5, 1.0, size=(20_000, 34)), 0.0, axis=1)
    assert np.mean(np.asarray(tested.pvalue) <= 0.05) == pytest.approx(0.8, abs=0.02)


def test_more_seeds_are_asked_for_than_there_are() -> None:
    n = 6
    just_short = float(scipy.stats.t.isf(0.0251, n - 1)) / math.sqrt(n)
    ours = compare_paired(standardized(just_short, n), np.zeros(n), larger_is_better=True)
    assert ours.seeds_to_settle is not None
    assert ours.seeds_to_settle > n
