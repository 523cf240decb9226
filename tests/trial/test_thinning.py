"""Long histories are kept thinned: which epochs stay, and that nothing else changes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config
from gdrun.experiment import RunOptions, train
from gdrun.records import LOSS, History, Measured
from gdrun.trial.thinning import thinned
from tests.trial.small import hashes, small

METRICS = (LOSS, Measured("accuracy", largest_is_best=True, primary=True))
COLUMNS = ("learning_rate", "train.loss", "validation.loss", "validation.accuracy")


def history(epochs: int, **best: int) -> History:
    """A row an epoch; the best epoch of a column is the one that is given for it."""
    rng = np.random.default_rng(0)
    values = rng.uniform(0.4, 0.6, (epochs, len(COLUMNS)))
    for column, epoch in best.items():
        metric = column.replace("_", ".")
        values[epoch - 1, COLUMNS.index(metric)] = 1.0 if metric.endswith("accuracy") else 0.0
    return History(COLUMNS, values)


def test_the_last_and_the_best_epochs_stay() -> None:
    every = history(1000, train_loss=7, validation_loss=613, validation_accuracy=614)
    found = thinned(every, 11, METRICS)
    epochs = found.epochs.tolist()
    assert {1, 7, 613, 614, 1000} <= set(epochs)
    assert len(epochs) == 11 + 3
    assert epochs == sorted(epochs)
    evenly = [epoch for epoch in epochs if epoch not in (7, 613, 614)]
    assert set(np.diff(evenly)) <= {99, 100, 101}
    np.testing.assert_array_equal(found.values, every.values[np.array(epochs) - 1])


def test_of_equals_the_first_is_the_best_and_nan_is_none() -> None:
    every = history(100)
    every.values[:, 1] = np.nan
    every.values[:, 2] = np.where(np.arange(100) % 50 == 13, -1.0, np.nan)
    every.values[:, 3] = np.where(np.arange(100) % 50 == 27, 2.0, 0.5)
    epochs = thinned(every, 2, METRICS).epochs.tolist()
    assert epochs == [1, 14, 28, 100]


@pytest.mark.parametrize("most", [None, 100, 101])
def test_what_is_short_enough_is_kept_whole_and_is_a_copy(most: int | None) -> None:
    every = history(100)
    found = thinned(every, most, METRICS)
    assert found.kept is None
    assert found.epochs.tolist() == list(range(1, 101))
    assert not np.shares_memory(found.values, every.values)


def of(rows: int | None, **training: Any) -> Any:
    config = parse_config(small(training={"epochs": 40, **training}), Path(), "thin")
    return train(config, options=RunOptions(history_rows=rows))


def test_it_is_no_part_of_a_trials_bits() -> None:
    whole, thin = of(None), of(5)
    assert hashes(whole) == hashes(thin)
    for one, other in zip(whole.records, thin.records, strict=True):
        assert one.metrics == other.metrics
        rows = other.history.epochs - 1
        assert len(rows) < 40
        np.testing.assert_array_equal(one.history.values[rows], other.history.values)


def test_the_epoch_that_early_stopping_took_is_there() -> None:
    stop = {"monitor": "validation.loss", "patience": 40}
    for record in of(2, stop=stop).records:
        column = record.history.columns.index("validation.loss")
        assert record.history.values[:, column].min() == record.metrics["validation"]["loss"]


def test_python_says_how_many() -> None:
    config = {"data": {"source": "iris"}, "training": {"epochs": 30}, "seeds": 1}
    (record,) = gdrun.train(config, history=3).records
    assert {1, 30} <= set(record.history.epochs.tolist())
    assert len(record.history.epochs) < 10
    (record,) = gdrun.train(config, history="every").records
    assert record.history.values.shape[0] == 30
    with pytest.raises(ValueError, match="history must be at least 2"):
        gdrun.train(config, history=1)
    with pytest.raises(TypeError, match="history must be"):
        gdrun.train(config, history="most")
