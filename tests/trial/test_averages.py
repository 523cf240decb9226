"""What remains is the average of the parameters that training went through, and it is judged."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdrun
from gdrun.parts.averages.means import StochasticWeights

EPOCHS = 6


def train(epochs: int, average: Any = None, **training: Any) -> Any:
    config = {
        "data": {"source": "iris", "split": {"train": 0.6, "validation": 0.2, "test": 0.2}},
        "model": {"hidden": [5], "activation": "tanh"},
        "optimizer": {"name": "sgd", "learning_rate": 0.3},
        "training": {
            "epochs": epochs,
            "batch_size": "full",
            "dtype": "float64",
            **training,
            "average": average,
        },
        "seeds": [3],
    }
    (record,) = gdrun.train(config, workers=1).records
    return record


@pytest.fixture(scope="module")
def thetas() -> NDArray[np.float64]:
    """Theta after each epoch, which is one step."""
    return np.array([train(epochs).weights for epochs in range(1, EPOCHS + 1)])


def test_ema_forgets(thetas: NDArray[np.float64]) -> None:
    mean = thetas[0]
    for theta in thetas[1:]:
        mean = 0.7 * mean + 0.3 * theta
    found = train(EPOCHS, {"name": "ema", "decay": 0.7})
    np.testing.assert_allclose(found.weights, mean, rtol=1e-12)


@pytest.mark.parametrize(("start", "first"), [(0.0, 0), (0.5, 3), (0.6, 4), (0.9, 6)])
def test_swa_averages_the_last_epochs(
    thetas: NDArray[np.float64], start: float, first: int
) -> None:
    """Of 6 epochs; where none is left to average, the last theta remains."""
    expected = thetas[first:].mean(axis=0) if first < EPOCHS else thetas[-1]
    found = train(EPOCHS, {"name": "swa", "start": start})
    np.testing.assert_allclose(found.weights, expected, rtol=1e-12)


@pytest.mark.parametrize("average", ["ema", {"name": "swa", "start": 0.0}])
def test_epochs_are_judged_by_the_average(average: Any) -> None:
    """The history's validation loss is that of the theta which would remain after the epoch."""
    longer = train(EPOCHS, average)
    for epochs in (1, 3, EPOCHS):
        shorter = train(epochs, average)
        column = longer.history.columns.index("validation.loss")
        assert longer.history.values[epochs - 1, column] == shorter.metrics["validation"]["loss"]
    # The loss that is trained on is of theta itself.
    plain = train(EPOCHS)
    assert longer.history.values[:, 1].tobytes() == plain.history.values[:, 1].tobytes()


def test_early_stopping_keeps_the_best_average() -> None:
    stop = {"monitor": "validation.loss", "patience": 2}
    found = train(60, {"name": "ema", "decay": 0.5}, stop=stop)
    column = found.history.columns.index("validation.loss")
    best = np.nanmin(found.history.values[:, column])
    assert found.metrics["validation"]["loss"] == best


def test_bits_do_not_depend_on_how_epochs_are_called() -> None:
    """Rates by steps are handed over in blocks, and a call goes on where another ended."""
    config: dict[str, Any] = {
        "data": {"source": "iris"},
        "decay": {"name": "exponential", "factor": 0.999, "per": "step"},
        "training": {"epochs": 200, "batch_size": 1, "average": "ema"},
        "seeds": 4,
    }
    hashes = [
        [record.weights_sha256 for record in gdrun.train(config, workers=workers).records]
        for workers in (1, 2)
    ]
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("start", "epochs", "first"), [(0.55, 100, 55), (0.07, 100, 7), (0.14, 50, 7), (0.75, 10, 8)]
)
def test_rounding_does_not_delay_an_average(start: float, epochs: int, first: int) -> None:
    assert StochasticWeights(start=start).first_epoch(epochs) == first


@pytest.mark.parametrize(
    ("average", "says"),
    [
        ("ema", "remembers some 1,000 steps, and the training has 12"),
        ({"name": "ema", "decay": 0.5}, ""),
        ("swa", "begins after the last of 3 epochs"),
        ({"name": "swa", "start": 0.5}, ""),
    ],
)
def test_an_average_that_says_little_is_told(average: Any, says: str) -> None:
    training = {"epochs": 3, "average": average}
    config = {"data": {"source": "iris"}, "training": training, "seeds": 1}
    notes = " ".join(gdrun.train(config, workers=1).notes)
    assert says in notes
    assert ("training.average" in notes) == bool(says)
