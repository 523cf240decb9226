"""Sensitivity, heat maps, seeds and differences, from sweeps made by hand."""

import math
from dataclasses import replace

import pytest

from gdrun.errors import PictureError
from gdrun.evidence.pictures.differences import differences_of_sweep
from gdrun.evidence.pictures.scales import Scale
from gdrun.evidence.pictures.seeds import seeds
from gdrun.evidence.pictures.sensitivity import heat_map, is_over_two, sensitivity
from gdrun.evidence.ranking import rank_variants
from gdrun.records import LOSS, Measured
from tests.evidence.pictured import OVER_RATES, RATE, SHARES, SIZE, candidates, swept_over
from tests.records.outcomes import METRICS, outcome

NAN = math.nan


def test_sensitivity() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE, metrics=SHARES)
    told = sensitivity(found, "accuracy")
    assert told.title == "toy: validation accuracy over learning rate, 4 seeds"
    assert told.axis.values == (0.01, 0.1, 1.0)
    assert told.axis.logarithmic
    assert [line.name for line in told.lines] == ["sgd", "adam"]
    for line in told.lines:
        assert [point.value for point in line.points] == [0.01, 0.1, 1.0]
        for point in line.points:
            values = [v for v in OVER_RATES[line.name, point.value] if not math.isnan(v)]
            assert point.diverged
            assert point.diverged.share == 1 - len(values) / 4
            if values:
                assert point.summary
                assert point.summary.mean == pytest.approx(sum(values) / len(values))
            else:
                assert point.summary is None
    ranking = rank_variants(found, "accuracy")
    assert ranking
    inside = {each.variant.name for each in ranking.variants if each.may_be_best}
    marked = {p.variant for line in told.lines for p in line.points if p.may_be_best}
    assert marked == inside
    assert told.scale is Scale.NEAR_ONE
    assert told.span == pytest.approx((0.3, 0.95))


def test_lines_that_numbers_tell_apart_say_what_these_are() -> None:
    values = {(rate, epochs): [0.5] for rate in (0.1, 0.2, 0.3) for epochs in (50, 100)}
    told = sensitivity(swept_over(values, RATE, "training.epochs", metrics=SHARES), "accuracy")
    assert [line.name for line in told.lines] == ["epochs 50", "epochs 100"]


def test_a_bad_mean_far_away_is_outside_the_frame() -> None:
    values = {(rate,): [-rate, -rate - 0.1] for rate in (1.0, 1.1, 1.2, 1.3, 400.0)}
    measured = (LOSS, Measured("accuracy", largest_is_best=True, primary=True))
    told = sensitivity(swept_over(values, RATE, metrics=measured), "accuracy")
    assert told.span == pytest.approx((-1.35, -1.05))
    assert told.notes[-1] == "1 mean beyond the frame, drawn at its edge."


def test_heat_map() -> None:
    values = {
        (rate, size): [0.9 - rate - size / 1000, 0.91 - rate - size / 1000]
        for rate in (0.01, 0.1, 0.2)
        for size in (8, 64)
    }
    values[0.2, 64] = [NAN, NAN]
    values[0.2, 8] = [NAN, 0.05]
    found = swept_over(values, RATE, SIZE)
    assert is_over_two(found.variants)
    told = heat_map(found, "accuracy")
    assert (told.across.name, told.up.name) == ("learning rate", "batch size")
    cells = {(cell.across, cell.up): cell for cell in told.cells}
    assert set(cells) == set(values)
    assert [place for place, cell in cells.items() if cell.best] == [(0.01, 8.0)]
    assert cells[0.1, 8].point.summary
    assert cells[0.1, 8].point.summary.mean == pytest.approx(0.905 - 0.108)
    assert cells[0.2, 64].point.summary is None
    assert cells[0.2, 8].point.diverged
    assert cells[0.2, 8].point.diverged.share == 0.5
    # The worst does not take the colours of the others.
    assert told.span == pytest.approx((0.741, 0.887))


def test_without_validation_there_is_no_order() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE)
    for make in (sensitivity, differences_of_sweep):
        with pytest.raises(PictureError, match="no trial has a validation brier"):
            make(found, "brier")


def test_seeds() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE)
    told = seeds(candidates(found), "accuracy")
    assert told.named_by == "optimizer, learning rate"
    by_name = {each.name: each for each in told.variants}
    assert by_name["sgd, 1"].values == {2: 0.3}
    assert by_name["sgd, 1"].diverged == 3
    assert by_name["adam, 1"].summary is None
    assert by_name["adam, 0.1"].values == dict(enumerate(OVER_RATES["adam", 0.1]))
    assert told.paired == (0, 1, 2, 3)
    assert seeds(candidates(found)[:1], "accuracy").paired == ()


def test_what_was_tested_on_other_rows_is_not_to_be_compared() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE)
    there, *others = candidates(found)
    moved = replace(there.variant, preparation={"data": "other"})
    told = seeds([replace(there, variant=moved), *others], "accuracy")
    assert told.notes[-1] == "Not to be compared in accuracy: some of them have other data."
    assert len(seeds(candidates(found), "accuracy").notes) == len(told.notes) - 1


def test_differences_of_a_sweep_are_those_of_its_ranking() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE, metrics=METRICS)
    told = differences_of_sweep(found, "accuracy")
    ranking = rank_variants(found, "accuracy")
    assert ranking
    assert [row.interval for row in told.rows] == [each.distance for each in ranking.variants]
    assert [row.behind for row in told.rows] == [not v.may_be_best for v in ranking.variants]
    means = {key: sum(values) / 4 for key, values in OVER_RATES.items()}
    assert told.rows[0].estimate == pytest.approx(means["adam", 0.01] - means["sgd", 0.1])
    assert told.rows[2].estimate == pytest.approx(means["sgd", 0.1] - means["adam", 0.01])
    assert told.rows[-1].estimate is None
    assert [row.is_lost for row in told.rows] == [row.estimate is None for row in told.rows]
    assert told.span == pytest.approx((0.3 - means["adam", 0.01], told.rows[0].estimate))
    assert told.title == "toy: validation accuracy minus the best other, 4 seeds"


def test_what_is_left_alone_by_divergence_did_not_diverge() -> None:
    found = swept_over({(0.1,): [0.9, 0.8], (1.0,): [NAN, NAN]}, RATE)
    told = differences_of_sweep(found, "accuracy")
    assert [row.estimate for row in told.rows] == [None, None]
    assert [row.is_lost for row in told.rows] == [False, True]
    assert told.span is None


def test_one_seed_has_no_intervals_to_speak_of() -> None:
    values = {(rate,): [0.5 + rate] for rate in (0.1, 0.2)}
    told = differences_of_sweep(swept_over(values, RATE, metrics=SHARES), "accuracy")
    assert not [note for note in told.notes if "95%" in note]


def test_seeds_are_told_on_validation_or_on_what_all_have() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE)
    assert seeds(candidates(found), "accuracy").metric == "validation.accuracy"
    tested = outcome(
        *(replace(each, metrics={"test": each.metrics["test"]}) for each in found.records),
        variants=found.variants,
    )
    both = [*candidates(found)[:2], *candidates(tested)[3:5]]
    assert seeds(both, "accuracy").metric == "test.accuracy"
    assert seeds(candidates(tested), "accuracy").metric == "test.accuracy"
