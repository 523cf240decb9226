"""Whole trainings in the compiled loop equal those of a naive NumPy script."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdrun
from gdrun.records import Record
from tests import naive

DATASETS = Path(__file__).parents[2] / "gdrun" / "parts" / "sources" / "datasets"
EPOCHS = 30

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"name": "sgd", "learning_rate": 0.1},
    "momentum": {"name": "sgd", "learning_rate": 0.02, "momentum": 0.9},
    "dampening": {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9, "dampening": 0.5},
    "nesterov": {"name": "sgd", "learning_rate": 0.02, "momentum": 0.9, "nesterov": True},
    "sgd-weight-decay": {"name": "sgd", "learning_rate": 0.1, "weight_decay": 0.01},
    "adam": {"name": "adam", "learning_rate": 0.01},
    "adam-weight-decay": {"name": "adam", "learning_rate": 0.01, "weight_decay": 0.01},
    "amsgrad": {"name": "adam", "learning_rate": 0.03, "beta2": 0.9, "amsgrad": True},
    "adadelta": {"name": "adadelta", "learning_rate": 1.0},
}
DECAYS: dict[str, dict[str, Any]] = {
    "none": {"name": "none"},
    "exponential": {"name": "exponential", "factor": 0.9},
    "step": {"name": "step", "every": 7, "factor": 0.3},
    "plateau": {
        "name": "plateau",
        "factor": 0.5,
        "patience": 1,
        "threshold": 0.02,
        "cooldown": 2,
        "minimum": 1e-4,
    },
    "plateau-on-roc-auc": {
        "name": "plateau",
        "factor": 0.5,
        "patience": 1,
        "monitor": "validation.roc_auc",
    },
    "plateau-on-accuracy": {
        "name": "plateau",
        "factor": 0.2,
        "patience": 2,
        "monitor": "validation.accuracy",
        "warmup": 5,
    },
    "warm-up-and-step": {"name": "step", "every": 4, "factor": 0.5, "warmup": 6},
}


class Problem:
    """Iris in two files, standardised by the training rows; a network with given weights."""

    def __init__(self, folder: Path, hidden: list[int], activation: str = "tanh") -> None:
        with np.load(DATASETS / "iris.npz") as file:
            inputs, labels = file["X"].astype(np.float64), file["y"].astype(np.int64)
        held_out = np.arange(len(inputs)) % 3 == 2
        np.savez(folder / "train.npz", X=inputs[~held_out], y=labels[~held_out])
        np.savez(folder / "validation.npz", X=inputs[held_out], y=labels[held_out])
        mean, std = inputs[~held_out].mean(axis=0), inputs[~held_out].std(axis=0)
        normalised = (inputs - mean) / std
        self.train = normalised[~held_out], labels[~held_out]
        self.validation = normalised[held_out], labels[held_out]

        rng = np.random.default_rng(5)
        sizes = [4, *hidden, 3]
        self.W = [0.5 * rng.normal(size=shape) for shape in pairwise(sizes)]
        self.b = [0.1 * rng.normal(size=size) for size in sizes[1:]]
        arrays: dict[str, Any] = {f"W{i}": w for i, w in enumerate(self.W)}
        arrays |= {f"b{i}": b for i, b in enumerate(self.b)}
        np.savez(folder / "weights.npz", **arrays)

        self.activation = activation
        self.config: dict[str, Any] = {
            "data": {
                "source": {
                    "train": str(folder / "train.npz"),
                    "validation": str(folder / "validation.npz"),
                },
                "normalize": "standardize",
            },
            "model": {
                "hidden": hidden,
                "activation": activation,
                "weights": {"name": "file", "path": str(folder / "weights.npz")},
                "biases": {"name": "file", "path": str(folder / "weights.npz")},
            },
            "training": {
                "epochs": EPOCHS,
                "batch_size": 16,
                "shuffle": False,
                "dtype": "float64",
            },
            "seeds": 1,
        }

    def compiled(self, **sections: Any) -> Record:
        """The training that gdrun makes of the config, with these sections put in."""
        training = {**self.config["training"], **sections.pop("training", {})}
        outcome = gdrun.train({**self.config, **sections, "training": training}, workers=1)
        (record,) = outcome.records
        return record

    def textbook(self, **settings: Any) -> naive.Training:
        """The same training in NumPy."""
        return naive.train(
            *self.train,
            W=self.W,
            b=self.b,
            activation=self.activation,
            loss="cross_entropy",
            validation=self.validation,
            **{"epochs": EPOCHS, "batch_size": 16, **settings},
        )


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return Problem(tmp_path_factory.mktemp("iris"), hidden=[5])


def flat(training: naive.Training) -> NDArray[np.float64]:
    pairs = zip(training.W, training.b, strict=True)
    return np.concatenate([tensor.ravel() for pair in pairs for tensor in pair])


def assert_same(record: Record, training: naive.Training) -> None:
    assert record.status == training.status
    assert record.epochs == len(training.history["train.loss"])
    np.testing.assert_allclose(record.weights, flat(training), rtol=1e-9, atol=1e-12)
    for column, values in zip(record.history.columns, record.history.values.T, strict=True):
        np.testing.assert_allclose(values, training.history[column], rtol=1e-9, err_msg=column)


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_optimizer_with_each_decay(problem: Problem, optimizer: str, decay: str) -> None:
    record = problem.compiled(optimizer=OPTIMIZERS[optimizer], decay=DECAYS[decay])
    training = problem.textbook(optimizer=OPTIMIZERS[optimizer], decay=DECAYS[decay])
    assert_same(record, training)


@pytest.mark.parametrize("batch_size", [1, 7, 99, "full"])
@pytest.mark.parametrize("hidden", [[], [5], [6, 5, 4], [9], [17, 10]], ids=str)
def test_batches_and_depths(tmp_path: Path, hidden: list[int], batch_size: int | str) -> None:
    problem = Problem(tmp_path, hidden)
    record = problem.compiled(
        optimizer=OPTIMIZERS["sgd"], training={"batch_size": batch_size, "epochs": 4}
    )
    training = problem.textbook(optimizer=OPTIMIZERS["sgd"], batch_size=batch_size, epochs=4)
    assert_same(record, training)


@pytest.mark.interpreted
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_other_activations(tmp_path: Path, activation: str) -> None:
    problem = Problem(tmp_path, [8, 8], activation)
    assert_same(
        problem.compiled(optimizer=OPTIMIZERS["adam"]),
        problem.textbook(optimizer=OPTIMIZERS["adam"]),
    )


@pytest.mark.interpreted
@pytest.mark.parametrize(
    "settings",
    [
        {"penalty": {"l1": 0.01, "l2": 0.02}},
        {"clip_value": 0.01},
        {"clip_norm": 0.05},
        {"penalty": {"l2": 0.1}, "clip_value": 0.05, "clip_norm": 0.1},
    ],
    ids=str,
)
def test_penalties_and_clipping(problem: Problem, settings: dict[str, Any]) -> None:
    training = {key: value for key, value in settings.items() if key.startswith("clip")}
    record = problem.compiled(
        optimizer=OPTIMIZERS["sgd"], penalty=settings.get("penalty", {}), training=training
    )
    assert_same(record, problem.textbook(optimizer=OPTIMIZERS["sgd"], **settings))


@pytest.mark.interpreted
@pytest.mark.parametrize(
    ("stop", "ending"),
    [
        ({"loss_below": 0.3}, "converged"),
        ({"gradient_norm": 0.05}, "converged"),
        ({"loss_change": 0.01, "patience": 3}, "converged"),
        ({"monitor": "validation.loss", "patience": 2}, "early_stopped"),
        ({"monitor": "validation.accuracy", "patience": 6}, "early_stopped"),
        (
            {"monitor": "validation.macro_f1", "patience": 5, "minimum_change": 0.01},
            "early_stopped",
        ),
        ({"monitor": "validation.roc_auc", "patience": 8}, "early_stopped"),
        ({"monitor": "train.loss", "patience": 4}, "finished"),
    ],
    ids=str,
)
def test_ways_to_end(problem: Problem, stop: dict[str, Any], ending: str) -> None:
    optimizer = {"name": "adam", "learning_rate": 0.05}
    record = problem.compiled(optimizer=optimizer, training={"stop": stop, "epochs": 200})
    assert record.status == ending
    assert_same(record, problem.textbook(optimizer=optimizer, stop=stop, epochs=200))


def test_rates_per_step(problem: Problem) -> None:
    """Compared with steps taken one by one, each an epoch of a naive training."""
    decay = {"name": "exponential", "factor": 0.97, "warmup": 5, "per": "step"}
    record = problem.compiled(optimizer=OPTIMIZERS["momentum"], decay=decay, training={"epochs": 3})
    X, y = problem.train
    steps = naive.natural_batches(len(X), 16) * 3
    theta = np.concatenate([t.ravel() for p in zip(problem.W, problem.b, strict=True) for t in p])
    memory: dict[str, NDArray[np.float64]] = {}
    for step, rows in enumerate(steps):
        W = [theta[:20].reshape(4, 5), theta[25:40].reshape(5, 3)]
        b = [theta[20:25], theta[40:]]
        dW, db = naive.gradients(
            X[rows], y[rows], W=W, b=b, activation="tanh", loss="cross_entropy"
        )
        gradient = np.concatenate([t.ravel() for p in zip(dW, db, strict=True) for t in p])
        m = (step + 1) / 5 if step < 5 else 0.97 ** (step - 5)
        theta = naive.sgd(theta, gradient, memory, learning_rate=0.02 * m, momentum=0.9)
    np.testing.assert_allclose(record.weights, theta, rtol=1e-9)


@pytest.mark.interpreted
def test_regression_and_its_metrics_in_original_units(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(60, 3))
    y = 50.0 + 20.0 * X @ [1.0, -2.0, 0.5] + rng.normal(size=60)
    targets = np.column_stack([y, 1000.0 * X[:, 0] ** 2])
    np.savez(tmp_path / "train.npz", X=X[:40], y=targets[:40])
    np.savez(tmp_path / "validation.npz", X=X[40:], y=targets[40:])
    W, b = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [np.zeros(4), np.zeros(2)]
    np.savez(tmp_path / "w.npz", W0=W[0], W1=W[1])
    outcome = gdrun.train(
        {
            "data": {
                "source": {
                    "train": str(tmp_path / "train.npz"),
                    "validation": str(tmp_path / "validation.npz"),
                },
                "normalize": "none",
            },
            "model": {
                "hidden": [4],
                "activation": "tanh",
                "weights": {"name": "file", "path": str(tmp_path / "w.npz")},
            },
            "optimizer": OPTIMIZERS["sgd"],
            "training": {"epochs": 20, "batch_size": 16, "shuffle": False, "dtype": "float64"},
            "seeds": 1,
        },
        workers=1,
    )
    shift, scale = targets[:40].mean(axis=0), targets[:40].std(axis=0)
    normalised = (targets - shift) / scale
    training = naive.train(
        X[:40],
        normalised[:40],
        W=W,
        b=b,
        activation="tanh",
        loss="mse",
        optimizer=OPTIMIZERS["sgd"],
        epochs=20,
        batch_size=16,
        validation=(X[40:], normalised[40:]),
        target_scale=scale,
        target_shift=shift,
    )
    assert_same(outcome.records[0], training)
    # In original units, whatever the training saw.
    hidden = np.tanh(X[40:] @ training.W[0] + training.b[0])
    error = targets[40:] - ((hidden @ training.W[1] + training.b[1]) * scale + shift)
    metrics = outcome.records[0].metrics["validation"]
    assert metrics["rmse"] == pytest.approx(np.sqrt((error**2).mean()), rel=1e-9)
    assert metrics["mae"] == pytest.approx(np.abs(error).mean(), rel=1e-9)


@pytest.mark.interpreted
def test_two_classes_have_one_output(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    X = rng.normal(size=(80, 2))
    y = (X[:, 0] + X[:, 1] ** 2 > 0.5).astype(np.int64)
    np.savez(tmp_path / "data.npz", X=X, y=y)
    W = [rng.normal(size=(2, 3)), rng.normal(size=(3, 1))]
    np.savez(tmp_path / "w.npz", W0=W[0], W1=W[1])
    outcome = gdrun.train(
        {
            "data": {
                "source": str(tmp_path / "data.npz"),
                "split": {"train": 1},
                "normalize": "none",
            },
            "model": {
                "hidden": [3],
                "activation": "sigmoid",
                "weights": {"name": "file", "path": str(tmp_path / "w.npz")},
            },
            "optimizer": OPTIMIZERS["adam"],
            "training": {"epochs": 10, "batch_size": 32, "shuffle": False, "dtype": "float64"},
            "seeds": 1,
        },
        workers=1,
    )
    training = naive.train(
        X,
        y[:, np.newaxis],
        W=W,
        b=[np.zeros(3), np.zeros(1)],
        activation="sigmoid",
        loss="binary_cross_entropy",
        optimizer=OPTIMIZERS["adam"],
        epochs=10,
        batch_size=32,
    )
    assert_same(outcome.records[0], training)
