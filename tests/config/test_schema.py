"""What a config means: defaults, parts, the resolved form, JSON Schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from gdrun.config import Config, json_schema, load_config, parse_config
from gdrun.config.schema import SeparateSources
from gdrun.config.section import section_in
from gdrun.errors import ConfigError
from gdrun.parts import registry
from gdrun.parts.optimizers import Optimizer
from gdrun.parts.registry import Positive, parts
from gdrun.parts.sources import Csv, Idx, Npz

CONFIGS = sorted((Path(__file__).parents[2] / "configs").rglob("*.yaml"))


def parsed(**sections: Any) -> Config:
    return parse_config({"data": {"source": "digits"}, **sections}, Path("here"), "x")


def test_the_smallest_config_has_the_defaults_of_the_design() -> None:
    adam = {
        "name": "adam",
        "learning_rate": 0.001,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "weight_decay": 0.0,
        "amsgrad": False,
    }
    assert parsed().resolved() == {
        "name": "x",
        "data": {
            "source": {"name": "digits"},
            "target": None,
            "header": None,
            "missing": None,
            "split": {"train": 0.7, "validation": 0.15, "test": 0.15},
            "stratify": True,
            "normalize": {"name": "standardize"},
            "normalize_target": None,
            "task": None,
        },
        "model": {
            "hidden": [32],
            "activation": {"name": "relu"},
            "weights": {"name": "glorot_uniform"},
            "biases": {"name": "zeros"},
        },
        "loss": None,
        "penalty": {"l1": 0.0, "l2": 0.0},
        "optimizer": adam,
        "decay": {"name": "none", "warmup": 0, "per": "epoch", "minimum": 0.0},
        "training": {
            "epochs": 100,
            "batch_size": 32,
            "shuffle": True,
            "dtype": "float32",
            "clip_value": None,
            "clip_norm": None,
            "stop": {
                "gradient_norm": None,
                "loss_change": None,
                "loss_below": None,
                "monitor": None,
            },
        },
        "seeds": 10,
        "randomness": {"vary": ["init", "order"]},
        "sweep": None,
    }


FULL: dict[str, Any] = {
    "name": "full",
    "data": {"source": "d.npz", "split": {"train": 100, "test": 0.2}, "task": "regression"},
    "model": {"hidden": [3, 4], "activation": "tanh", "weights": {"name": "normal", "std": 1}},
    "loss": "mse",
    "penalty": {"l1": 1},
    "optimizer": {"name": "sgd", "momentum": 0.5},
    "decay": {"name": "plateau", "monitor": "train.loss"},
    "training": {
        "batch_size": "full",
        "clip_norm": 1,
        "stop": {"monitor": "validation.r2", "patience": 3, "loss_below": -1},
    },
    "seeds": [3, 0, 4294967295],
    "randomness": {"vary": ["split", "rounding"]},
    "sweep": {"optimizer": ["adam", {"name": "sgd"}], "training.batch_size": [1, "full"]},
}
SEPARATE: dict[str, Any] = {"data": {"source": {"train": "a.npz", "test": "b.NPZ"}}}
CONVERGING: dict[str, Any] = {"training": {"stop": {"loss_change": 1e-9, "patience": 5}}}


@pytest.mark.parametrize("sections", [{}, FULL, SEPARATE, CONVERGING])
def test_a_resolved_config_is_json_and_means_the_same(sections: dict[str, Any]) -> None:
    config = parsed(**sections)
    written = json.dumps(config.resolved(), allow_nan=False)
    assert parse_config(json.loads(written), Path("here"), "other") == config


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: str(path.stem))
def test_the_configs_that_come_with_gdrun_are_good(path: Path) -> None:
    config = load_config(path)
    assert config.name == path.stem
    assert parse_config(config.resolved(), path.parent, "other") == config


def test_what_was_said_is_what_is_there() -> None:
    config = parsed(**FULL)
    assert config.data.source == Npz(path="d.npz")
    assert config.data.split is not None
    assert config.data.split.train == 100
    assert config.data.split.validation is None
    assert config.model.hidden == (3, 4)
    assert config.optimizer.name == "sgd"
    assert config.training.stop.patience == 3
    assert config.folder == Path("here")


def test_separate_files_are_divided_only_if_asked() -> None:
    source = {"train": "a.npz", "test": {"name": "npz", "path": "b"}}
    data = parsed(data={"source": source}).data
    assert isinstance(data.source, SeparateSources)
    assert data.source.train == Npz(path="a.npz")
    assert data.source.validation is None
    assert data.source.test == Npz(path="b")
    assert data.split is None
    divided = parsed(data={"source": source, "split": {"train": 0.8, "validation": 0.2}}).data
    assert divided.split is not None
    assert divided.split.validation == 0.2


@pytest.mark.parametrize("suffix", [".csv", ".TSV", ".csv.gz", ".tsv.gz"])
def test_a_csv_file_is_told_by_its_suffix_and_may_be_read_in_a_certain_way(suffix: str) -> None:
    said = {"target": "y", "header": True, "missing": "drop"}
    data = parsed(data={"source": "a" + suffix, **said}).data
    assert data.source == Csv(path="a" + suffix)
    assert (data.target, data.header, data.missing) == ("y", True, "drop")
    assert parsed(data={"source": "a.csv", "target": -1}).data.target == -1


def test_error_is_the_name_of_the_default_for_missing_values() -> None:
    said = parsed(data={"source": "a.csv", "missing": "error"})
    assert said == parsed(data={"source": "a.csv"})
    assert "error" in json.dumps(json_schema()["$defs"]["DataSection"]["properties"]["missing"])


def test_two_idx_files_are_told_by_their_keys_also_for_each_part() -> None:
    pair = {"X": "a", "y": "b"}
    assert parsed(data={"source": pair}).data.source == Idx(X="a", y="b")
    data = parsed(data={"source": {"train": pair, "test": {"name": "idx", **pair}}}).data
    assert isinstance(data.source, SeparateSources)
    assert data.source.train == data.source.test == Idx(X="a", y="b")


@pytest.mark.parametrize(("seeds", "expected"), [(3, (0, 1, 2)), ([0], (0,)), ([7, 2], (7, 2))])
def test_seeds_are_a_number_or_a_list(seeds: Any, expected: tuple[int, ...]) -> None:
    assert parsed(seeds=seeds).seed_list() == expected


def test_one_is_all_rows_and_more_are_counts() -> None:
    split = parsed(data={"source": "iris", "split": {"train": 1}}).data.split
    assert split is not None
    assert (split.train, split.validation, split.test) == (1, None, None)
    counts = parsed(data={"source": "iris", "split": {"train": 90, "test": 60}}).data.split
    assert counts is not None
    assert isinstance(counts.train, int)
    assert counts.test == 60


def test_aliases_become_the_part_s_own_name() -> None:
    config = parsed(model={"weights": "xavier"}, optimizer={"name": "gradient_descent"})
    assert config.model.weights.name == "glorot_uniform"
    assert config.optimizer.name == "sgd"


@pytest.mark.parametrize("family", ["optimizers", "decays", "activations", "normalizers"])
def test_every_part_s_samples_are_judged_as_it_says(family: str) -> None:
    def write(name: str, sample: Any) -> dict[str, Any]:
        part = {"name": name, **sample}
        match family:
            case "activations":
                return {"model": {"activation": part}}
            case "normalizers":
                return {"data": {"source": "iris", "normalize": part}}
            case _:
                return {family[:-1]: part}

    for name, part in parts(family).items():
        for sample in part.valid:
            parsed(**write(name, sample))
        for sample in part.invalid:
            with pytest.raises(ConfigError):
                parsed(**write(name, sample))


@pytest.fixture
def newcomer() -> Iterator[type[Optimizer]]:
    """An optimizer that is registered when the schema is long there."""
    json_schema()

    class Newcomer(Optimizer):
        name: Literal["newcomer"] = "newcomer"
        aliases = ("novice",)
        learning_rate: Positive = 1.0
        boldness: Positive

    yield Newcomer
    del registry._families["optimizers"]["newcomer"]


def test_a_part_that_is_registered_later_can_be_chosen(newcomer: type[Optimizer]) -> None:
    config = parsed(optimizer={"name": "novice", "boldness": 2})
    assert config.optimizer == newcomer(boldness=2)  # type: ignore[call-arg]
    with pytest.raises(ConfigError, match="newcomer needs `boldness`"):
        parsed(optimizer="newcomer")


def test_json_schema_takes_bare_names_and_mappings(newcomer: type[Optimizer]) -> None:
    schema = json_schema()
    bare, *mappings = schema["properties"]["optimizer"]["anyOf"]
    assert {"adam", "sgd", "gradient_descent"} <= set(bare["enum"])
    assert not {"newcomer", "novice"} & set(bare["enum"]), "it has a parameter without default"
    (last,) = (one for one in mappings if newcomer.__name__ == one["title"])
    assert last["properties"]["name"]["enum"] == ["newcomer", "novice"]
    assert last["required"] == ["boldness", "name"]
    assert schema["required"] == ["data"]
    assert {"type": "null"} in schema["properties"]["loss"]["anyOf"]


def test_json_schema_says_what_it_is_and_what_shared_parameters_mean() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    _, *mappings = schema["properties"]["decay"]["anyOf"]
    (cosine,) = (one for one in mappings if one["title"] == "Cosine")
    assert "not a multiplier" in cosine["properties"]["minimum"]["description"]
    assert "count steps" in cosine["properties"]["per"]["description"]
    assert "rises linearly" in cosine["properties"]["warmup"]["description"]


def test_nothing_in_a_config_changes() -> None:
    config = parsed()
    for holder, key in ((config, "seeds"), (config.training, "epochs"), (config.optimizer, "name")):
        with pytest.raises(ValueError, match="frozen"):
            setattr(holder, key, 1)


def _keys(model: type[Any], around: str = "") -> Iterator[str]:
    """The dotted keys of all sections; parts have parameters of their own."""
    for key, field in model.model_fields.items():
        section = section_in(field)
        if section and key != "source":
            yield from _keys(section, f"{around}{key}.")
        else:
            yield around + key


IN_WORDS = {"data.split.folds": "{folds: 5"}
"""Keys that exclude others, and how a comment shows them."""


def test_one_config_shows_every_key() -> None:
    path = next(path for path in CONFIGS if path.stem == "every_key")
    text = path.read_text(encoding="utf-8")
    shown = yaml.safe_load(text)

    def has(key: str) -> bool:
        if key in IN_WORDS:
            return IN_WORDS[key] in text
        value = shown
        for word in key.split("."):
            value = value.get(word) if isinstance(value, dict) else None
        return value is not None

    assert [key for key in _keys(Config) if not has(key)] == []
