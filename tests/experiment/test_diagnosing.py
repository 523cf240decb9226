"""Real trainings with a fault and without it, and what is said of them."""

from pathlib import Path
from typing import Any

import pytest

import gdrun
from gdrun.result import TrainingResult

SEEDS = 4


def trained(source: str = "digits", **sections: Any) -> TrainingResult:
    given = {"data": {"source": source}, "training": {"epochs": 20}, "seeds": SEEDS}
    return gdrun.train(given | sections)


def names(result: TrainingResult) -> list[str]:
    """Of what most trials have."""
    (variant,) = result.to_dict()["variants"]
    return [each["name"] for each in variant["diagnoses"]]


def rate(value: float) -> dict[str, object]:
    return {"name": "adam", "learning_rate": value}


CASES: dict[str, dict[str, Any]] = {
    "falling_loss": {"optimizer": rate(1e-4)},
    "jumping_loss": {"optimizer": rate(1)},
    "equal_units": {"model": {"weights": {"name": "constant", "value": 0.1}}},
    "silent_units": {"model": {"biases": {"name": "constant", "value": -100}}},
    "vanishing_gradients": {"model": {"hidden": [16] * 8, "activation": "sigmoid"}},
    "no_better_than_baseline": {"model": {"weights": "zeros"}},
    "diverged": {"optimizer": {"name": "sgd", "learning_rate": 1e6}},
}


def test_nothing_is_said_of_a_healthy_training() -> None:
    result = trained()
    assert names(result) == []
    assert [record.diagnoses for record in result.records] == [()] * SEEDS
    assert "; try " not in str(result)


@pytest.mark.parametrize("name", CASES)
def test_a_training_with_the_fault(name: str) -> None:
    result = trained(**CASES[name])
    assert name in names(result)
    if name == "diverged":
        assert names(result) == [name]
        assert [record.diagnoses for record in result.records] == [None] * SEEDS
    else:
        assert f"\nAll {SEEDS} seeds: " in str(result)


def test_weights_of_plain_descent_that_stay_equal() -> None:
    """With zeros nothing but the last biases ever moves; with any other number the layer does."""
    for weights in ("zeros", {"name": "constant", "value": 0.1}):
        for activation in ("relu", "tanh", "sigmoid"):
            model = {"weights": weights, "activation": activation}
            result = trained("iris", model=model, optimizer={"name": "sgd", "learning_rate": 0.1})
            assert names(result)[0] == "equal_units"


def test_the_epoch_is_told() -> None:
    result = trained("diabetes", training={"epochs": 150}, optimizer=rate(0.03))
    since = [
        each.epoch
        for record in result.records
        for each in record.diagnoses or ()
        if each.name == "rising_validation_loss"
    ]
    assert len(since) > SEEDS / 2
    told = [each for each in since if each]
    assert f"(since epoch {min(told)} to {max(told)}); try" in str(result)
    assert max(told) < 120
    stopped = {"epochs": 150, "stop": {"monitor": "validation.loss", "patience": 10}}
    assert names(trained("diabetes", training=stopped, optimizer=rate(0.03))) == []


def test_the_layer_is_told() -> None:
    result = trained(model={"hidden": [8, 8], "weights": "zeros"})
    (variant,) = result.to_dict()["variants"]
    assert variant["trials"][0]["diagnoses"][0] == {"name": "equal_units", "layer": 1}
    assert "(hidden layer 1)" in str(result)


@pytest.mark.parametrize("epochs", [1, 2, 3, 4])
def test_of_few_epochs_nothing_is_said(epochs: int) -> None:
    assert names(trained(training={"epochs": epochs}, optimizer=rate(0.01))) == []


def test_settings_that_make_losses_uneven_raise_no_alarm() -> None:
    uneven: list[dict[str, Any]] = [
        {"model": {"dropout": 0.3}, "optimizer": rate(0.01)},
        {
            "training": {"epochs": 40, "batch_size": 1},
            "optimizer": {"name": "sgd", "learning_rate": 0.01},
        },
        {"decay": {"name": "plateau", "patience": 2}, "optimizer": rate(0.01)},
        {"training": {"epochs": 30, "average": "ema"}, "optimizer": rate(0.003)},
        {"decay": {"name": "cosine", "epochs": 20}, "optimizer": rate(0.01)},
    ]
    for sections in uneven:
        assert names(trained(**sections)) == [], sections


def test_a_stored_trial_keeps_its_diagnoses(tmp_path: Path) -> None:
    config = {"data": {"source": "iris"}, "training": {"epochs": 20}, "seeds": 3}
    store = tmp_path / "gdrun.db"
    first = gdrun.train(config, store=store)
    again = gdrun.train(config, store=store)
    assert all(record.reused for record in again.records)
    assert names(first) == ["falling_loss"]
    assert [r.diagnoses for r in again.records] == [r.diagnoses for r in first.records]


def test_without_a_validation_part_rows_have_letters_all_the_same() -> None:
    result = gdrun.sweep(
        {
            "data": {"source": "iris", "split": {"train": 1}},
            "training": {"epochs": 20},
            "seeds": 3,
            "sweep": {"optimizer.learning_rate": [0.0001, 0.05]},
        }
    )
    text = str(result)
    slow, good = (line for line in text.splitlines() if line.startswith("learning_rate="))
    assert slow.endswith("F")
    assert good.rstrip()[-1].isdigit()
    assert "\nF: the loss" in text
