"""``--set KEY=VALUE`` sets what a file could say, by the same rules."""

from pathlib import Path
from typing import Any

import pytest

from gdrun.config import Config, parse_config
from gdrun.errors import ConfigError, Problem


def overridden(*overrides: str, **sections: Any) -> Config:
    return parse_config({"data": {"source": "iris"}, **sections}, Path(), "x", overrides)


def problem_of(*overrides: str, **sections: Any) -> Problem:
    with pytest.raises(ConfigError) as caught:
        overridden(*overrides, **sections)
    (problem,) = caught.value.problems
    return problem


# Overrides, and what the file would say instead.
SAME = {
    "part's parameter, left out": (
        ["optimizer.learning_rate=1e-2"],
        {"optimizer": {"name": "adam", "learning_rate": 0.01}},
    ),
    "section left out": (["training.epochs=3"], {"training": {"epochs": 3}}),
    "deep": (["training.stop.gradient_norm=1"], {"training": {"stop": {"gradient_norm": 1}}}),
    "word": (["training.batch_size=full"], {"training": {"batch_size": "full"}}),
    "list": (["model.hidden=[8, 4]"], {"model": {"hidden": [8, 4]}}),
    "part": (
        ["optimizer={name: sgd, momentum: 0.9}"],
        {"optimizer": {"name": "sgd", "momentum": 0.9}},
    ),
    "null": (["loss="], {"loss": None}),
    "value with =": (["name=a=b"], {"name": "a=b"}),
    "space": ([" name = a "], {"name": "a"}),
    "file": (["data.source=a.npz"], {"data": {"source": "a.npz"}}),
    "the last wins": (["seeds=3", "seeds=4"], {"seeds": 4}),
    "one after another": (
        ["optimizer=sgd", "optimizer.momentum=0.5"],
        {"optimizer": {"name": "sgd", "momentum": 0.5}},
    ),
    "sweep": (["sweep.training.epochs=[1, 2]"], {"sweep": {"training.epochs": [1, 2]}}),
}


@pytest.mark.parametrize(("overrides", "sections"), SAME.values(), ids=SAME)
def test_an_override_says_what_a_file_could_say(
    overrides: list[str], sections: dict[str, Any]
) -> None:
    assert overridden(*overrides) == overridden(**sections)


def test_a_bare_name_becomes_a_mapping_when_a_parameter_is_set() -> None:
    config = overridden("optimizer.momentum=0.9", optimizer="sgd")
    assert config.optimizer == overridden(optimizer={"name": "sgd", "momentum": 0.9}).optimizer


def test_a_path_becomes_a_mapping_when_a_parameter_is_set() -> None:
    config = overridden("data.source.path=b.npz", data={"source": "a.npz"})
    assert config.data.source == overridden("data.source=b.npz").data.source


def test_other_parameters_stay_but_a_whole_part_is_replaced() -> None:
    given = {"name": "sgd", "momentum": 0.9, "weight_decay": 0.1}
    kept = overridden("optimizer.momentum=0.5", optimizer=given).optimizer
    assert kept == overridden(optimizer={**given, "momentum": 0.5}).optimizer
    replaced = overridden("optimizer={name: sgd, momentum: 0.5}", optimizer=given).optimizer
    assert replaced == overridden(optimizer={"name": "sgd", "momentum": 0.5}).optimizer
    assert overridden("optimizer=adam", optimizer=given).optimizer.name == "adam"


def test_a_mistake_in_the_file_can_be_overridden() -> None:
    assert overridden("optimizer=sgd", optimizer={"name": "adm", "x": 1}).optimizer.name == "sgd"


# The override, then words of the message and of the hint.
MISTAKES = {
    "no value": ("seeds", "not KEY=VALUE", "optimizer.learning_rate=0.1"),
    "no key": ("=3", "not KEY=VALUE", "for example"),
    "empty step": ("training..epochs=3", "not KEY=VALUE", ""),
    "unknown key": ("optimiser=sgd", "`optimiser` is not a key of a config", "`optimizer`"),
    "unknown section": ("trainig.epochs=3", "`trainig` is not a key", "`training`"),
    "unknown deep key": ("training.epoch=3", "`epoch` is not a key of `training`", "`epochs`"),
    "parameter": ("optimizer.nesterov=true", "not a parameter of adam; sgd has it", "adam takes"),
    "bound": ("optimizer.learning_rate=-1", "must be above 0, not `-1`", ""),
    "type": ("training.epochs=ten", "a whole number, not the text `ten`", ""),
    "part": ("optimizer=adm", "`adm` is none of the optimizers", "`adam`"),
    "below a number": ("name.x=3", "must be text, not a mapping", ""),
    "YAML": ("model.hidden=[1", "not closed", ""),
    "tag": ("seeds=!!python/object:os.x 3", "`!!python/object:os.x` is not allowed", ""),
    "duplicate": ("optimizer={name: sgd, name: adam}", "`name` is given twice", ""),
    "control character": ("name=\x1b[31m", "U+001B", ""),
    "documents": ("seeds=3\n---\n4", "second document", ""),
    "deep": ("a." * 40 + "b=3", "deeper than 32", ""),
}


@pytest.mark.parametrize(("override", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_the_option(override: str, message: str, hint: str) -> None:
    problem = problem_of(override)
    assert problem.where.startswith("--set ")
    assert problem.where.removeprefix("--set ").startswith(override[:6].partition("\x1b")[0])
    assert message in problem.message
    assert hint in problem.hint
    assert "\x1b" not in str(problem)


def test_keys_below_a_value_are_told() -> None:
    assert "`seeds` holds no keys" in problem_of("seeds.x=3", seeds=[1, 2]).message


def test_mistakes_of_file_and_overrides_are_told_together() -> None:
    text = "data: {source: iris}\ntraining: {epochs: 0}\n"
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path(), "c.yaml", ["seeds=-1", "x"])
    places = [problem.where for problem in caught.value.problems]
    assert places == ["c.yaml:2:20", "--set x", "--set seeds=-1"]


def test_what_an_override_replaced_is_not_blamed() -> None:
    text = "data: {source: iris}\noptimizer: {name: sgd}\n"
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path(), "c.yaml", ["optimizer=adm", "optimizer.x=1"])
    (problem,) = caught.value.problems
    assert problem.where == "--set optimizer=adm"
