"""Whole trainings in the compiled loop equal PyTorch's, whatever layers they have.

``tests/reference/trainings.py`` made the values, in float64 and without gdrun.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config
from tests.reference.cases import load, write_csv

TRAININGS = load("trainings")
WEIGHTED = load("weighted_trainings")
FOLDS = load("folds")


def covered(trainings: Mapping[str, Any]) -> list[Any]:
    return [
        pytest.param(trainings["data"][case["data"]], case, id=f"{i}: {', '.join(case['uses'])}")
        for i, case in enumerate(trainings["cases"])
    ]


def write_data(path: Path, data: Mapping[str, Any], weights: str | None) -> str | None:
    """The inputs, the target ``y`` and, if asked for, weights of rows; returns their column."""
    if path.suffix == ".npz":
        X = np.array(data["X"])
        columns = X if weights is None else np.column_stack([X, data[weights]])
        np.savez(path, X=columns, y=np.array(data["y"]))
        return weights and f"x{X.shape[1]}"
    inputs = [f"x{i}" for i in range(len(data["X"][0]))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*inputs, *([weights] if weights else []), "y"])
        for i, (row, y) in enumerate(zip(data["X"], data["y"], strict=True)):
            weight = [data[weights][i]] if weights else []
            writer.writerow([*row, *weight, y if isinstance(y, str) else y[0]])
    return weights


def assert_trains_alike(folder: Path, data: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    """The final theta and the losses of all epochs are those of the case."""
    weights = case["config"].get("data", {}).get("weights")
    column = write_data(folder / f"data.{case['file']}", data, weights)
    first: dict[str, Any] = {key: np.array(array) for key, array in case["weights"].items()}
    np.savez(folder / "weights.npz", **first)
    section = {"source": f"data.{case['file']}", "split": {"train": 1}, "normalize": "none"}
    if column:
        section["weights"] = column
    if not isinstance(data["y"][0], str):
        section["normalize_target"] = "none"
    config = parse_config({**case["config"], "data": section}, folder, "training")
    (record,) = gdrun.train(config, workers=1).records
    losses = record.history.values[:, record.history.columns.index("train.loss")]
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-14}
    np.testing.assert_allclose(losses, case["train_losses"], **close)
    np.testing.assert_allclose(record.weights, case["theta"], **close)


@pytest.mark.parametrize(("data", "case"), covered(TRAININGS))
def test_layers(tmp_path: Path, data: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    assert_trains_alike(tmp_path, data, case)


@pytest.mark.parametrize(("data", "case"), covered(WEIGHTED))
def test_weights_of_rows_and_averages_of_theta(
    tmp_path: Path, data: Mapping[str, Any], case: Mapping[str, Any]
) -> None:
    assert_trains_alike(tmp_path, data, case)


@pytest.mark.parametrize("case", FOLDS["cases"], ids=lambda case: str(case["uses"]))
def test_folds_have_scikit_learns_scores(tmp_path: Path, case: Mapping[str, Any]) -> None:
    """Trained by PyTorch from the same first weights on the same rows, as scikit-learn prepares
    them."""
    section = write_csv(tmp_path, FOLDS["data"][case["data"]], case["config"]["data"])
    config = parse_config({**case["config"], "data": section}, tmp_path, "folds")
    found = {record.seed: record for record in gdrun.train(config, workers=1).records}
    assert sorted(found) == [trial["seed"] for trial in case["trials"]]
    for trial in case["trials"]:
        record = found[trial["seed"]]
        np.testing.assert_allclose(record.weights, trial["theta"], rtol=1e-8, atol=1e-10)
        assert set(record.metrics) == set(trial["metrics"])
        for portion, scores in trial["metrics"].items():
            for name, score in scores.items():
                assert record.metrics[portion][name] == pytest.approx(score, abs=1e-8, rel=1e-8)
