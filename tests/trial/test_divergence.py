"""What is diverged: what is not finite, in the end as on the way, and losses that exploded."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.trial import rates

RNG = np.random.default_rng(4)


def train(folder: Path, X: Any, y: Any, validation: Any = None, **sections: Any) -> Any:
    source = {"train": str(folder / "train.npz")}
    np.savez(folder / "train.npz", X=X, y=y)
    if validation is not None:
        np.savez(folder / "validation.npz", X=validation[0], y=validation[1])
        source["validation"] = str(folder / "validation.npz")
    config = {
        "data": {"source": source, "normalize_target": "none", "task": "regression"},
        "model": {"hidden": []},
        "seeds": 1,
        **sections,
    }
    return gdrun.train(config, workers=1).records[0]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    """The first rows' targets are 0, which is as good as a start without loss."""
    X = RNG.normal(size=(400, 2))
    y = np.concatenate([np.zeros(300), 1e4 * RNG.normal(size=100)])
    weights: Any = {"weights": "zeros", "hidden": []}
    training = {"epochs": 2, "batch_size": "full", "dtype": "float64"}
    order = RNG.permutation(400)
    for rows in (np.arange(400), np.arange(400)[::-1], order):
        record = train(tmp_path, X[rows], y[rows], model=weights, training=training)
        assert record.status == "finished"


def test_a_start_loss_near_zero_is_no_measure(tmp_path: Path) -> None:
    """A loss above a million, from a start of 0, is divergence."""
    X = np.ones((4, 1))
    sgd = {"name": "sgd", "learning_rate": 1e4}
    training = {"epochs": 9, "batch_size": 1, "dtype": "float64", "shuffle": False}
    record = train(
        tmp_path,
        X,
        np.array([1e-3, -1e-3, 1e-3, -1e-3]),
        optimizer=sgd,
        training=training,
        model={"hidden": [], "weights": "zeros"},
    )
    assert record.status == "diverged"
    assert record.epochs < 9


def test_the_weights_after_the_last_step_are_judged(tmp_path: Path) -> None:
    """Of one full batch the history knows only the loss before its step."""
    X, y = RNG.normal(size=(20, 3)), RNG.normal(size=20)
    sgd = {"name": "sgd", "learning_rate": 1e25}
    record = train(tmp_path, X, y, optimizer=sgd, training={"epochs": 1, "batch_size": "full"})
    assert np.isfinite(record.history.values).all()
    assert record.status == "diverged"


def test_a_validation_loss_that_is_infinite_is_divergence(tmp_path: Path) -> None:
    X, y = RNG.normal(size=(20, 3)), RNG.poisson(2, 20).astype(float)
    far = 1e4 * np.ones((3, 3)), np.ones(3)
    record = train(
        tmp_path,
        X,
        y,
        validation=far,
        loss="poisson",
        data={
            "source": {part: str(tmp_path / f"{part}.npz") for part in ("train", "validation")},
            "normalize": "none",
            "task": "regression",
        },
        model={"hidden": [], "weights": {"name": "constant", "value": 0.1}},
        training={"epochs": 3},
    )
    assert np.isinf(record.metrics["validation"]["loss"])
    assert record.status == "diverged"


def test_the_start_is_known_in_later_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A training of several calls ends as one of a single call does."""
    X = RNG.normal(size=(300, 2))
    y = np.concatenate([np.zeros(290), 100 * RNG.normal(size=10)])
    sgd = {"name": "sgd", "learning_rate": 1.2}
    options: Any = {
        "optimizer": sgd,
        "training": {"epochs": 60, "batch_size": "full", "dtype": "float64"},
        "model": {"hidden": [], "weights": "zeros"},
    }
    once = train(tmp_path, X, y, **options)
    monkeypatch.setattr(rates, "MOST_RATES", 4)
    often = train(tmp_path, X, y, **options)
    assert once.status == often.status == "diverged"
    assert once.epochs == often.epochs < 60
    assert once.weights_sha256 == often.weights_sha256
