import math

import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import UNLIMITED, SplitValues
from tests.statistics.contests import SHARES, Floats


def of(
    values: Floats, splits: list[int], ratio: float = 0.25, row: float | None = None
) -> SplitValues:
    ratios = np.full(len(values), ratio)
    return SplitValues(values, splits, ratios, SHARES if row else UNLIMITED, row)


def half_width(sample: Floats, splits: list[int], ratio: float) -> float:
    """The formula by hand, with all of the variance as the splits' if that is narrower."""
    groups = [
        [x for x, at in zip(sample, splits, strict=True) if at == split] for split in set(splits)
    ]
    many, seeds = len(groups), len(sample)
    spread = np.var([np.mean(group) for group in groups], ddof=1)
    whole = spread * (1 / many + ratio)
    half = scipy.stats.t.ppf(0.975, many - 1) * math.sqrt(whole)
    if seeds == many:
        return float(half)
    rest = sum(((np.array(group) - np.mean(group)) ** 2).sum() for group in groups)
    rest /= seeds - many
    of_rest = rest * np.mean([1 / len(group) for group in groups])
    apart = max(
        max(0.0, spread - of_rest) * (1 / many + ratio) + rest / seeds,
        spread / many,
    )
    freedom = apart**2 / (whole**2 / (many - 1) + (ratio * of_rest) ** 2 / (seeds - many))
    return float(min(half, scipy.stats.t.ppf(0.975, freedom) * math.sqrt(apart)))


SPLITS = {
    "one each": list(range(12)),
    "two each": [seed // 2 for seed in range(12)],
    "four each": [seed // 4 for seed in range(12)],
    "unequal": [0, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5],
}


@pytest.mark.parametrize("splits", SPLITS.values(), ids=SPLITS.keys())
@pytest.mark.parametrize("of_splits", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("ratio", [0.0, 0.25, 1.0])
def test_the_formula_by_hand(splits: list[int], of_splits: float, ratio: float) -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(2, 12)) + of_splits * rng.normal(size=(2, 12))[:, splits]
    found = of(values, splits, ratio)
    half, mean = half_width(values[0], splits, ratio), values[0].mean()
    assert found.interval(0) == pytest.approx((mean - half, mean + half))
    sample = values[0] - values[1]
    differences = found.differences([0], [1])
    assert differences.values[0, 0] == pytest.approx(sample.mean())
    assert differences.half_widths()[0, 0] == pytest.approx(half_width(sample, splits, ratio))


def test_with_a_seed_for_each_split_it_is_nadeau_and_bengios() -> None:
    values = np.random.default_rng(0).normal(size=17)
    half = scipy.stats.t.ppf(0.975, 16) * values.std(ddof=1) * math.sqrt(1 / 17 + 0.25)
    found = of(values[None], list(range(17)))
    assert found.interval(0) == pytest.approx((values.mean() - half, values.mean() + half))


def test_seeds_of_one_split_that_spread_make_it_narrower() -> None:
    """They are half of the spread of the splits' means, which rows in common do not widen."""
    rng = np.random.default_rng(1)
    splits = [seed // 2 for seed in range(60)]
    values = rng.normal(size=60)
    one_each, two_each = of(values[None], list(range(60))), of(values[None], splits)
    widths = [float(each.means().half_widths()[0]) for each in (one_each, two_each)]
    assert widths[1] < 0.9 * widths[0]


def test_seeds_that_repeat_a_split_exactly_add_nothing() -> None:
    values = np.repeat(np.random.default_rng(1).normal(size=10), 2)
    once, twice = (
        of(values[None, ::2], list(range(10))),
        of(values[None], [i // 2 for i in range(20)]),
    )
    assert once.interval(0) == pytest.approx(twice.interval(0))


def test_two_splits_are_added_where_one_row_matters() -> None:
    """All equal: by hand, the spread of two more means, a row above and below."""
    found = of(np.full((1, 5), 0.9), list(range(5)), 0.25, row=0.05).interval(0)
    spread = 2 * 0.05**2 / 6
    half = scipy.stats.t.ppf(0.975, 6) * math.sqrt(spread * (1 / 7 + 0.25))
    assert found == pytest.approx((0.9 - half, min(1.0, 0.9 + half)))
    assert of(np.full((1, 5), 0.9), list(range(5))).interval(0) is None


def test_the_larger_ratio_of_two_variants_counts() -> None:
    values = np.random.default_rng(0).normal(size=(3, 8))
    found = SplitValues(values, range(8), np.array([0.1, 0.5, 0.3]), UNLIMITED)
    for a, b, ratio in ((0, 1, 0.5), (0, 2, 0.3), (2, 1, 0.5)):
        half = half_width(values[a] - values[b], list(range(8)), ratio)
        assert found.differences([a], [b]).half_widths()[0, 0] == pytest.approx(half)


def test_equal_differences_are_no_surer_than_the_signs_of_as_many_splits() -> None:
    values = np.array([[0.95] * 8, [0.45] * 8])
    found = of(values, [seed // 2 for seed in range(8)], row=0.05).differences([0], [1])
    assert found.p_values()[0, 0] == pytest.approx(scipy.stats.binomtest(4, 4).pvalue)


def test_one_split_tells_nothing() -> None:
    assert of(np.array([[0.1, 0.2, 0.4]]), [3, 3, 3]).interval(0) is None
    assert of(np.array([[0.1, 0.2, 0.4]]), [3, 3, 3], row=0.1).interval(0) is None
    assert of(np.array([[0.1, 0.2, 0.4]]), [3, 3, 3]).foreseen(0, None) is None


@pytest.mark.parametrize("splits", [list(range(12)), [seed // 2 for seed in range(12)]])
def test_what_is_foreseen_of_as_many_seeds_is_what_there_is(splits: list[int]) -> None:
    """And of very many, no less than the ratio allows."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(1, 12))[:, splits] + 0.5 * rng.normal(size=(1, 12))
    found = of(values, splits).foreseen(0, None)
    assert found is not None
    error, freedom = found(12)
    half = scipy.stats.t.ppf(0.975, freedom) * error
    assert half == pytest.approx(half_width(values[0], splits, 0.25))
    assert 0.5 * error < found(10_000)[0] < error


def test_some_variants_and_seeds_can_be_chosen() -> None:
    chosen = of(np.arange(12.0).reshape(3, 4), [0, 0, 1, 1]).select([2, 0], [1, 3])
    assert chosen.values.tolist() == [[9.0, 11.0], [1.0, 3.0]]
    assert (list(chosen.splits), chosen.number) == ([0, 1], 2)
