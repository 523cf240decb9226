import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.stats
from numpy.typing import NDArray

from gdrun.statistics import (
    NOTHING,
    Comparison,
    Contest,
    Verdict,
    correction_with_one,
    multiple,
    rank,
)
from gdrun.statistics import compare_all as compare_contest
from gdrun.statistics import compare_with as compare_contest_with
from gdrun.statistics.multiple import holm
from tests.statistics.contests import first_two, of_seeds, of_splits, paired, question

NAN = math.nan


def compare_all(contest: Contest) -> tuple[tuple[Comparison | None, ...], ...]:
    return compare_contest(contest, question(contest))


def compare_with(contest: Contest, reference: int) -> tuple[Comparison | None, ...]:
    return compare_contest_with(contest, reference, question(contest))


def test_holm_by_hand() -> None:
    """Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1: the last two may not fall below 0.06."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_stops_at_one_and_leaves_a_single_p_alone() -> None:
    assert holm([0.6, 0.5, 0.9]) == pytest.approx([1.0, 1.0, 1.0])
    assert holm([0.03]) == pytest.approx([0.03])


def four_variants() -> NDArray[np.float64]:
    shift = np.array([[0.0], [0.3], [1.0], [3.0]])
    return shift + np.random.default_rng(1).normal(size=(4, 10))


def test_all_pairs_are_corrected_together() -> None:
    values = four_variants()
    matrix = compare_all(of_seeds(values))
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    p = np.array([scipy.stats.ttest_rel(values[i], values[j]).pvalue for i, j in pairs])
    ordered = sorted(range(6), key=lambda pair: p[pair])
    least = 0.0
    for k, pair in enumerate(ordered):  # Holm's steps as printed.
        least = max(least, min(1.0, (6 - k) * p[pair]))
        for i, j in (pairs[pair], pairs[pair][::-1]):
            cell = matrix[i][j]
            assert cell is not None
            assert cell.p_value == pytest.approx(p[pair])
            assert cell.p_adjusted == pytest.approx(least)
            assert (cell.verdict is Verdict.UNDECIDED) == (least > 0.05)


def test_the_correction_withdraws_a_verdict_that_one_comparison_would_give() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1000):
        values = rng.normal(size=(10, 10))
        single = paired(values[0], values[1])
        if single.verdict is not Verdict.UNDECIDED:
            break
    cell = compare_all(of_seeds(values))[0][1]
    assert cell is not None
    assert cell.p_value == pytest.approx(single.p_value)
    assert cell.verdict is Verdict.UNDECIDED
    assert cell.needed.seeds is not None
    assert cell.needed.seeds > 10


def test_a_later_look_is_corrected_from_its_own_level() -> None:
    """At twice as many seeds as at first the level is a tenth, and so p counts ten times."""
    values = four_variants()
    p = np.array([[scipy.stats.ttest_rel(a, b).pvalue if a is not b else 1.0 for b in values]
                  for a in values])  # fmt: skip
    matrix = compare_all(of_seeds(values, first=5))
    adjusted = holm(np.minimum(1.0, 10 * p[np.tril_indices(4, -1)]))
    for expected, i, j in zip(adjusted, *np.tril_indices(4, -1), strict=True):
        cell = matrix[i][j]
        assert cell is not None
        assert cell.p_adjusted == pytest.approx(expected)
        assert (cell.verdict is Verdict.UNDECIDED) == (expected > 0.05)


def test_the_matrix_mirrors_itself_and_has_no_diagonal() -> None:
    matrix = compare_all(of_seeds(four_variants(), larger=False))
    opposite = {
        Verdict.BETTER: Verdict.WORSE,
        Verdict.WORSE: Verdict.BETTER,
        Verdict.UNDECIDED: Verdict.UNDECIDED,
    }
    for i in range(4):
        assert matrix[i][i] is None
        for j in range(i):
            one, other = matrix[i][j], matrix[j][i]
            assert one is not None
            assert other is not None
            assert one.verdict is opposite[other.verdict]
            assert one.difference == -(other.difference or 0.0)
            assert one.p_adjusted == other.p_adjusted


def test_a_comparison_with_one_is_a_column_of_the_matrix() -> None:
    values = four_variants()[:, :8]
    values[1, 2] = NAN
    matrix = compare_all(of_splits(values, 0.2))
    column = compare_with(of_splits(values, 0.2), 2)
    for i, (one, other) in enumerate(zip(column, (row[2] for row in matrix), strict=True)):
        # The column is corrected by the number of pairs, and the matrix by Holm's steps.
        assert (one is None) == (other is None) == (i == 2)
        if one and other:
            assert one.p_adjusted == pytest.approx(min(1.0, 6 * one.p_value))
            same: dict[str, Any] = {
                "p_adjusted": 0.0,
                "needed": NOTHING,
                "probability_ci95": (0.0, 1.0),
            }
            assert replace(one, **same) == replace(other, **same)
            assert one.probability_ci95 == pytest.approx(other.probability_ci95)


def test_one_variant_has_nothing_to_compare_with() -> None:
    assert compare_all(of_seeds([[1.0, 2.0]])) == ((None,),)


def test_ranks_by_the_share_that_diverged_and_then_by_the_mean_of_the_others() -> None:
    values = [[1.0, 1.0, NAN], [3.0, math.inf, NAN], [NAN] * 3, [1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    best_first = rank(values, larger_is_better=True)
    assert [entry.variant for entry in best_first] == [4, 3, 0, 1, 2]
    assert [entry.diverged for entry in best_first] == [0, 0, 1, 2, 3]
    assert [entry.mean for entry in best_first] == [2.0, 1.0, 1.0, 3.0, None]
    assert [entry.n for entry in best_first] == [3, 3, 2, 1, 0]
    lowest_first = rank(values, larger_is_better=False)
    assert [entry.variant for entry in lowest_first] == [3, 4, 0, 1, 2]


def test_a_share_is_of_the_seeds_that_there_are() -> None:
    """One of two diverged is more than two of six."""
    values = [[9.0, NAN, NAN, NAN, NAN, NAN], [1.0, 1.0, 1.0, 1.0, NAN, NAN]]
    present = [[True, True, False, False, False, False], [True] * 6]
    best_first = rank(values, larger_is_better=True, present=present)
    assert [(entry.variant, entry.n, entry.diverged) for entry in best_first] == [
        (1, 4, 2),
        (0, 1, 1),
    ]


def test_of_equals_the_first_is_first() -> None:
    assert [entry.variant for entry in rank([[0.5]] * 3, larger_is_better=True)] == [0, 1, 2]


def test_of_very_many_variants_those_with_one_alone_are_tested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bonferroni's correction over all pairs is Holm's for the smallest p, and stricter else."""
    values = four_variants()
    values[1, 2] = NAN
    matrix = compare_all(of_seeds(values))
    monkeypatch.setattr(multiple, "MOST_IN_HOLM", 3)
    assert (correction_with_one(3), correction_with_one(4)) == ("Holm", "Bonferroni")
    for reference in range(4):
        column = compare_with(of_seeds(values), reference)
        assert column[reference] is None
        for i in set(range(4)) - {reference}:
            one, other = column[i], matrix[i][reference]
            assert one is not None
            assert other is not None
            assert one.p_value == other.p_value
            assert one.p_adjusted == pytest.approx(min(1.0, 6 * one.p_value))
            assert one.p_adjusted >= other.p_adjusted
            assert one.difference == other.difference


