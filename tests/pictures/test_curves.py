"""What is on a picture of curves."""

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from gdrun.evidence.pictures.curves import Curves, curves
from gdrun.pictures.drawing.style import COLOURS
from gdrun.records import Outcome, Status, Variant
from tests.evidence.pictured import STOP, candidates, history, trial
from tests.pictures.figures import drawn, key_of, lines_of, overlaps, ticks_of
from tests.records.outcomes import outcome

DOWN = [2.0, 1.0, 0.5, 0.2, 0.1]


def trials(many: int, variant: str = "toy", factor: float = 1.0, **changes: Any) -> list[Any]:
    return [
        trial(
            seed,
            history([factor * (each + seed / 100) for each in DOWN], **changes),
            variant=variant,
        )
        for seed in range(many)
    ]


def of(records: list[Any], *names: str, config: Any = STOP) -> Curves:
    variants = tuple(Variant(name, {}, config) for name in names or ("toy",))
    found: Outcome = outcome(*records, variants=variants)
    return curves(candidates(found), "accuracy")


def bands(axes: Any) -> int:
    return sum(isinstance(each, PolyCollection) for each in axes.collections)


def test_one_variant() -> None:
    value = of(trials(6, rates=[0.1, 0.1, 0.05, 0.05]))
    figure = drawn("curves", value)
    loss, _, rate = figure.axes
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy", "learning\nrate"]
    assert rate.get_xlabel() == "epoch"
    train, validation = value.panels[0].courses
    means = [line for line in loss.lines if line.get_gid() is None]
    assert means[0].get_ydata() == pytest.approx(train.mean)
    assert means[1].get_ydata() == pytest.approx(validation.mean)
    assert means[0].get_linestyle() != means[1].get_linestyle()
    assert [to_hex(line.get_color()) for line in means] == [COLOURS[1], COLOURS[0]]
    assert bands(loss) == 4
    # Decades, and a frame that holds them.
    assert loss.get_yscale() == "log"
    assert ticks_of(loss.yaxis) == ["0.1", "1"]
    low, high = loss.get_ylim()
    assert low < 0.05
    assert high > 2.05
    assert rate.lines[0].get_ydata().tolist() == [0.1, 0.1, 0.05, 0.05]
    assert ticks_of(rate.xaxis) == ["0", "1", "2", "3", "4"]
    assert len(lines_of(loss, "weights-taken")) == 6
    assert key_of(figure) == ["train", "validation", "weights taken"]
    assert overlaps(figure) == []


def test_of_learning_rates_each_seed_is_shown() -> None:
    early, late = [0.1, 0.01, 0.01], [0.1, 0.1, 0.01]
    value = of([
        trial(seed, history([2.0, 1.0, 0.9, 0.8], rates=early if seed else late))
        for seed in range(5)
    ])  # fmt: skip
    rate = drawn("curves", value).axes[-1]
    assert sorted(line.get_ydata().tolist() for line in rate.lines) == [early, late]
    assert "Learning rates: each seed." in value.notes
    steady = of([trial(seed, history([2.0, 1.0, 0.9])) for seed in range(5)])
    assert [panel.quantity for panel in steady.panels] == ["loss", "accuracy"]


def test_a_band_of_a_long_training_is_thinned_and_nowhere_narrower() -> None:
    jagged = [2.0 + (epoch % 7 == 3) - (epoch == 1503) for epoch in range(3001)]
    records = [trial(seed, history([each + seed for each in jagged])) for seed in range(6)]
    (band, *_) = [
        each for each in drawn("curves", of(records)).axes[0].collections
        if isinstance(each, PolyCollection)
    ]  # fmt: skip
    (path,) = band.get_paths()
    across, up = np.asarray(path.vertices).T
    assert len(across) < 1100
    course = of(records).panels[0].courses[0]
    assert (across.min(), across.max()) == (course.epochs[0], course.epochs[-1])
    assert (up.min(), up.max()) == pytest.approx((np.nanmin(course.low), np.nanmax(course.high)))


def test_few_seeds_are_shown_one_by_one() -> None:
    figure = drawn("curves", of(trials(3)))
    assert bands(figure.axes[0]) == 0
    thin = [line for line in figure.axes[0].lines if line.get_linewidth() < 1]
    assert len(thin) == 2 * 3
    alone = drawn("curves", of(trials(1)))
    assert [line for line in alone.axes[0].lines if line.get_linewidth() < 1] == []


def test_several_variants_in_any_size() -> None:
    names = [f"optimizer={each}, learning_rate=0.001" for each in "abcdef"]
    records = [each for n, name in enumerate(names) for each in trials(5, name, 1 + n / 10)]
    value = of(records, *names)
    for size in ((6.0, 4.0), (13.0, 7.0), (4.8, 3.5)):
        figure = drawn("curves", value, size)
        assert overlaps(figure) == []
        assert key_of(figure) == [*names, "train", "validation", "weights taken"]
    in_slides = drawn("curves", value, (13.0, 7.0))
    heights = {round(text.get_window_extent().y0) for text in in_slides.legends[0].get_texts()}
    assert len(heights) <= 3
    means = [line for line in figure.axes[0].lines if line.get_linewidth() > 1.5]
    assert len({to_hex(line.get_color()) for line in means}) == 6
    assert len({line.get_marker() for line in means}) == 6
    # From least to most would cover all others.
    assert bands(figure.axes[0]) == 12
    assert "fainter" not in value.notes[0]


def test_seeds_that_diverged_leave_the_frame() -> None:
    away = [
        trial(8, history([2.0, 1e9]), Status.DIVERGED),
        trial(9, history([2.0, 1.5, 1e3]), Status.DIVERGED),
    ]
    value = of([*trials(5), *away])
    figure = drawn("curves", value)
    loss = figure.axes[0]
    high = loss.get_ylim()[1]
    assert high < 1e3
    crosses = lines_of(loss, "diverged")
    assert {int(line.get_xdata()[0]) for line in crosses} == {1, 2}
    assert all(line.get_ydata()[0] == high for line in crosses)
    assert "diverged" in key_of(figure)


def test_an_interval_that_reaches_0_does_not_fill_a_logarithmic_axis() -> None:
    ends = [0.02, 0.02, 0.02, 0.02, 0.4]
    value = of([trial(seed, history([2.0, end, end])) for seed, end in enumerate(ends)])
    assert value.panels[0].courses[0].low[-1] <= 0
    assert "Where an interval reaches 0, its band ends at the least seed." in value.notes
    loss = drawn("curves", value).axes[0]
    assert loss.get_yscale() == "log"
    lowest = {
        round(float(np.asarray(each.get_paths()[0].vertices)[:, 1].min()), 9)
        for each in loss.collections
        if isinstance(each, PolyCollection)
    }
    # The losses of training rows are half as large.
    assert lowest == {0.01, 0.02}


def test_all_seeds_diverged() -> None:
    figure = drawn("curves", of([trial(8, history([2.0, 1e9]), Status.DIVERGED)]))
    (validation, *_) = lines_of(figure.axes[0], "diverged")
    assert np.isfinite(validation.get_ydata()).all()
