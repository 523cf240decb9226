"""What the compiled loop sees of layers is what NumPy sees, and changes nothing."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.config import parse_config
from gdrun.engine.loop.signatures import training_loop
from gdrun.engine.loop.units import LOOKED_AT
from gdrun.network import unpack
from gdrun.records.layers import ALIKE, SAME, SLOPE, UNITS
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.layers_seen import layers_seen
from gdrun.trial.training import Arrays, make_arrays, train_trials

FLAT = {"name": "constant", "value": 0.25}


def trained(seeds: int = 2, **sections: Any) -> tuple[Binding, Arrays]:
    given = {
        "data": {"source": "wine"},
        "training": {"epochs": 3, "dtype": "float64"},
        "seeds": seeds,
        **sections,
    }
    config = parse_config(given, Path(), "x")
    binding = make_bindings(config, 0, Datasets()).first
    arrays = make_arrays(binding, config.seed_list(), np.zeros((seeds, 2), np.int64))
    loop = training_loop(config.training.dtype)
    train_trials(binding, arrays, loop, np.zeros(1, np.int64))
    return binding, arrays


def seen(**sections: Any) -> NDArray[np.float64]:
    binding, arrays = trained(**sections)
    return layers_seen(binding, arrays.report.units)


def test_it_is_what_numpy_sees() -> None:
    binding, arrays = trained(model={"hidden": [7, 5], "activation": "relu"})
    train = binding.problem.data.train
    rows = np.arange(LOOKED_AT) * len(train.inputs) // LOOKED_AT
    for theta, found in zip(
        arrays.state.theta, layers_seen(binding, arrays.report.units), strict=True
    ):
        tensors: Any = unpack(theta, binding.tensors)
        values = [train.inputs[rows]]
        for i in range(3):
            z = values[-1] @ tensors[f"W{i}"] + tensors[f"b{i}"]
            values.append(np.maximum(z, 0) if i < 2 else z)
        powers = np.exp(values[3] - values[3].max(axis=1, keepdims=True))
        deltas = [powers / powers.sum(axis=1, keepdims=True)]
        deltas[0] -= np.eye(3)[train.targets[rows, 0].astype(int)]
        for i in (2, 1):
            deltas.insert(0, deltas[0] @ tensors[f"W{i}"].T * (values[i] > 0))
        slopes = [np.sqrt(np.mean(delta**2)) for delta in deltas]
        np.testing.assert_allclose(found[:, SLOPE], slopes, rtol=1e-9)
        same = [np.sum(np.ptp(value, axis=0) == 0) for value in values[1:3]]
        assert found[:2, SAME].tolist() == same
        assert np.isnan(found[2, SAME])
        assert found[:, UNITS].tolist() == [7, 5, 3]
        assert found[:2, ALIKE].tolist() == [0, 0]


def test_units_that_never_fire() -> None:
    biases = {"name": "constant", "value": -1000.0}
    found = seen(model={"hidden": [6], "biases": biases}, optimizer={"name": "sgd"})
    assert found[:, 0, SAME].tolist() == [6, 6]
    assert found[:, 0, SLOPE].tolist() == [0, 0]
    saturated = seen(
        model={"hidden": [6], "activation": "sigmoid", "biases": {**biases, "value": 1000.0}}
    )
    assert saturated[:, 0, SAME].tolist() == [6, 6]
    # Each gives a small value where it does not fire.
    assert seen(model={"hidden": [6], "activation": "tanh"})[:, 0, SAME].tolist() == [0, 0]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch", [1, 7, "full"])
def test_equal_units_stay_equal(dtype: str, batch: object) -> None:
    training = {"epochs": 5, "dtype": dtype, "batch_size": batch}
    hidden = [{"units": 9, "weights": FLAT}, 4]
    found = seen(model={"hidden": hidden, "activation": "tanh"}, training=training)
    # The next layer's weights are drawn, and pull each unit its own way.
    assert found[:, :2, ALIKE].tolist() == [[0, 0]] * 2
    found = seen(model={"hidden": [9], "weights": FLAT, "activation": "tanh"}, training=training)
    assert found[:, 0, ALIKE].tolist() == [1, 1]
    # A single unit has none to be like.
    single = seen(model={"hidden": [1], "weights": FLAT}, training=training)
    assert single[:, 0, ALIKE].tolist() == [0, 0]


def test_of_other_kinds_of_layers() -> None:
    found = seen(model={"hidden": [6, 5], "normalization": "layer", "dropout": 0.2})
    assert found[0, :, UNITS].tolist() == [6, 5, 3]
    assert np.isfinite(found[:, :2, SAME]).all()
    assert np.isnan(found[:, :, SLOPE]).all()


def test_nothing_is_seen_where_training_diverged() -> None:
    found = seen(optimizer={"name": "sgd", "learning_rate": 1e30})
    assert np.isnan(found[:, :, SAME]).all()


def test_few_rows_are_enough() -> None:
    data = {"source": {"name": "xor", "rows": 8}, "split": {"train": 1}}
    found = seen(data=data, model={"hidden": [3]})
    assert np.isfinite(found[:, 0, SAME]).all()
