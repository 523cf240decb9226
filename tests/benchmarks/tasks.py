"""The trainings that are timed, and the arrays that every contender trains on."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.config import parse_config
from gdrun.data import build_dataset, read_tables
from gdrun.trial.streams import data_generator

SEEDS = 10


@dataclass(frozen=True)
class Task:
    """A network, how it is trained, and for how long."""

    name: str
    source: str
    hidden: tuple[int, ...]
    optimizer: str
    learning_rate: float
    batch_size: int
    """0 is the full batch."""
    epochs: int


TASKS = (
    Task("iris-mlp", "iris", (16,), "sgd", 0.1, 16, 100),
    Task("digits-sgd1", "digits", (32,), "sgd", 0.01, 1, 2),
    Task("digits-sgd", "digits", (32,), "sgd", 0.1, 32, 20),
    Task("digits-adam", "digits", (32,), "adam", 0.001, 32, 20),
    Task("digits-deep", "digits", (128, 64), "adam", 0.001, 32, 20),
    Task("digits-full", "digits", (32,), "sgd", 0.5, 0, 200),
    Task("wide", "wide.npz", (256,), "adam", 0.001, 128, 2),
)


@dataclass(frozen=True)
class Arrays:
    """Standardised float32 inputs and the classes, for each part of the data."""

    train: tuple[NDArray[np.float32], NDArray[np.int64]]
    validation: tuple[NDArray[np.float32], NDArray[np.int64]]
    test: tuple[NDArray[np.float32], NDArray[np.int64]]
    classes: int


def config_of(task: Task) -> dict[str, Any]:
    """The task as a config of gdrun."""
    return {
        "name": task.name,
        "data": {"source": task.source},
        "model": {"hidden": list(task.hidden), "activation": "relu"},
        "optimizer": {"name": task.optimizer, "learning_rate": task.learning_rate},
        "training": {"epochs": task.epochs, "batch_size": task.batch_size or "full"},
        "seeds": SEEDS,
    }


def arrays_of(task: Task, folder: Path) -> Arrays:
    """The task's data, as gdrun splits and normalises it."""
    config = parse_config(config_of(task), folder, task.name)
    tables = read_tables(config.data, folder, data_generator("data", 0))
    data = build_dataset(tables, config.data, data_generator("split", 0), "float32")
    assert data.validation
    assert data.test
    train, validation, test = (
        (np.array(part.inputs, np.float32), np.array(part.targets[:, 0], np.int64))
        for part in (data.train, data.validation, data.test)
    )
    return Arrays(train, validation, test, len(data.class_names))


def write_wide(folder: Path) -> None:
    """12,000 rows of 784 normal numbers, in 10 classes that a linear map with noise tells."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((12_000, 784), dtype=np.float32)
    scores = X @ rng.standard_normal((784, 10), dtype=np.float32) / 28
    y = (scores + 0.3 * rng.standard_normal(scores.shape)).argmax(axis=1)
    np.savez(folder / "wide.npz", X=X, y=y)


def steps_per_epoch(task: Task, rows: int) -> int:
    """Updates in an epoch; a short last batch counts."""
    return -(-rows // (task.batch_size or rows))


def flops_per_step(task: Task, arrays: Arrays) -> float:
    """Operations of a step's products, with its share of the epoch's validation pass."""
    rows, inputs = arrays.train[0].shape
    sizes = (inputs, *task.hidden, arrays.classes)
    layers = [int(a * b) for a, b in pairwise(sizes)]
    # Forward and gradient of the weights in every layer, of the inputs in all but the first.
    epoch = 2 * rows * (2 * sum(layers) + sum(layers[1:]))
    epoch += 2 * len(arrays.validation[0]) * sum(layers)
    return float(epoch) / steps_per_epoch(task, rows)
