"""Plain descent on one example a step has a way of its own, and the same result as any other."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config
from gdrun.engine.loop.problem import Rules
from gdrun.engine.loop.signatures import training_loop
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.training import make_arrays


@pytest.mark.parametrize("hidden", [[], [5], [40], [12, 20], [20, 12]], ids=str)
@pytest.mark.parametrize("source", ["wine", "digits", "diabetes"])
def test_single_examples_as_batches(source: str, hidden: list[int]) -> None:
    """A limit that no gradient reaches makes the loop write gradients down."""
    config: dict[str, Any] = {
        "data": {"source": source},
        "model": {"hidden": hidden},
        "optimizer": {"name": "sgd", "learning_rate": 0.01},
        "training": {"epochs": 2, "batch_size": 1, "dtype": "float64"},
        "seeds": 2,
    }
    plain = gdrun.train(config)
    config["training"]["clip_value"] = 1e9
    written = gdrun.train(config)
    for one, other in zip(plain.records, written.records, strict=True):
        np.testing.assert_allclose(one.weights, other.weights, rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(one.history.values, other.history.values, rtol=1e-7)


@pytest.mark.parametrize("hidden", [[], [5], [40], [12, 20]], ids=str)
def test_snapshots_of_single_examples(hidden: list[int]) -> None:
    """Narrow layers lie elsewhere during an epoch, and a snapshot must have them all the same."""
    config: dict[str, Any] = {
        "data": {"source": "wine"},
        "model": {"hidden": hidden},
        "optimizer": {"name": "sgd", "learning_rate": 0.01},
        "training": {"epochs": 1, "batch_size": 1, "dtype": "float64"},
    }
    parsed = parse_config(config, Path(), "wine")
    binding = make_bindings(parsed, 0, Datasets()).first

    def snapshots(rules: Rules) -> Any:
        counters = np.zeros((1, 2), np.int64)
        arrays = make_arrays(binding, (0,), counters)
        report = arrays.report._replace(snapshots=np.zeros((1, 9, binding.parameters)))
        training_loop("float64")(
            0, 1, binding.problem._replace(rules=rules), binding.kernels, np.full((1, 1), 0.01),
            arrays.state, report, np.zeros(1, np.int64),
        )  # fmt: skip
        return report.snapshots[0]

    rules = binding.problem.rules._replace(snapshot_every=10)
    single = snapshots(rules)
    assert len(np.unique(single, axis=0)) == 9
    np.testing.assert_allclose(single, snapshots(rules._replace(plain=0)), rtol=1e-9, atol=1e-12)
