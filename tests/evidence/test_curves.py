"""What curves are made of, against plain loops."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.stats

from gdrun.errors import PictureError
from gdrun.evidence.pictures.curves import RATE, Course, Curves, curves
from gdrun.evidence.pictures.scales import Scale
from gdrun.records import LOSS, NO_HISTORY, Measured, Record, Status, Variant
from tests.evidence.pictured import STOP, candidates, history, trial
from tests.records.outcomes import CONFIG, outcome

LOSSES = {
    0: [2.0, 1.0, 0.7, 0.5],
    1: [2.2, 1.3, 0.9, 0.8],
    2: [1.9, 0.9, 0.65, 0.6],
    3: [2.1, 1.1, 0.72, 0.55],
    4: [2.4, 1.2, 0.77, 0.45],
}


def of(*records: Record, config: Any = CONFIG, **changes: Any) -> Curves:
    variants = (Variant("toy", {}, config),)
    return curves(candidates(outcome(*records, variants=variants, **changes)), "accuracy")


def course(found: Curves, quantity: str, portion: str) -> Course:
    (panel,) = [panel for panel in found.panels if panel.quantity == quantity]
    (one,) = [each for each in panel.courses if each.portion == portion]
    return one


def test_means_and_intervals() -> None:
    found = of(*(trial(seed, history(each)) for seed, each in LOSSES.items()))
    assert [panel.quantity for panel in found.panels] == ["loss", "accuracy"]
    assert found.title == "toy: loss and accuracy over epochs, 5 seeds"
    assert not found.each_seed
    told = course(found, "loss", "validation")
    assert told.epochs.tolist() == [0, 1, 2, 3]
    for place in range(4):
        values = [each[place] for each in LOSSES.values()]
        mean = sum(values) / 5
        std = math.sqrt(sum((value - mean) ** 2 for value in values) / 4)
        half = scipy.stats.t.ppf(0.975, 4) * std / math.sqrt(5)
        assert told.mean[place] == pytest.approx(mean)
        assert told.low[place] == pytest.approx(mean - half)
        assert told.high[place] == pytest.approx(mean + half)
        assert (told.least[place], told.most[place]) == (min(values), max(values))
    assert told.of_seeds[3].tolist() == LOSSES[3]
    assert course(found, "loss", "train").mean == pytest.approx(told.mean / 2)
    assert found.panels[0].span == (0.225, 2.4)


def test_an_interval_stays_where_the_metric_is() -> None:
    measured = (LOSS, Measured("accuracy", largest_is_best=True, primary=True, lowest=0, highest=1))
    right = ([0.2, 0.99], [0.9, 0.8], [0.1, 1.0])
    records = [trial(seed, history([2.0, 1.0], accuracies=each)) for seed, each in enumerate(right)]
    told = course(of(*records, metrics=measured), "accuracy", "validation")
    assert told.low[0] == 0
    assert told.high[1] == 1


def test_seeds_that_train_no_more() -> None:
    """Means are over those that are left, as far as half of them are."""
    lengths = {0: 4, 1: 4, 2: 3, 3: 2}
    found = of(*(trial(seed, history(LOSSES[seed][:n])) for seed, n in lengths.items()))
    told = course(found, "loss", "validation")
    expected = []
    for epoch in range(4):
        there = [LOSSES[seed][epoch] for seed, n in lengths.items() if epoch < n]
        expected.append(sum(there) / len(there))
    assert told.mean == pytest.approx(expected)
    assert np.isnan(told.of_seeds[3][2:]).all()
    assert found.notes[-1].startswith("Means are over the seeds that still train")
    assert found.each_seed
    fewer = of(*(trial(seed, history(LOSSES[seed][:n])) for seed, n in {0: 4, 1: 3, 2: 3}.items()))
    assert course(fewer, "loss", "validation").epochs.tolist() == [0, 1, 2]


def test_of_thinned_histories_what_is_between_is_on_a_line() -> None:
    found = of(
        trial(0, history([2.0, 1.0, 0.5], kept=[1, 5])),
        trial(1, history([2.0, 1.0, 0.8, 0.6], kept=[1, 3, 5])),
    )
    told = course(found, "loss", "validation")
    assert told.epochs.tolist() == [0, 1, 3, 5]
    assert told.of_seeds[0].tolist() == [2.0, 1.0, 0.75, 0.5]


def test_one_seed_has_no_interval() -> None:
    found = of(trial(0, history(LOSSES[0])))
    told = course(found, "loss", "validation")
    assert np.isnan(told.low).all()
    assert told.mean.tolist() == LOSSES[0]
    assert found.each_seed
    assert found.notes == ()


def test_diverged_seeds_are_apart() -> None:
    away = trial(7, history([2.0, 90.0, math.inf]), Status.DIVERGED)
    found = of(trial(0, history(LOSSES[0])), away)
    assert list(course(found, "loss", "validation").of_seeds) == [0]
    (lost,) = [each for each in found.panels[0].lost if each.portion == "validation"]
    assert lost.epochs.tolist() == [0, 1]
    assert lost.mean.tolist() == [2.0, 90.0]
    assert found.panels[0].span == (0.25, 2.0)
    alone = of(away)
    assert alone.panels[0].courses == ()
    assert alone.panels[0].span == (1.0, 90.0)
    assert alone.panels[0].scale is Scale.LOGARITHMIC


def test_a_seed_without_a_finite_number_is_left_out() -> None:
    nothing = replace(history([math.nan, math.nan]), first=None)
    found = of(trial(0, history(LOSSES[0])), trial(1, nothing, Status.DIVERGED))
    assert {each.portion for each in found.panels[0].lost} == set()


def test_scales() -> None:
    far = of(trial(0, history([2.0, 0.1, 0.004])))
    assert far.panels[0].scale is Scale.LOGARITHMIC
    assert far.panels[0].logarithmic
    # A single loss of 0 does not take the room of all others.
    zero = of(trial(0, history([2.0, 0.1, 0.004])), trial(1, history([2.0, 0.1, 0.0])))
    assert zero.panels[0].scale is Scale.LOGARITHMIC
    assert zero.panels[0].span == pytest.approx((0.002, 2.0))
    # Of many seeds the frame is for the means.
    many = of(*(trial(seed, history([2.0, 0.1, 0.004])) for seed in range(5)),
              trial(5, history([2.0, 0.1, 1e-9])))  # fmt: skip
    assert many.panels[0].span == pytest.approx((0.1 * 0.002 * 5 / 6, 2.0))
    measured = (LOSS, Measured("accuracy", largest_is_best=True, primary=True, lowest=0, highest=1))
    perfect = trial(0, history([2.0, 1.0], accuracies=[0.1, 1.0]))
    others = [trial(seed, history([2.0, 1.0], accuracies=[0.1, 0.96])) for seed in range(1, 5)]
    near = of(perfect, *others, metrics=measured)
    assert near.panels[1].scale is Scale.NEAR_ONE
    assert near.panels[1].span == pytest.approx((0.1, 0.984))
    # Where each seed is drawn, one that is perfect has to be seen.
    few = of(perfect, others[0], metrics=measured)
    assert few.panels[1].scale is Scale.LINEAR
    assert few.panels[1].span == pytest.approx((0.1, 1.0))


def test_what_comes_late_is_in_the_frame() -> None:
    settled = [5.0, *[1.0] * 8]
    wild = [9.0, *[1.0] * 7, 3.0]
    found = of(*(trial(seed, history(settled)) for seed in range(5)), trial(5, history(wild)))
    low, high = found.panels[0].span or (0, 0)
    # The mean of first weights is 5.67; a seed that has 9 there is not seen to the top.
    assert 5.67 < high < 9
    late = of(*(trial(seed, history([1.1, *[1.0] * 8])) for seed in range(5)),
              trial(5, history([1.1, *[1.0] * 7, 3.0])))  # fmt: skip
    assert (late.panels[0].span or (0, 0))[1] == 3.0
    assert low == 0.5


def test_learning_rates_only_where_they_change() -> None:
    def quantities(*rates: Any) -> list[str]:
        records = [
            trial(seed, history(LOSSES[seed], rates=each)) for seed, each in enumerate(rates)
        ]
        return [panel.quantity for panel in of(*records).panels]

    assert RATE not in quantities(0.1, 0.1)
    assert RATE in quantities([0.1, 0.1, 0.05])


@pytest.mark.parametrize(
    ("losses", "kept", "epoch"),
    [
        ([2.0, 1.0, 0.7, 0.9], None, 2),
        # The first of equal ones, and never the first weights.
        ([2.0, 0.7, 0.7, 0.9], None, 1),
        ([0.1, 1.0, 0.7, 0.9], None, 2),
        ([2.0, math.nan, 0.7, 0.9], None, 2),
        ([2.0, 1.0, 0.9, 0.7], [1, 4, 9], 9),
    ],
)
def test_where_early_stopping_took_its_weights(
    losses: list[float], kept: list[int] | None, epoch: int
) -> None:
    found = of(
        trial(3, history(losses, kept=kept), Status.EARLY_STOPPED),
        trial(4, history([2.0, 0.4]), Status.DIVERGED),
        config=STOP,
    )
    (mark,) = found.panels[0].restored
    assert (mark.seed, mark.epoch, mark.value) == (3, epoch, 0.7)
    # It is told where it was watched.
    assert found.panels[1].restored == ()
    assert of(trial(3, history(losses))).panels[0].restored == ()


def test_without_histories() -> None:
    with pytest.raises(PictureError, match="--history every"):
        of(trial(0, history(LOSSES[0]), history=NO_HISTORY, epochs=3))
