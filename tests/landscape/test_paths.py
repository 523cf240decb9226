"""A path is the training that was stored, step by step."""

from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.landscape import paths
from gdrun.landscape.paths import Path, path_of
from tests.landscape.trained import LINE, MOONS, binding_for

QUIET: Any = print


def path_for(said: dict[str, Any], steps: int, seed: int = 0, paths: int = 1) -> Path:
    """Trained again."""
    return path_of(binding_for(said, seed), seed, steps, lambda _: None, paths=paths)


def test_plain_descent_on_a_line_goes_where_numpy_goes() -> None:
    binding = binding_for(LINE)
    train = binding.dataset.train
    x, y = train.inputs[:, 0], train.targets[:, 0]
    found = path_for(LINE, 12)
    theta, expected = found.thetas[0].copy(), [found.thetas[0].copy()]
    for _ in range(12):
        error = theta[0] * x + theta[1] - y
        slope = 2 * np.mean(error * x) + 0.03 * np.sign(theta[0]) + 0.2 * theta[0]
        theta -= 0.3 * np.array([slope, 2 * np.mean(error)])
        expected.append(theta.copy())
    assert (found.every, found.steps, found.diverged) == (1, 12, False)
    assert found.thetas == pytest.approx(np.array(expected), rel=1e-9)
    assert np.array_equal(found.thetas[-1], found.end)
    assert found.ends_with_last_step


@pytest.mark.parametrize("seed", [0, 1])
def test_it_ends_with_the_weights_that_are_stored(seed: int) -> None:
    record = gdrun.train(MOONS).records[seed]
    found = path_for(MOONS, record.steps, seed)
    assert found.weights_sha256 == record.weights_sha256
    assert np.array_equal(found.end, record.weights)
    assert found.steps == record.steps == len(found.thetas) - 1


def test_of_a_long_path_every_so_many_steps_are_kept_and_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = path_for(LINE, 12)
    monkeypatch.setattr(paths, "MOST_POINTS", 6)
    few = path_for(LINE, 12)
    assert few.every == 3
    assert np.array_equal(few.thetas, whole.thetas[::3])
    monkeypatch.setattr(paths, "MOST_POINTS", 5)
    few = path_for(LINE, 12)
    assert few.every == 4
    few = path_for({**LINE, "training": {**LINE["training"], "epochs": 11}}, 11)
    assert np.array_equal(few.thetas, whole.thetas[[0, 4, 8, 11]])


def test_all_paths_together_keep_within_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MOST_BYTES", 8 * 13 * 12)
    alone, one_of_two = path_for(MOONS, 18), path_for(MOONS, 18, paths=2)
    assert len(alone.thetas) <= 12
    assert len(one_of_two.thetas) <= 6
    assert np.array_equal(alone.end, one_of_two.end)


def test_better_weights_that_are_restored_are_no_last_step() -> None:
    training = {
        **MOONS["training"],
        "epochs": 40,
        "stop": {"monitor": "validation.loss", "patience": 2},
    }
    said = {**MOONS, "optimizer": {"name": "sgd", "learning_rate": 30}, "training": training}
    record = gdrun.train({**said, "seeds": 1}).records[0]
    assert record.status == "early_stopped"
    found = path_for(said, record.steps)
    assert len(found.thetas) == record.steps + 1
    assert not np.array_equal(found.thetas[-1], found.end)
    assert not found.ends_with_last_step
    assert np.array_equal(found.end, record.weights)


def test_one_that_runs_away_is_known() -> None:
    said = {**LINE, "optimizer": {"name": "sgd", "learning_rate": 5}}
    record = gdrun.train({**said, "seeds": 1}).records[0]
    found = path_for(said, record.steps)
    assert found.diverged
    assert np.abs(found.thetas[:4, 1]).argmax() == 3
