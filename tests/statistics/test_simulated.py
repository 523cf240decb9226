"""How often the statistics are right; the simulations run by themselves do more."""

import pytest

from gdrun.statistics import UNLIMITED
from tests.statistics import (
    simulate_best,
    simulate_choice,
    simulate_folds,
    simulate_looks,
    simulate_pairs,
    simulate_rows,
    simulate_seeds,
    simulate_splits,
)
from tests.statistics.simulate_seeds import Kind

NORMAL = Kind(simulate_seeds.normal, 0.0, None, UNLIMITED)


@pytest.mark.parametrize("seeds", [5, 10, 30])
def test_intervals_hold_the_mean(seeds: int) -> None:
    held, _ = simulate_seeds.coverage(2_000, seeds, NORMAL)
    assert 0.93 <= held <= 0.97


@pytest.mark.parametrize("seeds", [2, 5, 10, 30])
def test_intervals_of_values_that_tie_hold_the_mean(seeds: int) -> None:
    """Student's intervals alone hold it in a quarter of cases to nine in ten."""
    held, before = simulate_seeds.coverage(1_000, seeds, simulate_seeds.accuracies(27, 0.995))
    assert held >= 0.95
    assert before < 0.95


@pytest.mark.parametrize("seeds", [5, 30])
@pytest.mark.parametrize("share", [0.01, 0.4])
def test_intervals_of_a_share_hold_it(seeds: int, share: float) -> None:
    assert simulate_seeds.share_coverage(2_000, seeds, share) >= 0.95


@pytest.mark.parametrize("half_width", [0.5, 0.4])
def test_intervals_hold_the_mean_where_seeds_were_added_until_they_were_narrow(
    half_width: float,
) -> None:
    """In standard deviations; these widths cost the most, see `gdrun.statistics.precision`."""
    held, taken = simulate_seeds.coverage_until(2_000, half_width)
    assert held >= 0.93
    assert 15 < taken < 40


@pytest.mark.parametrize(("name", "metric"), [("moons", "accuracy"), ("noisy line", "r2")])
@pytest.mark.parametrize(("seeds", "rows"), [(2, 100), (5, 27), (30, 270)])
def test_intervals_about_rows_hold_the_mean_over_all_seeds_and_rows(
    name: str, metric: str, seeds: int, rows: int
) -> None:
    found = simulate_rows.coverage(name, metric, seeds, rows, 300)
    assert found.held >= (0.9 if seeds == 2 else 0.925) - 0.015
    assert found.over_seeds < 0.85


@pytest.mark.parametrize(("learner", "each"), [("stump", 1), ("neighbour", 2)])
def test_intervals_about_data_hold_the_mean_over_data_sets(learner: str, each: int) -> None:
    """The neighbour and the units differ more by their seeds than by their splits."""
    found = simulate_splits.coverage(learner, 20, each, 150)
    assert found.mean >= 0.935
    assert found.difference >= 0.935
    assert found.plain < 0.93


@pytest.mark.parametrize("seeds", [2, 5])
@pytest.mark.parametrize(
    "kind",
    [
        "normal",
        "accuracies of 23 rows",
        "the same, row unknown",
        "the same, 4 in 10 diverge",
        "circles, 100 drawn rows",
        "loss of line, 100 drawn rows",
    ],
)
def test_equal_variants_are_seldom_said_to_differ(kind: str, seeds: int) -> None:
    claims = simulate_pairs.false_claims(600, seeds, simulate_pairs.KINDS[kind]())
    assert claims <= 0.06


@pytest.mark.parametrize("variants", [3, 6, 10])
def test_of_several_equal_variants_none_are_said_to_differ(variants: int) -> None:
    assert simulate_pairs.false_claims_of_all(200, 10, variants, simulate_pairs.normal) <= 0.06
    assert simulate_pairs.false_claims_of_all(100, 5, variants, simulate_pairs.unstable) <= 0.06


@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
@pytest.mark.parametrize("make", [simulate_pairs.accuracies, simulate_pairs.unstable])
def test_equal_variants_of_other_seeds_are_seldom_said_to_differ(
    make: simulate_pairs.Make, seeds: int
) -> None:
    assert simulate_pairs.false_claims_unpaired(1_000, seeds, make) <= 0.06


@pytest.mark.parametrize("kind", ["normal, about seeds"])
def test_looking_again_finds_no_more_than_it_should(kind: str) -> None:
    found = simulate_looks.claims(400, 5, 3, simulate_looks.KINDS[kind]())
    assert found.first <= found.advised <= found.all <= 0.06


@pytest.mark.parametrize("variants", [2, 4, 16])
def test_one_of_equal_variants_seldom_leaves_the_set(variants: int) -> None:
    make = simulate_best.KINDS["normal, about seeds"]()
    assert simulate_best.of_equal(500, variants, 10, make).first_leaves <= 0.035


def test_the_set_holds_the_best_and_is_smaller_than_what_holm_leaves() -> None:
    found = simulate_best.of_ladder(100, 16, 10, 0.1)
    assert found.best_stays >= 0.965
    assert found.all_hold >= 0.95
    assert found.inside < found.not_worse - 1


@pytest.mark.parametrize(
    ("metric", "least"),
    [
        ("accuracy", 0.93),
        ("squared error", 0.93),
        # Twenty groups are few, and so the guide says less of them.
        ("squared error, groups", 0.88),
    ],
)
@pytest.mark.parametrize(("folds", "repetitions"), [(5, 3)])
def test_intervals_over_folds_hold_the_mean_and_the_difference(
    metric: str, least: float, folds: int, repetitions: int
) -> None:
    """With the correction; without it, several repetitions would be far from 95%."""
    found = simulate_folds.coverages(200, metric, folds, repetitions, validation=0.2)
    assert set(found) == {"validation", "test"}
    for of in found.values():
        assert of.mean >= least
        assert of.difference >= 0.93
        assert repetitions == 1 or of.plain < 0.85


@pytest.mark.parametrize("kind", ["alike", "of other rows"])
def test_what_confirms_a_choice_is_right_on_average_and_what_it_was_chosen_by_is_not(
    kind: str,
) -> None:
    """Fresh seeds alone leave what is luck of the rows that it was chosen by."""
    found = simulate_choice.choices(1_500, 8, 5, 50, 5, simulate_choice.KINDS[kind])
    bias, error = found.confirmed
    assert abs(bias) <= 2 * error
    for bias, error in (found.chosen_by, found.same_rows):
        assert bias > 5 * error
    assert found.chosen_by[0] > found.same_rows[0]
    assert found.held >= 0.93
