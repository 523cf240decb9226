import math

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import Contest, Verdict, best, compare_all, may_be_best
from tests.statistics.contests import (
    SHARES,
    Floats,
    first_two,
    of_rows,
    of_seeds,
    of_splits,
    question,
)

NAN = math.nan


def ladder(variants: int = 6, seeds: int = 10, step: float = 0.6) -> Floats:
    values = np.random.default_rng([variants, seeds]).normal(size=(variants, seeds))
    return values - step * np.arange(variants)[:, None]


def naive(values: Floats) -> tuple[list[bool], list[tuple[float, float]]]:
    """The set and Hsu's intervals, pair by pair, for large values are best."""
    count = len(values)
    level = 0.05 / (count - 1)
    ends: dict[tuple[int, int], tuple[float, float]] = {}
    inside = [True] * count
    for i in range(count):
        for j in range(count):
            if i != j:
                found = scipy.stats.ttest_rel(values[i], values[j])
                ends[i, j] = tuple(found.confidence_interval(1 - level))
                ahead = (values[j] > values[i]).mean()
                if found.pvalue <= level and found.statistic < 0 and ahead > 0.5:
                    inside[i] = False
    intervals = []
    for i in range(count):
        others = [j for j in range(count) if j != i]
        high = max(0.0, min(ends[i, j][1] for j in others))
        left = [j for j in others if inside[j]]
        low = min([0.0, *(ends[i, j][0] for j in left)])
        intervals.append((low, high))
    return inside, intervals


@pytest.mark.parametrize("step", [0.0, 0.3, 1.0, 3.0])
@pytest.mark.parametrize("larger", [True, False])
def test_the_set_and_the_distances_by_plain_loops(step: float, larger: bool) -> None:
    values = ladder(step=step)
    inside, intervals = naive(values)
    if larger:
        found = may_be_best(of_seeds(values), range(6))
        ends = list(zip(found.low, found.high, strict=True))
    else:
        found = may_be_best(of_seeds(-values, larger=False), range(6))
        ends = [(-high, -low) for low, high in zip(found.low, found.high, strict=True)]
    assert found.inside.tolist() == inside
    assert np.array(ends) == pytest.approx(np.array(intervals))
    assert found.level == pytest.approx(0.01)


def test_no_distance_is_more_than_there_can_be() -> None:
    values = np.array([[0.1, 0.9], [0.9, 0.2], [0.5, 0.4]])
    found = may_be_best(of_seeds(values, limits=SHARES), [0, 1, 2])
    assert found.low.min() == -1.0
    assert found.high.max() == 1.0


def test_what_is_out_names_the_one_that_beats_it_most_surely() -> None:
    values = ladder(step=2.0)
    found = may_be_best(of_seeds(values), [3, 1, 0, 2, 5, 4])
    p = np.array([[scipy.stats.ttest_rel(a, b).pvalue if a is not b else 1 for b in values]
                  for a in values])  # fmt: skip
    for i, by in enumerate(found.beaten_by):
        assert (by is None) == found.inside[i]
        if by is not None:
            better = [j for j in range(6) if values[j].mean() > values[i].mean()]
            assert by == min(better, key=lambda j: p[i, j])


def test_the_only_one_left_has_no_other_to_be_behind_of() -> None:
    found = may_be_best(of_seeds(ladder(step=5.0)), range(6))
    assert found.inside.tolist() == [True] + [False] * 5
    assert found.low[0] == 0.0
    assert found.high[0] > 0.0
    assert (found.high[1:] == 0.0).all()
    assert (found.low[1:] < 0.0).all()


@pytest.mark.parametrize("seed", range(20))
def test_of_two_it_says_what_the_comparison_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(2, 6)) + np.array([[0.0], [1.2]])
    table = rng.normal(size=(2, 6, 9)) + np.array([[[0.0]], [[0.5]]])
    shares = (rng.random((2, 6, 20)) < np.array([[[0.6]], [[0.9]]])).astype(np.float32)
    contests: list[Contest] = [
        of_seeds(values, row=0.1),
        of_seeds(values, larger=False),
        of_seeds(np.where(rng.random((2, 6)) < 0.1, NAN, values)),
        of_splits(values, 0.2),
        of_rows(table),
        of_rows(shares, limits=SHARES),
        of_seeds(values, first=3),
        of_seeds(values.round()),
    ]
    for contest in contests:
        verdict = first_two(contest).verdict
        inside = may_be_best(contest, [0, 1]).inside.tolist()
        assert inside == [verdict is not Verdict.WORSE, verdict is not Verdict.BETTER]


