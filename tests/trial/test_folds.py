"""Folds over seeds: repetitions divide the same rows, and all else follows the seed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import Config, parse_config
from gdrun.data import Portion
from gdrun.data.preparation import restored
from gdrun.errors import GdrunError
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.identity import Hashes, data_key, known_config
from gdrun.trial.streams import TrialStreams
from tests.trial.small import hashes

ROWS = 60


@pytest.fixture
def numbered(tmp_path: Path) -> str:
    """A file with a group for each row, and three classes."""
    random = np.random.default_rng(3)
    lines = ["row,who,x,y"]
    for row in range(ROWS):
        lines.append(f"{row},{row % 14},{random.normal():.6f},{'abc'[row % 3]}")
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def config_of(source: Any, split: Mapping[str, Any], **said: Any) -> Config:
    data = {"source": source, "split": split, "normalize": "none", **said.pop("data", {})}
    return parse_config({"data": data, "model": {"hidden": [3]}, **said}, Path(), "folds")


def rows_of(portion: Portion | None) -> list[int]:
    return [] if portion is None else portion.rows.tolist()


def portions(config: Config, seed: int) -> list[list[int]]:
    data = make_bindings(config, seed, Datasets()).dataset
    return [rows_of(portion) for portion in (data.train, data.validation, data.test)]


@pytest.mark.parametrize("said", [{}, {"groups": "who"}, {"stratify": False}])
def test_each_repetition_divides_all_rows_and_each_in_another_way(
    numbered: str, said: dict[str, Any]
) -> None:
    config = config_of(numbered, {"folds": 4, "validation": 0.25}, data=said, seeds=12)
    tested = []
    for repetition in range(3):
        drawn = [portions(config, 4 * repetition + fold) for fold in range(4)]
        assert sorted(row for _, _, test in drawn for row in test) == list(range(ROWS))
        for parts in drawn:
            assert sorted(row for part in parts for row in part) == list(range(ROWS))
        if "groups" in said:
            for parts in drawn:
                groups = [{row % 14 for row in part} for part in parts]
                assert sum(map(len, groups)) == 14
        tested.append([test for _, _, test in drawn])
    assert tested[0] != tested[1] != tested[2]


def test_the_preparation_knows_the_column_of_groups(numbered: str) -> None:
    for said, name in (({"groups": "who"}, ["who"]), ({}, None)):
        config = config_of(numbered, {"folds": 2}, data=said)
        preparation = make_bindings(config, 0, Datasets()).dataset.preparation
        plain = preparation.plain()
        assert plain.get("idle") == name
        assert list(restored(plain, config.data.normalize).idle) == (name or [])
        assert [column["name"] for column in plain["columns"]] == (
            ["row", "x"] if name else ["row", "who", "x"]
        )


def test_it_does_not_matter_whether_the_split_is_said_to_vary(numbered: str) -> None:
    split = {"folds": 3, "validation": 0.2}
    found = []
    for vary in (["init", "order"], ["split", "init", "order"]):
        config = config_of(numbered, split, seeds=6, randomness={"vary": vary})
        hashes_of_files = Hashes()
        found.append(
            (
                hashes(gdrun.train({**config.resolved(), "training": {"epochs": 2}}, workers=1)),
                known_config(config, hashes_of_files),
                data_key(config, hashes_of_files),
            )
        )
    one, other = found
    assert one[0] == other[0]
    assert len(set(one[0].values())) == 6
    assert one[1] is not None
    assert other[1] is not None
    assert one[1]["randomness"] == other[1]["randomness"]
    assert one[2] == other[2]


def test_first_weights_follow_the_seed_and_not_the_repetition(numbered: str) -> None:
    fixed: dict[str, list[str]] = {"vary": []}
    config = config_of(numbered, {"folds": 3}, seeds=6, training={"epochs": 1})
    still = config_of(numbered, {"folds": 3}, seeds=6, training={"epochs": 1}, randomness=fixed)
    for each, distinct in ((config, 6), (still, 1)):
        binding = make_bindings(each, 0, Datasets()).first
        thetas = binding.initial_thetas(TrialStreams(range(6), each.stream_seed))
        assert len(np.unique(thetas, axis=0)) == distinct


def test_data_that_is_drawn_anew_is_so_for_each_repetition() -> None:
    """Or folds would be of different rows, and no partition of any."""
    config = config_of(
        {"name": "moons", "rows": 30},
        {"folds": 3},
        seeds=6,
        randomness={"vary": ["data", "init"]},
    )
    for start in (0, 3):
        tested = [make_bindings(config, start + fold, Datasets()).dataset.test for fold in range(3)]
        rows = np.concatenate([portion.inputs for portion in tested if portion])
        again = make_bindings(config, start, Datasets()).dataset
        assert again.test is not None
        everything = np.concatenate([again.train.inputs, again.test.inputs])
        assert np.array_equal(np.unique(rows, axis=0), np.unique(everything, axis=0))
        assert len(np.unique(rows, axis=0)) == 30
    first, second = (make_bindings(config, seed, Datasets()).dataset for seed in (0, 3))
    assert first.train.inputs[0, 0] not in second.train.inputs


def test_folds_are_of_the_training_file(numbered: str, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("row,who,x,y\n70,20,0.5,a\n71,21,0.1,b\n72,21,0.1,b\n")
    source = {"train": numbered, "validation": str(other)}
    train, validation, test = portions(config_of(source, {"folds": 5}), 0)
    assert validation == [0, 1, 2]
    assert sorted(train + test) == list(range(ROWS))
    config = config_of(source, {"folds": 5, "validation": 0.1})
    with pytest.raises(GdrunError, match="validation is said twice"):
        portions(config, 0)


def test_a_config_without_folds_and_groups_is_known_as_before(numbered: str) -> None:
    config = config_of(numbered, {"train": 0.5, "test": 0.5})
    assert set(config.resolved()["data"]["split"]) == {"train", "validation", "test"}
    assert "groups" not in config.resolved()["data"]
