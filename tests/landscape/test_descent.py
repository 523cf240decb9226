"""Paths on the surface of the loss."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import PictureError
from gdrun.landscape.descent import GRID, Descent, Training, descent
from gdrun.landscape.losses import losses_at
from tests.landscape.trained import LINE, MOONS, binding_for, loop_of


def seen(said: dict[str, Any], rates: Sequence[float]) -> Descent:
    """The descent of a config with some learning rates."""
    trainings = []
    for rate in rates:
        one = {**said, "optimizer": {"name": "sgd", "learning_rate": rate}, "seeds": 1}
        (record,) = gdrun.train(one).records
        binding = binding_for(one)
        trainings.append(Training(f"{rate}", binding, record.steps, record.weights_sha256))
    return descent("any", 0, trainings, lambda _: None)


def test_of_a_line_the_surface_is_the_losses_over_slope_and_intercept() -> None:
    found = seen(LINE, [0.02, 0.3, 1.5])
    train = binding_for(LINE).dataset.train
    x, y = train.inputs[:, 0], train.targets[:, 0]
    assert found.losses.shape == (GRID, GRID)
    for i, j in ((0, 0), (3, 90), (120, 17)):
        slope, intercept = found.across[j], found.up[i]
        error = np.mean((slope * x + intercept - y) ** 2)
        expected = error + 0.03 * abs(slope) + 0.1 * slope**2
        assert found.losses[i, j] == pytest.approx(expected, rel=1e-12)
    assert found.names == ("θ₀: weight of x", "θ₁: bias")
    assert not found.in_plane
    assert not found.notes


def test_three_learning_rates_tell_their_story() -> None:
    found = seen(LINE, [0.02, 0.3, 1.5])
    low, right, high = found.paths
    assert (low.leaves_at, right.leaves_at, high.leaves_at) == (None, None, 3)
    assert (low.diverged, right.diverged) == (False, False)
    assert right.loss < 0.9 * low.loss
    assert low.came_to == f"J {low.loss:.2g} after 12 steps"
    assert high.came_to == f"J {high.loss:.2g} after 12 steps, out of sight from step 3"
    assert all(path.as_stored for path in (low, right, high))
    assert len(low.points) == 13
    assert low.ends_inside
    assert not high.ends_inside


def test_the_lowest_is_not_above_any_place_that_is_seen() -> None:
    found = seen(LINE, [0.3])
    assert found.lowest <= found.losses.min()
    assert found.lowest <= found.paths[0].loss
    binding = binding_for(LINE)
    there = losses_at(binding, np.array([found.lowest_at]), loop_of(binding))
    assert there[0] == pytest.approx(found.lowest)
    assert found.frame.holds(np.array([found.lowest_at]))[0]


def test_of_a_network_the_best_path_ends_in_the_plane() -> None:
    found = seen(MOONS, [0.1, 1.0])
    best = min(found.paths, key=lambda path: path.loss)
    assert best.end == pytest.approx([0, 0], abs=1e-12)
    # There J is exact.
    near = np.abs(found.across).argmin(), np.abs(found.up).argmin()
    assert found.losses[near[1], near[0]] == pytest.approx(best.loss, rel=0.1)
    assert all(0 < path.share <= 1 for path in found.paths)
    assert found.in_plane
    assert "seems to climb" in found.notes[0]


def test_other_weights_than_those_that_are_stored_are_told() -> None:
    (record,) = gdrun.train({**LINE, "seeds": 1}).records
    binding = binding_for(LINE)
    right = Training("right", binding, record.steps, record.weights_sha256)
    other = Training("other", binding, record.steps, "0" * 64)
    found = descent("any", 0, [right, other], lambda _: None)
    assert [path.as_stored for path in found.paths] == [True, False]
    assert "other: another version or CPU" in found.notes[0]


def test_when_all_run_away_it_is_seen() -> None:
    said = {**LINE, "training": {**LINE["training"], "epochs": 500}}
    (path,) = seen(said, [5.0]).paths
    assert path.came_to == "diverges, leaves at step 3"
    assert len(path.points) == 4


def test_when_a_network_runs_away_its_first_steps_are_seen() -> None:
    found = seen({**LINE, "model": {"hidden": [4]}}, [1e4])
    (path,) = found.paths
    assert path.diverged
    assert path.leaves_at == 2
    assert found.lowest < 1e3


@pytest.mark.parametrize("hidden", [[], [4]])
def test_a_path_that_overflows_at_once_is_no_path(hidden: list[int]) -> None:
    training = {**LINE["training"], "dtype": "float32"}
    said = {**LINE, "model": {"hidden": hidden}, "training": training}
    with pytest.raises(PictureError, match="after 1 step the parameters are too large"):
        seen(said, [1e39])
    # Beside one that is drawn it only has its start.
    calm, lost = seen(said, [0.01, 1e39]).paths
    assert len(calm.points) == 13
    assert lost.came_to == "diverges, leaves at step 1"
    assert len(lost.points) == 1
    # And so it has beside one that runs away.
    away, lost = seen(said, [1e4, 1e39]).paths
    assert len(away.points) > 1
    assert len(lost.points) == 1


def test_contours_of_very_many_rows_are_of_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = seen(MOONS, [0.1])
    monkeypatch.setattr("gdrun.landscape.losses._FEWEST_ROWS", 20)
    monkeypatch.setattr("gdrun.landscape.losses._MOST_WORK", 100)
    found = seen(MOONS, [0.1])
    rows = len(binding_for(MOONS).dataset.train.inputs)
    assert found.notes[0] == f"Contours are of 20 of {rows} training rows."
    # Paths and where they end are told exactly.
    assert found.paths[0].loss == whole.paths[0].loss
    assert found.losses != pytest.approx(whole.losses)
    assert found.losses.mean() == pytest.approx(whole.losses.mean(), rel=0.3)


def test_an_average_is_told_and_marked_beside_the_path() -> None:
    said = {**LINE, "training": {**LINE["training"], "average": "swa"}}
    (path,) = seen(said, [0.3]).paths
    assert path.came_to == f"J {path.loss:.2g} (averaged weights) after 12 steps"
    assert not np.array_equal(path.end, path.points[-1])
    assert path.as_stored
