"""What training must not see: validation and test rows, and rates before their time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.records import Record


@pytest.fixture(params=["standardize", "minmax"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    for name, rows in {"train": 90, "validation": 40, "test": 30}.items():
        X = rng.normal(size=(rows, 4))
        np.savez(tmp_path / f"{name}.npz", X=X, y=(X.sum(axis=1) > 0).astype(int))
    return {
        "data": {
            "source": {
                name: str(tmp_path / f"{name}.npz") for name in ("train", "validation", "test")
            },
            "normalize": request.param,
        },
        "model": {"hidden": [5]},
        "training": {"epochs": 5, "batch_size": 16},
        "seeds": 1,
    }


def trained(config: dict[str, Any]) -> Record:
    (record,) = gdrun.train(config).records
    return record


@pytest.mark.parametrize("part", ["validation", "test"])
def test_other_rows_held_out_leave_the_weights_as_they_are(
    config: dict[str, Any], part: str
) -> None:
    """Neither the normalizer's fit nor an evaluation may reach the weights."""
    before = trained(config)
    path = config["data"]["source"][part]
    with np.load(path) as file:
        np.savez(path, X=100.0 * file["X"] + 7.0, y=1 - file["y"])
    after = trained(config)
    assert after.metrics[part]["loss"] != before.metrics[part]["loss"]
    assert after.weights_sha256 == before.weights_sha256
    assert after.metrics["train"] == before.metrics["train"]


def test_with_and_without_a_validation_part_the_weights_are_the_same(
    config: dict[str, Any],
) -> None:
    with_validation = trained(config)
    del config["data"]["source"]["validation"]
    assert trained(config).weights_sha256 == with_validation.weights_sha256


RATES = {
    "exponential": ({"factor": 0.5}, [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32]),
    "step": ({"every": 2, "factor": 0.1}, [1, 1, 0.1, 0.1, 0.01, 0.01]),
    "step, warm-up": ({"every": 1, "factor": 0.5, "warmup": 3}, [1 / 3, 2 / 3, 1, 1, 1 / 2, 1 / 4]),
    "exponential, minimum": ({"factor": 0.5, "minimum": 0.02}, [1, 1 / 2, 1 / 4, 0.2, 0.2, 0.2]),
}


@pytest.mark.parametrize("case", RATES)
def test_a_decay_is_on_time(config: dict[str, Any], case: str) -> None:
    """The rate of the first epoch is the optimizer's own; the weights follow the rates told."""
    parameters, multipliers = RATES[case]
    decay = {"name": case.partition(",")[0], **parameters}
    config["training"] |= {"epochs": 6, "dtype": "float64", "batch_size": "full"}
    config["optimizer"] = {"name": "sgd", "learning_rate": 0.1}
    record = trained({**config, "decay": decay})
    np.testing.assert_allclose(record.history.values[:, 0], 0.1 * np.array(multipliers))

    # Full-batch descent without memory: each epoch is a training of its own from given weights.
    weights = Path(config["data"]["source"]["train"]).with_name("w.npz")
    theta = np.empty(0)
    for multiplier in multipliers:
        step = {**config, "training": {**config["training"], "epochs": 1}}
        step["optimizer"] = {"name": "sgd", "learning_rate": 0.1 * multiplier}
        if theta.size:
            W0, b0, W1, b1 = np.split(theta, [20, 25, 30])
            np.savez(weights, W0=W0.reshape(4, 5), b0=b0, W1=W1.reshape(5, 1), b1=b1)
            given = {"name": "file", "path": str(weights)}
            step["model"] = {**config["model"], "weights": given, "biases": given}
        theta = trained(step).weights.astype(np.float64)
    np.testing.assert_allclose(record.weights.astype(np.float64), theta, rtol=1e-12)