def test_each_pair_is_compared_over_the_seeds_that_it_shares() -> None:
    values = four_variants()
    present = np.ones(values.shape, dtype=bool)
    present[2, 3:] = present[3, :3] = False  # These two share nothing.
    matrix = compare_all(of_seeds(values, present=present))
    p_values = {(0, 1): scipy.stats.ttest_rel(values[0], values[1]).pvalue}
    p_values |= {(i, 2): scipy.stats.ttest_rel(values[i, :3], values[2, :3]).pvalue for i in (0, 1)}
    p_values |= {(i, 3): scipy.stats.ttest_rel(values[i, 3:], values[3, 3:]).pvalue for i in (0, 1)}
    assert {(i, j) for i in range(4) for j in range(i + 1, 4) if matrix[i][j]} == set(p_values)
    for (i, j), p in p_values.items():
        cell = matrix[i][j]
        assert cell is not None
        assert cell.p_value == pytest.approx(p)
        assert cell.left_out == 0
        assert cell.n == (present[i] & present[j]).sum()
    best_first = rank(values, larger_is_better=True, present=present)
    assert [(entry.n, entry.diverged) for entry in best_first] == [(7, 0), (3, 0), (10, 0), (10, 0)]


def test_each_variant_has_an_overlap_of_its_own() -> None:
    values = four_variants()
    matrix = compare_all(of_splits(values, [0.0, 0.0, 0.5, 0.25]))
    for i, j, overlap in ((0, 1, 0.0), (0, 3, 0.25), (2, 0, 0.5), (2, 3, 0.5)):
        expected = first_two(of_splits(values[[i, j]], overlap))
        cell = matrix[i][j]
        assert cell is not None
        assert cell.ci95 == pytest.approx(expected.ci95)
        assert cell.p_value == pytest.approx(expected.p_value)
