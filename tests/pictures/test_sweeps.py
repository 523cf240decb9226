"""What is on pictures of sweeps."""

import math
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.patches import Rectangle

from gdrun.evidence.pictures.differences import Difference, Differences, differences_of_sweep
from gdrun.evidence.pictures.scales import Scale
from gdrun.evidence.pictures.seeds import seeds
from gdrun.evidence.pictures.sensitivity import heat_map, sensitivity
from gdrun.pictures.drawing.heat_map import edges_of
from gdrun.pictures.drawing.seeds import heights_of
from gdrun.records import LOSS, Measured
from tests.evidence.pictured import OVER_RATES, RATE, SHARES, SIZE, candidates, swept_over
from tests.pictures.figures import contrast, drawn, key_of, lines_of, overlaps, ticks_of

NAN = math.nan
SIZES = [(6.0, 4.0), (13.0, 7.0), (4.8, 3.5)]
OVER_TWO = {
    (rate, size): [0.9 - rate - size / 1000, 0.91 - rate - size / 1000, 0.9 - rate]
    for rate in (0.01, 0.1, 0.2)
    for size in (8, 64)
}
OVER_TWO[0.2, 64] = [NAN] * 3
OVER_TWO[0.2, 8] = [NAN, 0.6, 0.6]


def test_sensitivity() -> None:
    value = sensitivity(swept_over(OVER_RATES, "optimizer", RATE, metrics=SHARES), "accuracy")
    figure = drawn("sensitivity", value)
    axes, foot = figure.axes
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    told = [point.summary.mean for point in value.lines[0].points if point.summary]
    assert lines[0].get_ydata() == pytest.approx(told)
    # Where every seed diverged a line is broken.
    assert np.isnan(lines[1].get_ydata()).tolist() == [False, False, True]
    # Points of two lines at one value stand beside each other.
    sgd, adam = (line.get_xdata()[:2] for line in lines)
    assert (sgd[:2] < [0.01, 0.1]).all()
    assert (adam > [0.01, 0.1]).all()
    assert ticks_of(foot.xaxis) == ["0.01", "0.1", "1"]
    assert ticks_of(axes.yaxis) == ["0.2", "0.5", "0.8", "0.9", "0.95"]
    assert foot.get_xlabel() == "learning rate"
    assert axes.get_ylabel() == "validation accuracy"
    bars = [bar for bar in foot.patches if bar.get_height()]
    assert [bar.get_height() for bar in bars] == [0.75, 1.0]
    assert all(bar.get_hatch() for bar in bars)
    rings = [line for line in axes.lines if line.get_markerfacecolor() == "none"]
    inside = [p.summary for line in value.lines for p in line.points if p.may_be_best]
    means = sorted(summary.mean for summary in inside if summary)
    assert sorted(ring.get_ydata()[0] for ring in rings) == means
    assert key_of(figure) == ["sgd", "adam", "may be the best"]
    for size in SIZES:
        assert overlaps(drawn("sensitivity", value, size)) == []


def test_bars_are_seen_whole_or_are_arrows() -> None:
    spread = {(0.1,): [0.4, 0.5, 0.6], (0.2,): [0.5, 0.6, 0.7], (0.3,): [0.2, 0.5, 0.9]}
    (axes,) = drawn("sensitivity", sensitivity(swept_over(spread, RATE), "accuracy")).axes
    bottom, top = axes.get_ylim()
    bars = [each.get_segments()[0][:, 1] for each in axes.collections]
    cut = [int(low == bottom) + int(high == top) for low, high in bars]
    # The third is more than three times as long as the others.
    assert cut == [0, 0, 2]
    assert sorted(line.get_ydata()[0] for line in lines_of(axes, "cut")) == [bottom, top]


def test_what_is_0_stands_at_the_foot_of_a_logarithmic_axis() -> None:
    measured = (LOSS, Measured("accuracy", primary=True, lowest=0))
    rates = {(0.1,): [1.0, 1.0], (0.2,): [1e-3, 1e-3], (0.3,): [0.0, 0.0], (0.4,): [2.0, 0.0]}
    found = swept_over(rates, RATE, metrics=measured)
    value = sensitivity(found, "accuracy")
    assert value.scale is Scale.LOGARITHMIC
    assert value.notes[-1] == "1 mean beyond the frame, drawn at its edge."
    (axes,) = drawn("sensitivity", value).axes
    bottom = axes.get_ylim()[0]
    line = next(line for line in axes.lines if line.get_linestyle() != "None")
    assert line.get_ydata()[2] == bottom > 0
    rings = [line.get_ydata()[0] for line in axes.lines if line.get_markerfacecolor() == "none"]
    assert bottom in rings
    # A bar that goes to 0 goes to the foot.
    assert bottom in [each.get_segments()[0][0, 1] for each in axes.collections]
    one = seeds(candidates(found), "accuracy")
    assert one.notes[-1] == "3 values beyond the frame, drawn at its edge."
    (axes,) = drawn("seeds", one).axes
    dots = [x for line in lines_of(axes, "seeds") for x in line.get_xdata()]
    assert dots.count(axes.get_xlim()[0]) == 3


