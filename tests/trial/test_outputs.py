"""The outputs that are kept of held-out rows are those that the metrics are of."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.config import parse_config
from gdrun.experiment import RunOptions, train
from gdrun.network import unpack
from gdrun.records import KeepOutputs, Record, numbers_of
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from tests.naive.network import forward, loss_value

SIZES = [5]


def said(source: str, **also: Any) -> dict[str, Any]:
    return {
        "data": {"source": source, **also},
        "model": {"hidden": SIZES, "activation": "tanh"},
        "training": {"epochs": 3, "dtype": "float64"},
        "randomness": {"vary": ["init", "split"]},
        "seeds": 3,
    }


@pytest.mark.parametrize("keep", list(KeepOutputs))
@pytest.mark.parametrize(
    ("source", "loss"),
    [("iris", "cross_entropy"), ("breast_cancer", "binary_cross_entropy"), ("diabetes", "mse")],
)
def test_they_are_the_naive_networks_outputs(source: str, loss: str, keep: KeepOutputs) -> None:
    config = parse_config(said(source), Path(), "x")
    outcome = train(config, options=RunOptions(outputs=keep))
    for record in outcome.records:
        binding = make_bindings(config, record.seed, Datasets()).first
        if keep is KeepOutputs.NONE:
            assert record.outputs is None
            continue
        tensors: Any = unpack(record.weights, binding.tensors)
        W, b = ([tensors[f"{kind}{i}"] for i in range(2)] for kind in "Wb")
        for name in ("validation", "test"):
            portion = getattr(binding.dataset, name)
            z, _ = forward(portion.inputs, W=W, b=b, activation="tanh")
            check(record, name, z[-1], portion.targets, loss, keep)
            assert record.documents is not None
            rows = record.documents.rows.said[name]["rows"]
            assert numbers_of(rows).tolist() == portion.rows.tolist()


def check(
    record: Record, name: str, outputs: Any, targets: Any, loss: str, keep: KeepOutputs
) -> None:
    assert record.outputs is not None
    kept: Any = record.outputs[name]
    if loss == "mse":
        np.testing.assert_allclose(kept.raw, outputs, rtol=1e-10, atol=1e-12)
        assert kept.classes is None
        squares = ((outputs - targets) ** 2).mean(axis=1)
        np.testing.assert_allclose(kept.losses, squares, rtol=1e-5, atol=1e-7)
        return
    if keep is KeepOutputs.ALL:
        np.testing.assert_allclose(kept.raw, outputs, rtol=1e-10, atol=1e-12)
    else:
        assert kept.raw is None
    classes = outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] > 0).astype(int)
    assert kept.classes.dtype == np.uint8
    assert kept.classes.tolist() == classes.tolist()
    right = (kept.classes == targets[:, 0]).mean()
    assert right == pytest.approx(record.metrics[name]["accuracy"], abs=1e-12)
    y = targets[:, 0].astype(int) if loss == "cross_entropy" else targets
    for row in range(len(outputs)):
        each = slice(row, row + 1)
        expected = loss_value(outputs[each], y[each], loss=loss)
        assert kept.losses[row] == pytest.approx(expected, rel=1e-6, abs=1e-30)
    assert kept.losses.mean() == pytest.approx(record.metrics[name]["loss"], rel=1e-6)


def test_the_first_row_of_a_history_is_of_the_first_weights() -> None:
    """What no epoch with a rate of next to nothing changes."""
    config = {**said("iris"), "optimizer": {"name": "sgd", "learning_rate": 1e-300}}
    outcome = train(parse_config(config, Path(), "x"))
    for record in outcome.records:
        first: Any = record.history.first
        assert np.isnan(first[0])
        np.testing.assert_allclose(first[1:], record.history.values[0, 1:], rtol=1e-12)


def test_a_trial_that_diverged_keeps_none() -> None:
    config = {**said("diabetes"), "optimizer": {"name": "sgd", "learning_rate": 1e9}}
    outcome = train(parse_config(config, Path(), "x"))
    assert all(record.outputs is None and record.documents for record in outcome.records)
