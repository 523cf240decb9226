"""How often the statistics are right; `simulate` run by itself does more, and skewed values."""

import pytest

from tests.statistics import simulate, simulate_folds


@pytest.mark.parametrize("seeds", [5, 10, 30])
def test_intervals_hold_the_mean(seeds: int) -> None:
    assert 0.93 <= simulate.coverage(2_000, seeds) <= 0.97


@pytest.mark.parametrize("seeds", [5, 10, 30])
def test_intervals_of_a_difference_hold_it(seeds: int) -> None:
    assert 0.93 <= simulate.paired_coverage(2_000, seeds) <= 0.97


@pytest.mark.parametrize("half_width", [0.5, 0.4])
def test_intervals_hold_the_mean_where_seeds_were_added_until_they_were_narrow(
    half_width: float,
) -> None:
    """In standard deviations; these widths cost the most, see `gdrun.statistics.precision`."""
    held, taken = simulate.coverage_until(2_000, half_width)
    assert held >= 0.93
    assert 15 < taken < 40


@pytest.mark.parametrize("variants", [3, 6, 10])
def test_equal_variants_are_seldom_said_to_differ(variants: int) -> None:
    assert simulate.false_claims(300, variants) <= 0.06


@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
@pytest.mark.parametrize("draw", [simulate.accuracies, simulate.unstable])
def test_equal_variants_with_few_different_values_are_seldom_said_to_differ(
    draw: simulate.Draw, seeds: int
) -> None:
    for variants in (2, 10):
        assert simulate.false_claims(300, variants, seeds, draw) <= 0.06
    assert simulate.false_claims_unpaired(1_000, seeds, draw) <= 0.06


@pytest.mark.parametrize(
    ("metric", "least"),
    [
        ("accuracy", 0.93),
        ("squared error", 0.93),
        # Twenty groups are few, and so the guide says less of them.
        ("squared error, groups", 0.88),
    ],
)
@pytest.mark.parametrize(("folds", "repetitions"), [(5, 1), (5, 3), (10, 1)])
def test_intervals_over_folds_hold_the_mean_and_the_difference(
    metric: str, least: float, folds: int, repetitions: int
) -> None:
    """With the correction; without it, several repetitions would be far from 95%."""
    found = simulate_folds.coverages(300, metric, folds, repetitions, validation=0.2)
    assert set(found) == {"validation", "test"}
    for of in found.values():
        assert of.mean >= least
        assert of.difference >= 0.93
        assert repetitions == 1 or of.plain < 0.85