def test_a_swept_0_has_a_place_beside_decades() -> None:
    found = swept_over({(rate,): [0.9, 0.8] for rate in (0, 0.001, 0.01, 0.1)}, "penalty.l2")
    axes = drawn("sensitivity", sensitivity(found, "accuracy")).axes[0]
    assert axes.get_xscale() == "log"
    assert axes.lines[0].get_xdata() == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1])
    assert ticks_of(axes.xaxis) == ["0", "0.001", "0.01", "0.1"]


def test_shares_of_diverged_seeds_stand_at_their_number() -> None:
    values = {("sgd", rate): [NAN if rate > 0.5 else 0.5] * 2 for rate in (0.1, 1.0)}
    values |= {("adam", rate): [0.6, 0.7] for rate in (0.1, 1.0)}
    value = sensitivity(swept_over(values, "optimizer", RATE), "accuracy")
    (bar,) = drawn("sensitivity", value).axes[1].patches
    assert bar.get_x() + bar.get_width() / 2 == pytest.approx(1.0)


def test_without_divergence_there_is_no_foot() -> None:
    values = {(rate,): [0.5 + rate, 0.6] for rate in (0.1, 0.2)}
    figure = drawn("sensitivity", sensitivity(swept_over(values, RATE), "accuracy"))
    assert len(figure.axes) == 1
    assert ticks_of(figure.axes[0].xaxis) == ["0.1", "0.2"]


def mesh_of(axes: Any) -> Any:
    (mesh,) = [each for each in axes.collections if isinstance(each, QuadMesh)]
    return mesh


def test_heat_map() -> None:
    value = heat_map(swept_over(OVER_TWO, RATE, SIZE), "accuracy")
    figure = drawn("heat_map", value)
    axes, _ = figure.axes
    mesh = mesh_of(axes)
    shown = np.ma.filled(mesh.get_array().reshape(2, 3), NAN)
    assert shown[0, 1] == pytest.approx(np.mean(OVER_TWO[0.1, 8]))
    assert np.isnan(shown[1, 2])
    assert mesh.cmap.N == 48
    assert mesh.get_clim() == pytest.approx(value.span)
    cells = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    hatched = {(each.get_x() + 0.47, each.get_y() + 0.47): each for each in cells}
    assert hatched[2, 1].get_width() == hatched[2, 1].get_height() == pytest.approx(0.94)
    assert hatched[2, 0].get_width() == pytest.approx(0.94 / 3)
    assert hatched[2, 0].get_height() < 0.2
    assert all(each.get_hatch() for each in cells)
    (star,) = [line for line in axes.lines if line.get_marker() == "*"]
    assert star.get_xdata()[0] == 0
    assert (ticks_of(axes.xaxis), ticks_of(axes.yaxis)) == (["0.01", "0.1", "0.2"], ["8", "64"])
    outlines: list[Any] = [c for c in axes.collections if isinstance(c, LineCollection)]
    halo, outline = outlines
    assert halo.get_linewidth()[0] > outline.get_linewidth()[0]
    assert key_of(figure) == ["ranked first", "may be the best", "diverged (bar: share)"]
    for size in SIZES:
        assert overlaps(drawn("heat_map", value, size)) == []


def test_colours_tell_shares_near_one_apart() -> None:
    """On each step to 0.9 and 0.99 as many colours; what is perfect has the last."""
    over = {
        (0.1, 8): [0.5, 0.7], (0.1, 64): [0.9, 0.9], (0.2, 8): [0.99, 0.99], (0.2, 64): [1.0, 1.0]
    }  # fmt: skip
    value = heat_map(swept_over(over, RATE, SIZE, metrics=SHARES), "accuracy")
    mesh = mesh_of(drawn("heat_map", value).axes[0])
    places = [float(mesh.norm(each)) for each in (0.6, 0.9, 0.99, 1.0)]
    tenth, hundredth = places[1] - places[0], places[2] - places[1]
    assert hundredth == pytest.approx(tenth * 1 / np.log10(4), rel=0.01)
    assert places[3] >= 1


