"""Every mistake is told with its line and what would be right, all at once."""

from pathlib import Path
from typing import Any

import pytest

from gdrun.config import parse_config
from gdrun.errors import ConfigError, Problem

DATA = "data: {source: digits}\n"


def problems(config: str | dict[str, Any], *overrides: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_config(config, Path(), "c.yaml", overrides)
    return caught.value.problems


# What follows the data section, then line:column, and words of the message and of the hint.
MISTAKES = {
    "unknown key": ("trainig: {epochs: 3}", "2:1", "`trainig` is not a key", "`training`"),
    "key of another section": ("epochs: 3", "2:1", "`epochs` is not", "`training.epochs`"),
    "part's parameter elsewhere": ("momentum: 0.9", "2:1", "not a key", "`optimizer.momentum`"),
    "dotted key": ("training.epochs: 3", "2:1", "not a key", "`training: {epochs: …}`"),
    "wrong case": ("Seeds: 3", "2:1", "`Seeds` is not a key", "`seeds`"),
    "duplicate key": ("seeds: 1\nseeds: 2", "3:1", "given twice, first on line 2", ""),
    "nested duplicate": ("model:\n  hidden: []\n  hidden: [1]", "4:3", "line 3", ""),
    "text for a number": ("training: {epochs: ten}", "2:20", "a whole number, not the text", ""),
    "quoted number": ("training: {epochs: '10'}", "2:20", "the text `10`", "without quotes"),
    "decimal for an integer": ("training: {epochs: 1e2}", "2:20", "whole number", "write `100`"),
    "truth value for an integer": ("seeds: true", "2:8", "a whole number or a list", ""),
    "truth value for a number": ("penalty: {l2: yes}", "2:15", "a number, not `yes`", ""),
    "number for a truth value": ("training: {shuffle: 1}", "2:21", "true or false, not `1`", ""),
    "line break in a name": ('name: "a\\nb"', "2:7", "a line break or a control", "one line"),
    "escape in a name": ('name: "\\e[2J"', "2:7", "a line break or a control", "one line"),
    "number for text": ("name: 3", "2:7", "must be text, not `3`", "quotes"),
    "scalar for a list": ("model: {hidden: 32}", "2:17", "a list, not `32`", "write `[32]`"),
    "scalar for a mapping": ("training: 3", "2:11", "a mapping, not `3`", "epochs, batch_size"),
    "list for a mapping": ("training:\n  - epochs: 3", "2:1", "a mapping, not a list", "epochs"),
    "nothing": ("model:", "2:7", "not nothing", "leave the key out"),
    "no part": ("optimizer:", "2:11", "not nothing", "leave the key out"),
    "decimal for seeds": ("seeds: 2.5", "2:8", "a whole number or a list, not `2.5`", None),
    "truth value for seeds": ("seeds: yes", "2:8", "a whole number or a list, not `yes`", None),
    "text for seeds": ("seeds: '08'", "2:8", "not the text `08`", "without quotes"),
    "nothing in a section": ("training: {stop: }", "2:17", "not nothing", "or write `{}`"),
    "not a number": (
        "optimizer: {name: sgd, learning_rate: nan}",
        "2:39",
        "a number, not the text `nan`",
        None,
    ),
    "octal": ("training: {epochs: 010}", "2:20", "read by YAML as 8, in octal", "write `8`"),
    "base sixty": ("training: {epochs: 1:30}", "2:20", "as 90, in base sixty", "in quotes"),
    "test part": (
        "training: {stop: {monitor: test.loss}}",
        "2:28",
        "not `test.loss`",
        "the test part is never watched",
    ),
    "below its bound": ("training: {epochs: 0}", "2:20", "at least 1, not `0`", ""),
    "at an open bound": ("training: {clip_norm: 0}", "2:23", "above 0, not `0`", ""),
    "not finite": ("penalty: {l1: .inf}", "2:15", "a finite number", ""),
    "parameter's bound": (
        "optimizer:\n  name: adam\n  learning_rate: -1",
        "4:18",
        "`learning_rate` must be above 0, not `-1`",
        "",
    ),
    "item's bound": ("model: {hidden: [8, 0]}", "2:21", "`hidden[1]` must be at least 1", ""),
    "batch size": ("training: {batch_size: -1}", "2:24", "at least 1 or `full`, not `-1`", ""),
    "batch word": ("training: {batch_size: ful}", "2:24", "whole number or `full`", "`full`"),
    "no seeds": ("seeds: []", "2:1", "at least 1 item, not an empty list", ""),
    "zero seeds": ("seeds: 0", "2:8", "at least 1, not `0`", ""),
    "negative seed": ("seeds: [0, -1]", "2:12", "`seeds[1]` must be at least 0", ""),
    "seed twice": ("seeds: [0, 1, 0]", "2:15", "`0` is there twice", ""),
    "stream twice": ("randomness: {vary: [init, init]}", "2:27", "`init` is there twice", ""),
    "unknown stream": ("randomness: {vary: [inti]}", "2:21", "`split`", "`init`"),
    "unknown choice": ("training: {dtype: float46}", "2:19", "`float32` or `float64`", ""),
    "unknown part": ("optimizer: adm", "2:12", "`adm` is none of the optimizers", "`adam`"),
    "part like no other": ("decay: xyz", "2:8", "`xyz` is none of the decays", "none, exponential"),
    "named part": ("optimizer: {name: adm}", "2:19", "`adm` is none of", "`adam`"),
    "part without a name": ("decay: {every: 3}", "2:1", "`name` is missing", "exponential"),
    "number for a part": ("model: {activation: 3}", "2:21", "the name of one of", "relu"),
    "another part's parameter": (
        "optimizer: {name: adam, nesterov: true}",
        "2:25",
        "`nesterov` is not a parameter of adam; sgd has it",
        "adam takes: learning_rate, beta1",
    ),
    "misspelled parameter": (
        "optimizer: {name: adam, lerning_rate: 0.9}",
        "2:25",
        "not a parameter of adam",
        "`learning_rate`",
    ),
    "part takes nothing": ("model: {biases: {name: zeros, x: 1}}", "2:31", "zeros", "no param"),
    "missing parameter": ("model: {weights: file}", "2:18", "file needs `path`", "path: …"),
    "part's own rule": ("decay: {name: plateau, per: step}", "2:1", "leave out `per`", ""),
    "monitor": (
        "training: {stop: {monitor: validation.acuracy}}",
        "2:28",
        "not `validation.acuracy`",
        "`validation.accuracy`",
    ),
    "train metric that is not known": (
        "training: {stop: {monitor: train.accuracy}}",
        "2:28",
        "`train.loss`",
        "",
    ),
    "plateau's monitor": ("decay: {name: plateau, monitor: loss}", "2:33", "`train.loss`", ""),
    "minimum above the rate": (
        "decay: {name: cosine, minimum: 0.1}",
        "2:32",
        "lowest rate 0.1 is above the optimizer's `learning_rate` 0.001",
        "no multiplier",
    ),
    "line of zeros": ("decay: {name: linear, start: 0}", "2:1", "must be above 0", ""),
    "pointless patience": (
        "training: {stop: {patience: 3}}",
        "2:29",
        "`patience` does nothing without `monitor` or `loss_change`",
        "add",
    ),
    "pointless minimum": (
        "training: {stop: {loss_change: 1, minimum_change: 3}}",
        "2:51",
        "`minimum_change` does nothing without `monitor`",
        "add",
    ),
    "sweep of nothing": ("sweep: [1]", "2:1", "a mapping, not a list", ""),
    "word that is no word": ("on: 3", "2:1", "`on` is read by YAML as true", "'on'"),
    "number as a key": ("sweep: {1: 3}", "2:9", "as a number", "'1'"),
}


@pytest.mark.parametrize(("text", "at", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_is(text: str, at: str, message: str, hint: str | None) -> None:
    (problem,) = problems(DATA + text + "\n")
    assert problem.where == f"c.yaml:{at}"
    assert message in problem.message
    assert problem.hint == "" if hint is None else hint in problem.hint


DATA_MISTAKES = {
    "no data": ("seeds: 3", "1:1", "`data` is missing", "data: {source: digits}"),
    "no source": ("data: {task: regression}", "1:1", "`source` is missing", "digits"),
    "misspelled source": ("data: {sorce: digits}", "1:8", "`sorce` is not a key", "`source`"),
    "unknown set": ("data: {source: digist}", "1:16", "`digist` is none", "`digits`"),
    "unknown kind of file": ("data: {source: a.doc}", "1:16", "`a.doc` is none", ".npz"),
    "reader without a file": ("data: {source: npz}", "1:16", "npz needs `path`", ""),
    "unknown portion": ("data: {source: {train: a.npz, tset: b.npz}}", "1:31", "tset", "`test`"),
    "portion's file": ("data: {source: {train: a.npz, test: b.doc}}", "1:37", "b.doc", ".npz"),
    "no train file": ("data: {source: {test: a.npz}}", "1:8", "`train` is missing", ""),
    "nothing for a source": ("data: {source: }", "1:15", "not nothing", "the smallest config"),
    "place between columns": (
        "data: {source: a.csv, target: 1.5}",
        "1:31",
        "a whole number or text, not `1.5`",
        "in quotes if it is a name",
    ),
    "too much": ("data: {source: iris, split: {train: 0.8, test: 0.3}}", "1:22", "up to 1.1", ""),
    "no split": ("data: {source: iris, split: }", "1:28", "`split` has no value", "leave it out"),
    "no train rows": ("data: {source: iris, split: {train: 0}}", "1:37", "above 0", ""),
    "half a row": ("data: {source: iris, split: {train: 1.5}}", "1:37", "`1.5` is neither", ""),
    "negative rows": ("data: {source: iris, split: {train: 1, test: -1}}", "1:46", "least 0", ""),
    "no train share": ("data: {source: iris, split: {test: 1}}", "1:22", "`train` is missing", ""),
    "task": ("data: {source: iris, task: clustering}", "1:28", "`classification` or", ""),
}


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"), DATA_MISTAKES.values(), ids=DATA_MISTAKES
)
def test_a_mistake_in_the_data_is_told(text: str, at: str, message: str, hint: str) -> None:
    (problem,) = problems(text)
    assert problem.where == f"c.yaml:{at}"
    assert message in problem.message
    assert hint in problem.hint


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = """\
optimizer: {name: sgd, beta1: 0.9, momentum: much}
data:
  source: digist
  split: {train: 2.5}
seeds: [1, 1]
training:
  epochs: 0
  epochs: 3
  stop: {patience: 3}
decai: none
!!python/object:os.system x: 1
"""
    told = problems(text)
    assert [problem.where.partition(":")[2] for problem in told] == [
        "1:24",
        "1:46",
        "3:11",
        "4:18",
        "5:12",
        "7:11",
        "8:3",
        "9:20",
        "10:1",
        "11:1",
    ]


def test_a_value_that_could_not_be_read_is_told_once() -> None:
    (problem,) = problems(DATA + "training: {epochs: !!python/name:os.system }")
    assert "`!!python/name:os.system`" in problem.message


def test_no_word_of_pydantic_reaches_the_user() -> None:
    everything = "".join(f"{text}\n" for text, *_ in MISTAKES.values())
    for problem in problems(DATA + everything):
        assert "nput" not in str(problem)
        assert "valid" not in problem.message.replace("validation", "")


def test_a_mapping_is_told_of_by_its_keys() -> None:
    config = {"data": {"source": "digits"}, "training": {"epochs": 0}, "optimizer": "adm"}
    optimizer, epochs = sorted(problems(config), key=str)
    assert str(epochs) == "c.yaml: training.epochs: `epochs` must be at least 1, not `0`"
    assert optimizer.where == "c.yaml: optimizer"


@pytest.mark.parametrize("value", [object(), {1: 2}, "nul\0", "\ud800", {"\ud800": 1}, 2**5000])
def test_a_mapping_that_no_yaml_could_say_is_refused(value: object) -> None:
    (problem,) = problems({"data": {"source": "digits"}, "name": value})
    assert problem.where == "c.yaml: name"


def test_keys_for_csv_files_are_refused_for_other_sources_each_at_its_place() -> None:
    first, second = problems("data: {source: iris, target: y, missing: drop}")
    assert (first.where, second.where) == ("c.yaml:1:30", "c.yaml:1:42")
    assert "`target` is for CSV and TSV files alone" in first.message
    assert "`missing` is for CSV and TSV files alone" in second.message


def test_of_two_idx_files_both_are_needed() -> None:
    (problem,) = problems("data: {source: {X: images}}")
    assert "idx needs `y`" in problem.message
