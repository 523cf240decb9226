"""What a run does when something goes wrong beside the training itself."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config
from gdrun.errors import DataError, PartError
from gdrun.experiment import RunOptions, train
from gdrun.records import Progress, Status
from gdrun.report.exports.formats.npz import as_arrays


def config(**sections: Any) -> dict[str, Any]:
    return {"data": {"source": "iris"}, "training": {"epochs": 3}, "seeds": 2, **sections}


def test_an_error_of_the_caller_ends_the_run() -> None:
    """Nobody waits for trials that nobody will see."""

    def fail(_: Progress) -> None:
        raise ValueError("no place to show it")

    interval = sys.getswitchinterval()
    endless = {"data": {"source": "iris"}, "training": {"epochs": 10_000_000}, "seeds": 2}
    with pytest.raises(ValueError, match="no place"):
        train(parse_config(endless, Path(), "endless"), options=RunOptions(on_progress=fail))
    assert sys.getswitchinterval() == interval


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int) -> None:
    with pytest.raises(ValueError, match="workers"):
        train(parse_config(config(), Path(), "none"), options=RunOptions(workers=workers))


def test_weights_that_are_missing_are_an_error_before_anything_runs(tmp_path: Path) -> None:
    path = str(tmp_path / "none.npz")
    with pytest.raises(DataError, match=r"none\.npz: there is no such file"):
        gdrun.train(config(model={"weights": {"name": "file", "path": path}}))


@pytest.mark.parametrize("kind", ["normal", "constant", "file"])
@pytest.mark.filterwarnings("error")
def test_weights_beyond_float32_are_refused_and_float64_holds_them(
    tmp_path: Path, kind: str
) -> None:
    np.savez(tmp_path / "w.npz", W0=np.full((4, 3), 1e39))
    said: dict[str, dict[str, Any]] = {
        "normal": {"std": 1e39},
        "constant": {"value": -1e39},
        "file": {"path": str(tmp_path / "w.npz")},
    }
    asked = config(model={"hidden": [], "weights": {"name": kind, **said[kind]}})
    with pytest.raises(PartError, match=r"model\.weights: .* float32 holds.*dtype: float64"):
        gdrun.train(asked)
    asked["training"]["dtype"] = "float64"
    assert len(gdrun.train(asked).records) == 2


def test_an_export_of_several_seeds_can_be_trained_on(tmp_path: Path) -> None:
    outcome = gdrun.train(config(model={"hidden": [5]}))
    path, arrays = tmp_path / "w.npz", dict[str, Any](as_arrays(outcome))
    np.savez(path, **arrays)
    model = {"hidden": [5], "weights": {"name": "file", "path": str(path), "row": 1}}
    model["biases"] = model["weights"]
    again = gdrun.train(config(model=model, optimizer={"name": "sgd", "learning_rate": 1e-30}))
    for record in again.records:
        assert np.array_equal(record.weights, outcome.records[1].weights)


def npz(folder: Path, y: Any) -> str:
    X = np.random.default_rng(0).normal(size=(len(y), 2))
    np.savez(folder / "data.npz", X=X, y=y)
    return str(folder / "data.npz")


def test_an_infinite_loss_is_divergence(tmp_path: Path) -> None:
    """Squares of 1e200 are beyond float32, though every weight is still finite."""
    data = {"source": npz(tmp_path, np.full(40, 1e30) * np.linspace(-1, 1, 40))}
    data["normalize_target"] = "none"
    optimizer = {"name": "sgd", "learning_rate": 1e-30}
    outcome = gdrun.train(config(data=data, loss="mse", optimizer=optimizer))
    assert {record.status for record in outcome.records} == {Status.DIVERGED}


def test_a_loss_that_starts_below_zero_has_not_diverged(tmp_path: Path) -> None:
    """The Poisson loss, exp(output) - target * output, has no lower bound at 0."""
    data = {"source": npz(tmp_path, np.full(40, 1000) + np.arange(40)), "task": "regression"}
    sections = {"data": data, "loss": "poisson", "optimizer": {"name": "sgd"}}
    start = np.array([7.0])
    np.savez(tmp_path / "start.npz", W0=np.zeros((2, 1)), b0=start)
    weights = {"name": "file", "path": str(tmp_path / "start.npz")}
    model = {"hidden": [], "weights": weights, "biases": weights}
    sections["optimizer"] = {"name": "sgd", "learning_rate": 1e-6}
    outcome = gdrun.train(config(**sections, model=model))
    assert outcome.records[0].metrics["train"]["loss"] < -1.0
    assert {record.status for record in outcome.records} == {Status.FINISHED}