def test_what_is_beyond_the_colours_has_one_of_its_own() -> None:
    over = {(rate, size): [0.9 - rate, 0.9 - rate] for rate in (0.01, 0.1, 0.2) for size in (8, 64)}
    over[0.2, 64] = [0.05, 0.05]
    value = heat_map(swept_over(over, RATE, SIZE), "accuracy")
    mesh = mesh_of(drawn("heat_map", value).axes[0])
    far, least, next_ = (mesh.cmap(mesh.norm(mean))[:3] for mean in (0.05, 0.7, 0.71))
    assert value.span == pytest.approx((0.7, 0.89))
    assert np.abs(np.subtract(far, least)).max() > 0.1
    assert np.abs(np.subtract(least, next_)).max() < 0.1


def test_letters_on_a_heat_map_can_be_read() -> None:
    values = {(i / 10, j): [i / 10 + j / 100] * 2 for i in range(1, 9) for j in range(1, 8)}
    axes = drawn("heat_map", heat_map(swept_over(values, RATE, SIZE), "accuracy")).axes[0]
    mesh = mesh_of(axes)
    cells = mesh.to_rgba(mesh.get_array()).reshape(7, 8, 4)
    assert len(axes.texts) == 56
    for text in axes.texts:
        i, j = (round(each) for each in text.get_position())
        assert contrast(text.get_color(), cells[j, i, :3]) > 4.5


def test_where_every_seed_diverged_no_mean_says_that_it_may_be_the_best() -> None:
    over = {(rate, size): [0.9, 0.8] for rate in (0.1, 0.2) for size in (8, 64)}
    over[0.2, 64] = [NAN, NAN]
    value = heat_map(swept_over(over, RATE, SIZE), "accuracy")
    lost = next(cell for cell in value.cells if cell.point.summary is None)
    assert lost.point.may_be_best
    assert not lost.in_set
    assert "not outlined" in value.notes[0]
    bold = [text for text in drawn("heat_map", value).axes[0].texts if text.get_weight() == "bold"]
    assert len(bold) == 3


def test_edges() -> None:
    def rounded(inside: set[tuple[int, int]]) -> list[list[tuple[float, float]]]:
        return sorted(sorted(edge) for edge in edges_of(inside))

    assert rounded(set()) == []
    assert rounded({(0, 0)}) == [
        [(-0.5, -0.5), (-0.5, 0.5)],
        [(-0.5, -0.5), (0.5, -0.5)],
        [(-0.5, 0.5), (0.5, 0.5)],
        [(0.5, -0.5), (0.5, 0.5)],
    ]
    assert len(rounded({(0, 0), (1, 0)})) == 6


def test_seeds() -> None:
    found = swept_over(OVER_RATES, "optimizer", RATE)
    value = seeds(candidates(found), "accuracy")
    figure = drawn("seeds", value)
    (axes,) = figure.axes
    assert ticks_of(axes.yaxis) == [
        "sgd, 0.1", "sgd, 0.01", "sgd, 1 (3 diverged)", "adam, 0.01", "adam, 0.1",
        "adam, 1 (4 diverged)",
    ]  # fmt: skip
    assert axes.yaxis_inverted()
    dots, means = lines_of(axes, "seeds"), lines_of(axes, "mean")
    assert sorted(dots[0].get_xdata()) == sorted(OVER_RATES["sgd", 0.1])
    assert len(means) == 5
    pairs = lines_of(axes, "pair")
    assert len(pairs) == 4
    # A row that lacks the seed, as it diverged there, is passed by.
    first = [each.values[0] for each in value.variants if 0 in each.values]
    assert np.array_equal(pairs[0].get_xdata(), first)
    assert key_of(figure) == ["a seed", "mean and interval", "the same seed"]
    for size in SIZES:
        assert overlaps(drawn("seeds", value, size)) == []


def test_seeds_near_one_are_told_apart() -> None:
    values = {(0.1,): [0.2, 0.3], (0.2,): [0.97, 0.98]}
    found = swept_over(values, RATE, metrics=SHARES)
    (axes,) = drawn("seeds", seeds(candidates(found), "accuracy")).axes
    places = axes.transData.transform([(0.3, 0), (0.97, 0), (0.98, 0)])[:, 0]
    width = axes.bbox.width
    assert places[2] - places[1] > 0.05 * width
    assert places[0] > axes.bbox.x0
    losses = {(0.1,): [0.999, 0.998, 0.999], (0.2,): [0.1, 0.2, 0.1]}
    (axes,) = drawn("seeds", seeds(candidates(swept_over(losses, RATE)), "loss")).axes
    assert axes.get_xscale() == "log"


