"""Plain descent on one example a step has a way of its own, and the same result as any other."""

from typing import Any

import numpy as np
import pytest

import gdrun


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
