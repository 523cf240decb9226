"""What of a surface is shown: calm paths whole, the lowest place, and how others run away."""

import numpy as np
import pytest

from gdrun.landscape.frame import Frame, frame_of, levels_of, until_it_leaves

SQUARE = Frame(np.array([0.0, 0.0]), np.array([4.0, 2.0]), equal=True)


def bowl(points: np.ndarray) -> np.ndarray:
    """Lowest at (2, 1)."""
    height: np.ndarray = np.sum((points - [2.0, 1.0]) ** 2, axis=1)
    return height


CALM = np.array([[-1.0, 0.0], [0.0, 0.6], [1.0, 0.9], [2.0, 1.0]])


def inside(frame: Frame, *points: tuple[float, float]) -> list[bool]:
    return [bool(each) for each in frame.holds(np.array(points))]


def test_a_calm_path_and_the_lowest_place_are_inside() -> None:
    frame = frame_of([(CALM, False)], bowl, 8)
    assert frame.holds(CALM).all()
    across, up = frame.sides(5)
    assert (across[0], across[-1]) == (frame.low[0], frame.high[0])
    assert (up[0], up[-1]) == (frame.low[1], frame.high[1])


def test_sides_move_out_until_the_lowest_place_is_inside() -> None:
    near_start = CALM[:1] + np.array([[0.0, 0.0], [0.01, 0.01]])
    assert inside(frame_of([(near_start, False)], bowl, 0), (2, 1)) == [False]
    frame = frame_of([(near_start, False)], bowl, 14)
    assert inside(frame, (2, 1), (-1, 0)) == [True, True]
    # Nor is the start on the edge.
    assert (near_start[0] - frame.low > 0.05 * (frame.high - frame.low)).all()


def test_a_path_that_runs_away_adds_its_first_steps_unless_they_are_far() -> None:
    away = np.array([[-1.0, 0.0], [4.0, 2.5], [-40.0, 3.0], [4000.0, -9.0]])
    frame = frame_of([(CALM, False), (away, True)], bowl, 8)
    assert inside(frame, (4, 2.5), (-40, 3)) == [True, False]
    assert (frame.high - frame.low < 20).all()


def test_alone_its_first_two_steps_are_shown() -> None:
    away = np.array([[-1.0, 0.0], [4.0, 2.5], [-6.0, -3.0], [400.0, 90.0], [np.inf, np.nan]])
    frame = frame_of([(away, True)], bowl, 8)
    assert frame.holds(away).tolist() == [True, True, True, False, False]


def test_both_axes_have_one_scale_unless_that_would_make_one_much_longer() -> None:
    frame = frame_of([(CALM, False)], bowl, 8)
    width, height = frame.high - frame.low
    assert frame.equal
    assert width / height == pytest.approx(5.2 / 3.1)
    long = CALM * [1.0, 40.0]
    assert not frame_of([(long, False)], lambda p: bowl(p / [1.0, 40.0]), 8).equal


def test_one_point_has_a_frame() -> None:
    frame = frame_of([(CALM[-1:], False)], bowl, 8)
    assert (frame.high > frame.low).all()


def test_a_surface_that_overflows_has_a_frame() -> None:
    frame = frame_of([(CALM, False)], lambda p: np.where(p[:, 0] > 0, np.nan, np.inf), 3)
    assert np.isfinite([*frame.low, *frame.high]).all()


def test_contours_are_equal_factors_above_the_lowest_and_one_goes_through_the_start() -> None:
    losses = 3 + np.geomspace(1e-4, 50, 500).reshape(20, 25)
    levels = levels_of(losses, 3.0, 7.5)
    excess = levels - 3
    assert excess[1:] / excess[:-1] == pytest.approx(excess[1] / excess[0])
    assert np.isclose(levels, 7.5).any()
    assert 10 <= len(levels) <= 14
    assert excess[0] >= 1e-4
    assert excess[-1] <= 50


@pytest.mark.parametrize("losses", [[2.0, 2.0], [np.inf, np.nan], []])
def test_a_flat_surface_has_none(losses: list[float]) -> None:
    assert not len(levels_of(np.array(losses), 2.0, 2.0))


def test_where_paths_start_at_the_lowest_there_are_levels_too() -> None:
    assert len(levels_of(np.linspace(0, 4, 100), 0.0, 0.0)) > 5


def test_a_path_ends_on_the_edge_where_it_first_leaves() -> None:
    points = np.array([[1.0, 1.0], [3.0, 1.5], [7.0, 2.5], [1.0, 1.0]])
    found, left = until_it_leaves(points, SQUARE)
    assert left == 2
    # Of the right side and the upper one it meets the right one first.
    assert found == pytest.approx(np.array([[1.0, 1.0], [3.0, 1.5], [4.0, 1.75]]))


def test_one_that_stays_is_whole() -> None:
    points = np.array([[1.0, 1.0], [3.0, 1.5]])
    found, left = until_it_leaves(points, SQUARE)
    assert left is None
    assert found is points


def test_one_that_overflows_ends_before() -> None:
    found, left = until_it_leaves(np.array([[1.0, 1.0], [np.nan, 1.0]]), SQUARE)
    assert (found.tolist(), left) == ([[1.0, 1.0]], 1)
