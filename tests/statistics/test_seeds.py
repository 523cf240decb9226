import math

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import UNLIMITED, Limits, SeedValues
from tests.statistics.contests import SHARES, Floats


def only(values: list[float], row: float | None = None, limits: Limits = UNLIMITED) -> SeedValues:
    return SeedValues(np.array([values]), limits, row)


def test_without_a_row_it_is_students_interval() -> None:
    values = np.random.default_rng(0).normal(3.0, 2.0, size=17)
    theirs = scipy.stats.t.interval(0.95, df=16, loc=values.mean(), scale=scipy.stats.sem(values))
    assert SeedValues(values[None], UNLIMITED).interval(0) == pytest.approx(theirs)
    wide = scipy.stats.t.interval(0.99, df=16, loc=values.mean(), scale=scipy.stats.sem(values))
    assert SeedValues(values[None], UNLIMITED).interval(0, 0.01) == pytest.approx(wide)


@pytest.mark.parametrize("values", [[0.9] * 5, [0.9, 0.9, 0.95, 0.9], [0.5, 0.9, 0.7]])
def test_with_a_row_the_wider_of_two_intervals_counts(values: list[float]) -> None:
    """The second by the book: Student's of the values and of two that are added to them."""
    mean, row = float(np.mean(values)), 0.05
    halves = []
    for sample in (values, [*values, mean + row, mean - row]):
        quantile = scipy.stats.t.ppf(0.975, len(sample) - 1)
        halves.append(quantile * np.std(sample, ddof=1) / math.sqrt(len(sample)))
    half = max(halves)
    assert only(values, row).interval(0) == pytest.approx((mean - half, mean + half))


def test_an_interval_is_never_of_no_width_and_never_beyond_what_can_be() -> None:
    found = only([1.0] * 30, 1 / 27, SHARES).interval(0)
    assert found is not None
    assert found[1] == 1.0
    assert 0.98 < found[0] < 1.0
    assert only([1.0] * 30).interval(0) is None
    assert only([0.4], 1 / 27, SHARES).interval(0) is None


def test_differences_are_paired_by_seed() -> None:
    values = np.random.default_rng(1).normal(size=(4, 9))
    found = SeedValues(values, UNLIMITED).differences([0, 2], [1, 3, 2])
    for i, a in enumerate((0, 2)):
        for j, b in enumerate((1, 3, 2)):
            assert found.values[i, j] == pytest.approx((values[a] - values[b]).mean(), abs=1e-15)
            if a != b:
                theirs = scipy.stats.ttest_rel(values[a], values[b])
                assert found.p_values()[i, j] == pytest.approx(theirs.pvalue)
    assert not found.known[1, 2]


@pytest.mark.parametrize("seeds", [2, 3, 4, 5, 6, 7])
def test_equal_differences_are_no_surer_than_signs(seeds: int) -> None:
    """Though two values that are added would say that a difference of ten rows is sure."""
    values: Floats = np.array([[0.95] * seeds, [0.45] * seeds])
    found = SeedValues(values, SHARES, row=0.05).differences([0], [1])
    signs = scipy.stats.binomtest(seeds, seeds).pvalue
    assert found.p_values()[0, 0] == pytest.approx(signs)
    assert (found.half_widths()[0, 0] < 0.5) == (signs < 0.05)


def test_what_is_foreseen_is_students_error() -> None:
    values = np.array([[1.0, 2.0, 4.0], [0.0, 0.0, 0.0]])
    evidence = SeedValues(values, UNLIMITED)
    for other in (1, None):
        found = evidence.foreseen(0, other)
        assert found is not None
        assert found(12) == pytest.approx((np.std(values[0], ddof=1) / math.sqrt(12), 11))
    assert evidence.foreseen(1, None) is None
    assert evidence.foreseen(0, 0) is None


def test_some_variants_and_seeds_can_be_chosen() -> None:
    values = np.arange(12.0).reshape(3, 4)
    chosen = SeedValues(values, SHARES, 0.1).select([2, 0], [1, 3])
    assert chosen.values.tolist() == [[9.0, 11.0], [1.0, 3.0]]
    assert (chosen.limits, chosen.row) == (SHARES, 0.1)