def test_where_a_seed_diverged_signs_decide_and_nothing_tells_how_far() -> None:
    values = ladder(3, 12, 0.0)
    values[2] = NAN
    for contest in (of_seeds(values), of_seeds(values, row=0.1)):
        found = may_be_best(contest, [0, 1, 2])
        assert found.inside.tolist() == [True, True, False]
        assert np.isnan(found.low[2])
        assert np.isnan(found.high[2])
        # Between the other two there is one.
        pair = may_be_best(of_seeds(values[:2]), [0, 1])
        assert (np.abs(found.high[:2]) < 10).all()
        assert (found.high[:2] >= pair.high).all()


def test_whom_only_diverged_variants_are_left_to_beat_has_no_distance() -> None:
    """Also where a variant's difference with itself would have an error, as rows are added."""
    values = np.array([[0.9, 0.8, 0.85], [NAN, 0.7, 0.6]])
    for contest in (of_seeds(values), of_seeds(values, row=0.1, limits=SHARES)):
        found = may_be_best(contest, [0, 1])
        assert np.isnan(found.low).all()
        assert np.isnan(found.high).all()
        assert found.inside.all()


def test_a_few_seeds_that_diverge_decide_nothing() -> None:
    """Of three seeds the sign test never gives 0.05."""
    values = np.array([[0.9, 0.8, 0.85], [NAN, NAN, NAN]])
    assert may_be_best(of_seeds(values), [0, 1]).inside.all()


def test_variants_that_are_the_same_may_all_be_the_best() -> None:
    for contest in (
        of_seeds(np.full((3, 4), 0.5)),
        of_rows(np.repeat(np.random.default_rng(0).random((1, 4, 9)), 3, axis=0)),
        of_rows(np.ones((3, 4, 9), np.float32), limits=SHARES),
    ):
        found = may_be_best(contest, [0, 1, 2])
        assert found.inside.all()
        assert found.beaten_by == (None, None, None)


def test_a_later_look_has_its_share_of_the_level() -> None:
    """A variant that is out at the first look's level, but not at that of a second look."""
    rng = np.random.default_rng(0)
    noise = scipy.stats.zscore(rng.normal(size=20), ddof=1)
    t = scipy.stats.t.isf(0.01 / 2, 19) / math.sqrt(20)
    values = np.array([np.zeros(20), noise - t, rng.normal(size=20)])
    assert may_be_best(of_seeds(values), [0, 1, 2]).inside.tolist()[1] is False
    later = may_be_best(of_seeds(values, first=10), [0, 1, 2])
    assert later.inside.tolist()[1] is True
    # Its distance is judged at that level, too.
    assert later.low[1] < 0.0 < later.high[1]


def test_of_very_many_the_first_in_order_challenge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then what a later one would beat stays, and nothing else changes."""
    values = ladder(6, 10, 2.0)
    whole = may_be_best(of_seeds(values), range(6))
    monkeypatch.setattr(best, "MOST_PAIRED", 2)
    monkeypatch.setattr(best, "CHALLENGERS", 2)
    monkeypatch.setattr(best, "_AT_ONCE", 3)
    some = may_be_best(of_seeds(values), range(6))
    assert some.level == whole.level
    assert (some.inside >= whole.inside).all()
    assert set(some.beaten_by) <= {None, 0, 1}
    assert some.inside.tolist()[2:] == [False] * 4


def test_the_set_is_smaller_than_what_holm_leaves() -> None:
    values = ladder(16, 20, 0.25)
    contest = of_seeds(values)
    found = may_be_best(contest, range(16))
    matrix = compare_all(contest, question(contest))
    worse = [bool(row[0] and row[0].verdict is Verdict.WORSE) for row in matrix]
    assert found.inside.sum() < 16 - sum(worse)
