"""What is said of settings that do nothing."""

from pathlib import Path
from typing import Any

import pytest

import gdrun
from tests.parts.own_files import no_files_left


def notes(**sections: Any) -> list[str]:
    """Of 105 training rows in batches of 32: 4 steps an epoch."""
    config = {"data": {"source": "iris"}, "model": {"hidden": []}, "seeds": 1, **sections}
    return list(gdrun.train(config, workers=1).notes)


@pytest.mark.parametrize(
    ("decay", "told"),
    [
        ({"name": "multistep", "milestones": [2, 9]}, ""),
        ({"name": "multistep", "milestones": [2, 10]}, "milestone 10 is never reached"),
        ({"name": "multistep", "milestones": [10, 20]}, "milestones 10, 20 are never reached"),
        ({"name": "multistep", "milestones": [39], "per": "step"}, ""),
        ({"name": "multistep", "milestones": [40], "per": "step"}, "milestone 40 is never"),
        ({"name": "multistep", "milestones": [8], "warmup": 2}, "8 epochs after the warm-up"),
        ({"name": "step", "every": 9}, ""),
        ({"name": "step", "every": 10}, "the rate stays as it is for 10 epochs"),
        ({"name": "constant", "epochs": 9}, ""),
        ({"name": "constant", "epochs": 10}, "the smaller rate lasts for 10 epochs"),
        ({"name": "plateau", "patience": 7}, ""),
        ({"name": "plateau", "patience": 8}, "a patience of 8 epochs never ends"),
    ],
)
def test_a_decay_that_comes_too_late(decay: dict[str, Any], told: str) -> None:
    found = [each for each in notes(decay=decay, training={"epochs": 10}) if "decay" in each]
    assert len(found) == (1 if told else 0)
    assert told in "".join(found)


@pytest.mark.parametrize("patience", [7, 8])
def test_a_patience_is_told_to_be_too_long_only_if_it_is(patience: int) -> None:
    """Nothing is ever better enough: the last epoch's rate tells whether the patience ended."""
    decay = {"name": "plateau", "patience": patience, "factor": 0.5, "monitor": "train.loss"}
    config = {
        "data": {"source": "iris"},
        "optimizer": {"name": "sgd", "learning_rate": 1e-3},
        "training": {"epochs": 10, "batch_size": "full"},
        "decay": {**decay, "threshold": 100.0},
        "seeds": 1,
    }
    found = gdrun.train(config, workers=1)
    rates = found.records[0].history.values[:, 0]
    assert bool(rates.min() == rates.max()) is any("never ends" in note for note in found.notes)


@pytest.mark.parametrize(
    ("stop", "epochs", "told"),
    [
        ({"monitor": "validation.loss", "patience": 9}, 10, ""),
        ({"monitor": "validation.loss", "patience": 10}, 10, "`monitor` end no training"),
        ({"loss_change": 1e-9, "patience": 12}, 10, "`loss_change` end no training"),
        ({"loss_below": 0.1}, 10, ""),
        ({}, 5, ""),
    ],
)
def test_a_patience_longer_than_the_training(stop: Any, epochs: int, told: str) -> None:
    found = [each for each in notes(training={"epochs": epochs, "stop": stop}) if "stop" in each]
    assert bool(found) is bool(told)
    assert told in "".join(found)


@pytest.mark.parametrize(
    ("vary", "sections", "told"),
    [
        (["data", "init"], {}, "data changes nothing, as the data is not drawn at random"),
        (["data"], {"data": {"source": "moons"}}, ""),
        (["order"], {"training": {"epochs": 2, "batch_size": "full"}}, "full batches have none"),
        (["order"], {"training": {"epochs": 2, "shuffle": False}}, "`training.shuffle` is off"),
        (["dropout"], {}, "there is no dropout"),
        (["init"], {"model": {"hidden": [4], "weights": "zeros"}}, "no first weights are drawn"),
        (["init"], {"model": {"hidden": [4], "weights": "zeros", "biases": "normal"}}, ""),
        ([], {"seeds": 2}, "nothing follows the seed"),
        ([], {"seeds": [3]}, ""),
        (["init", "order", "split", "rounding"], {}, ""),
    ],
)
def test_a_stream_that_is_not_drawn_from(vary: Any, sections: Any, told: str) -> None:
    sections = {"training": {"epochs": 2}, **sections}
    found = [each for each in notes(randomness={"vary": vary}, **sections) if "vary" in each]
    assert bool(found) is bool(told)
    assert told in "".join(found)


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        ("init", ""),
        ("order", ""),
        ("data", "offsets: data changes nothing, as the data is not drawn at random"),
        ("dropout", "offsets: dropout changes nothing, as there is no dropout"),
        ("rounding", "offsets: rounding changes nothing, as it does not follow the seed"),
    ],
)
def test_an_offset_of_a_stream_that_is_not_drawn_from(stream: str, told: str) -> None:
    found = notes(randomness={"offsets": {stream: 1}}, training={"epochs": 2})
    assert bool(found) is bool(told)
    assert told in "".join(found)


DRAWN = """
from typing import Literal

import numpy as np

from gdrun.files.table import Table
from gdrun.parts.sources import Source


class Stripes(Source):
    name: Literal["stripes"] = "stripes"

    def read(self, folder, rng):
        inputs = rng.uniform(-1.0, 1.0, (60, 2))
        return Table("stripes", inputs, (inputs[:, 0] > 0).astype(int), ("x", "y"))
"""


def test_a_source_of_ones_own_may_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(DRAWN, encoding="utf-8")
    with no_files_left():
        outcome = gdrun.train(
            {
                "parts": [str(tmp_path / "mine.py")],
                "data": {"source": "stripes"},
                "randomness": {"vary": ["data", "split"]},
                "training": {"epochs": 2},
                "seeds": 2,
            },
            workers=1,
        )
    assert not [note for note in outcome.notes if "vary" in note]
    assert outcome.variants[0].preparation["data_follows_seed"]


def test_streams_that_nobody_named_are_not_told() -> None:
    assert not notes(training={"epochs": 2, "batch_size": "full"})