def test_equal_values_are_piled_up() -> None:
    heights = heights_of({4: 0.5, 1: 0.5, 2: 0.6})
    assert heights[1] == heights[2] < heights[4]
    many = heights_of(dict.fromkeys(range(100), 1.0))
    assert len(set(many.values())) == 100
    assert max(many.values()) <= 0.41


def test_differences() -> None:
    value = differences_of_sweep(swept_over(OVER_RATES, "optimizer", RATE), "accuracy")
    figure = drawn("differences", value)
    (axes,) = figure.axes
    zero = axes.lines[0]
    assert list(zero.get_xdata()) == [0, 0]
    points = axes.lines[1:]
    told = [row.estimate for row in value.rows if row.estimate is not None]
    assert [line.get_xdata()[0] for line in points] == pytest.approx(told)
    intervals = [each.get_segments()[0][:, 0] for each in axes.collections]
    expected = [row.interval for row in value.rows if row.interval]
    assert np.array(intervals) == pytest.approx(np.array(expected))
    assert axes.get_xlabel() == "difference (right is better)"
    assert [text.get_text() for text in axes.texts] == ["diverged; too few seeds to decide"]
    assert set(key_of(figure)) <= {"may be the best", "not the best"}
    for size in SIZES:
        assert overlaps(drawn("differences", value, size)) == []


def test_what_is_far_behind_is_an_arrow_at_the_edge() -> None:
    values = {(rate,): [0.9 - rate, 0.9 - rate] for rate in (0.01, 0.02, 0.03, 0.04, 0.75)}
    value = differences_of_sweep(swept_over(values, RATE), "accuracy")
    figure = drawn("differences", value)
    (axes,) = figure.axes
    (arrow,) = lines_of(axes, "beyond")
    assert (arrow.get_marker(), *arrow.get_ydata()) == ("<", 4)
    assert arrow.get_xdata()[0] == axes.get_xlim()[0] > -0.1
    assert [text.get_text() for text in axes.texts] == ["−0.74"]
    for size in SIZES:
        assert overlaps(drawn("differences", value, size)) == []


def test_rows_of_differences_tell_how_many_seeds_diverged() -> None:
    values = {(0.1,): [0.9, 0.8, 0.9, 0.8], (0.2,): [0.9, NAN, NAN, 0.8], (0.3,): [NAN] * 4}
    value = differences_of_sweep(swept_over(values, RATE), "accuracy")
    (axes,) = drawn("differences", value).axes
    assert ticks_of(axes.yaxis) == ["0.1", "0.2 (2 diverged)", "0.3"]
    assert "Without a bar" in " ".join(value.notes)


def test_all_bars_of_what_is_in_the_frame_are_seen() -> None:
    """A bar that widens the frame may bring another row into it, with a bar of its own."""
    rows = (
        Difference("a", 0.1, (-0.6, 0.2), behind=False, diverged=None),
        Difference("b", -0.5, (-3.0, 1.0), behind=True, diverged=None),
        Difference("c", -9.0, (-10.0, -8.0), behind=True, diverged=None),
    )
    value = Differences("t", "validation.accuracy", True, "", rows, (0.0, 0.1), ())
    (axes,) = drawn("differences", value).axes
    low, high = axes.get_xlim()
    assert low < -3.0
    assert high > 1.0
    assert len(axes.collections) == 2
    assert len(lines_of(axes, "beyond")) == 1


def test_intervals_of_seeds_are_drawn() -> None:
    value = seeds(candidates(swept_over(OVER_RATES, "optimizer", RATE)), "accuracy")
    (axes,) = drawn("seeds", value).axes
    bars = [each.get_segments()[0][:, 0] for each in axes.collections]
    expected = [each.summary.ci95 for each in value.variants if each.summary and each.summary.ci95]
    assert np.array(bars) == pytest.approx(np.array(expected))


def test_brighter_is_better_also_of_losses() -> None:
    for metric, best in (("accuracy", 0.89), ("loss", 0.11)):
        axes = drawn("heat_map", heat_map(swept_over(OVER_TWO, RATE, SIZE), metric)).axes[0]
        mesh = mesh_of(axes)
        brightness = [sum(mesh.cmap(mesh.norm(value))[:3]) for value in (best, 0.5)]
        assert brightness[0] > brightness[1]
