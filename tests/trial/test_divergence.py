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


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_rows_that_start_without_loss_are_no_measure(tmp_path: Path, value: float) -> None:
    """The first weights predict the first rows exactly, whatever their target is."""
    X = np.concatenate([np.zeros((300, 2)), RNG.normal(size=(100, 2))])
    y = np.concatenate([np.full(300, value), 1e4 * RNG.normal(size=100)])
    model: Any = {"hidden": [], "weights": "zeros", "biases": {"name": "constant", "value": value}}
    training = {"epochs": 2, "batch_size": 50, "dtype": "float64"}
    for rows in (np.arange(400), np.arange(400)[::-1]):
        record = train(tmp_path, X[rows], y[rows], model=model, training=training)
        assert record.status == "finished"


def test_rows_that_do_not_count_are_no_measure(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(
        "x,w,y\n" + "".join(f"{i % 7},{int(i >= 300)},{1e4 * (i % 5)}\n" for i in range(400))
    )
    config: dict[str, Any] = {
        "data": {
            "source": str(tmp_path / "rows.csv"),
            "weights": "w",
            "normalize_target": "none",
            "task": "regression",
            "split": {"train": 1},
        },
        "model": {"hidden": [], "weights": "zeros"},
        "training": {"epochs": 2},
        "seeds": 1,
    }
    assert gdrun.train(config, workers=1).records[0].status == "finished"


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


@pytest.mark.parametrize("optimizer", ["adam", "sign_sgd", "rmsprop"])
def test_whatever_made_the_last_step(tmp_path: Path, optimizer: str) -> None:
    """The loss squares weights of 10³⁰, which float32 cannot hold."""
    X, y = RNG.normal(size=(20, 3)), RNG.normal(size=20)
    part = {"name": optimizer, "learning_rate": 1e30}
    record = train(tmp_path, X, y, optimizer=part, training={"epochs": 1, "batch_size": 20})
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


@pytest.mark.parametrize("portion", ["validation", "test"])
def test_each_part_is_judged(tmp_path: Path, portion: str) -> None:
    """One row of a part is so far off that its squared error is beyond float32."""
    X, y = RNG.normal(size=(20, 3)), RNG.normal(size=20)
    np.savez(tmp_path / "far.npz", X=X[:5], y=np.array([0.0, 1e30, 0.0, 0.0, 0.0]))
    source = {"train": str(tmp_path / "train.npz"), portion: str(tmp_path / "far.npz")}
    data = {"source": source, "normalize_target": "none", "task": "regression"}
    record = train(tmp_path, X, y, data=data, training={"epochs": 2})
    assert np.isfinite(record.metrics["train"]["loss"])
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
