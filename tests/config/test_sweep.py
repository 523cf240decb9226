"""From what a sweep says to one checked config for each combination."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from gdrun.config import Sweep, load_sweep, over_options, over_values, parse_sweep
from gdrun.errors import ConfigError

BASE: dict[str, Any] = {"data": {"source": "iris"}, "seeds": 3}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(**sections: Any) -> Path:
        path = tmp_path / "base.yaml"
        path.write_text(yaml.safe_dump({**BASE, **sections}), encoding="utf-8")
        return path

    return written


def mistakes(sweep: Any, **options: Any) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load_sweep(sweep, **options).combinations()
    return [str(problem) for problem in error.value.problems]


def parameters(sweep: Sweep) -> list[dict[str, Any]]:
    return [each.parameters for each in sweep.combinations()]


def test_a_grid_holds_every_combination_in_order(write: Any) -> None:
    sweep = load_sweep(write(sweep={"training.batch_size": [1, "full"], "training.epochs": [5, 7]}))
    assert sweep.size == 4
    assert sweep.seeds == 3
    assert parameters(sweep) == [
        {"training.batch_size": size, "training.epochs": epochs}
        for size in (1, "full")
        for epochs in (5, 7)
    ]
    assert [s.config.training.batch_size for s in sweep.combinations()] == [1, 1, "full", "full"]


def test_a_whole_part_replaces_the_bases_and_then_dotted_keys_apply(write: Any) -> None:
    """Momentum of the base is not merged into Adam, which has none."""
    path = write(
        optimizer={"name": "sgd", "momentum": 0.9, "learning_rate": 0.5},
        sweep={"optimizer.learning_rate": [0.1], "optimizer": ["adam", "sgd"]},
    )
    adam, sgd = (each.config.optimizer for each in load_sweep(path).combinations())
    assert (adam.name, adam.learning_rate) == ("adam", 0.1)
    assert sgd.model_dump()["momentum"] == 0.0
    assert sgd.learning_rate == 0.1


def test_a_key_that_the_chosen_part_lacks_is_a_bad_combination_and_named(write: Any) -> None:
    path = write(sweep={"optimizer": ["sgd", "adam"], "optimizer.momentum": [0.9]})
    (mistake,) = mistakes(path)
    assert "momentum" in mistake
    assert "optimizer=adam, momentum=0.9" in mistake


def test_ranges(write: Any) -> None:
    path = write(
        sweep={
            "optimizer.learning_rate": {"log": [1.0e-4, 1, 5]},
            "training.epochs": {"linear": [10, 30, 3]},
        }
    )
    combinations = load_sweep(path).combinations()
    rates = list(dict.fromkeys(each.config.optimizer.learning_rate for each in combinations))
    assert rates == [1e-4, 1e-3, 1e-2, 0.1, 1.0]
    assert {each.config.training.epochs for each in combinations} == {10, 20, 30}


def test_draws_are_seeded_distinct_and_within_bounds(write: Any) -> None:
    path = write(
        sweep={
            "optimizer.learning_rate": {"log_uniform": [1.0e-4, 1]},
            "penalty.l2": {"uniform": [0.1, 0.2]},
            "training.batch_size": {"choice": [8, 16]},
        }
    )
    drawn = parameters(load_sweep(path, sample=50))
    assert drawn == parameters(load_sweep(path, sample=50))
    assert drawn != parameters(load_sweep(path, sample=50, seed=1))
    assert len({str(each) for each in drawn}) == 50
    rates = [each["optimizer.learning_rate"] for each in drawn]
    assert 1e-4 <= min(rates) < 1e-2 < max(rates) <= 1
    assert all(0.1 <= each["penalty.l2"] <= 0.2 for each in drawn)
    assert {each["training.batch_size"] for each in drawn} == {8, 16}


def test_more_draws_than_combinations_find_each_once(write: Any) -> None:
    path = write(sweep={"training.batch_size": {"choice": [8, 16]}})
    assert len(parameters(load_sweep(path, sample=10))) == 2


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        (
            {"optimizer": ["sgd", {"name": "sgd"}]},
            '`optimizer="sgd"` and `optimizer={"name": "sgd"}`',
        ),
        ({"optimizer.learning_rate": [1, 1.0]}, "`optimizer.learning_rate=1` and `optimizer"),
        ({"model.weights": ["xavier", "glorot_uniform"]}, "the same setting"),
        ({"optimizer": ["sgd", {"name": "sgd", "momentum": 0.0}]}, "the same setting"),
    ],
)
def test_one_setting_said_twice_is_refused(write: Any, sweep: Any, said: str) -> None:
    """Else its trials would count twice, and its mean would seem to be known better than it is."""
    (mistake,) = mistakes(write(sweep={**sweep, "training.epochs": [1, 2, 3]}))
    assert said in mistake
    assert "base.yaml:" in mistake


def test_two_settings_of_one_name_are_refused(write: Any) -> None:
    """A column's place, and a column's name that looks like it."""
    path = write(
        data={"source": "a.csv"}, sweep={"data.target": [1, "1"], "training.epochs": [1, 2]}
    )
    (mistake,) = mistakes(path)
    assert '`data.target=1` and `data.target="1"` would have the same name' in mistake


def test_settings_that_are_equal_in_two_keys_at_once_are_refused(write: Any) -> None:
    path = write(
        sweep={
            "optimizer": ["sgd", {"name": "sgd", "learning_rate": 0.5}],
            "optimizer.learning_rate": [0.1],
        }
    )
    (mistake,) = mistakes(path)
    assert "the same setting" in mistake


def test_values_that_look_alike_have_names_of_their_own(write: Any) -> None:
    path = write(sweep={"optimizer.learning_rate": [0.1234567, 0.12345678]})
    names = [each.name for each in load_sweep(path).combinations()]
    assert len(set(names)) == 2


def test_over_adds_keys_and_replaces_those_of_the_file(write: Any) -> None:
    path = write(sweep={"training.epochs": [1, 2]})
    over = over_options(["training.epochs=3", "optimizer=sgd,{name: adam, beta1: 0.5}"])
    sweep = load_sweep(path, over=over)
    assert [s.config.training.epochs for s in sweep.combinations()] == [3, 3]
    assert [s.config.optimizer.name for s in sweep.combinations()] == ["sgd", "adam"]


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        ({"training.epoch": [1]}, "did you mean"),
        ({"training.epochs": []}, "has no values"),
        ({"training.epochs": 3}, "needs a list"),
        ({"training.epochs": ["many"]}, "base.yaml:"),
        ({"training.epochs": [3, 3]}, "twice"),
        ({"seeds": [1, 2]}, "cannot be swept over"),
        ({"optimizer.learning_rate": {"log": [0, 1, 3]}}, "above 0"),
        ({"optimizer.learning_rate": {"linear": [0.1, 0.1, 3]}}, "twice"),
        ({"optimizer.learning_rate": {"uniform": [0.1, 1]}}, "--sample"),
        ({}, "nothing to sweep"),
        ([1], "must be a mapping"),
    ],
)
def test_mistakes_are_told(write: Any, sweep: Any, said: str) -> None:
    assert said in "\n".join(mistakes(write(sweep=sweep)))


def test_setting_a_swept_key_is_a_mistake(write: Any) -> None:
    path = write(sweep={"optimizer": ["sgd", "adam"]})
    (mistake,) = mistakes(path, overrides=["optimizer.learning_rate=0.1"])
    assert "is swept over, so it cannot be set" in mistake


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("model.hidden=[8],[16]", [[8], [16]]),
        ("model.hidden=[[8],[16]]", [[8], [16]]),
        ("model.hidden=[8]", [[8]]),
        ("optimizer.learning_rate=[0.1,0.01]", [0.1, 0.01]),
        ("optimizer={name: adam},sgd", [{"name": "adam"}, "sgd"]),
        ("optimizer={name: adam}", [{"name": "adam"}]),
        ("optimizer.learning_rate={log: [0.1, 10, 3]}", [0.1, 1.0, 10.0]),
    ],
)
def test_over_takes_lists_mappings_and_ranges(write: Any, said: str, values: list[Any]) -> None:
    sweep = load_sweep(write(), over=over_options([said]))
    assert [list(found.values()) for found in parameters(sweep)] == [[value] for value in values]


def test_over_says_each_key_once(write: Any) -> None:
    over = over_options(["training.epochs=1,2", "training.epochs=3"])
    (problem,) = mistakes(write(), over=over)
    assert "twice" in problem


@pytest.mark.parametrize(
    ("key", "said", "values"),
    [
        ("model.hidden", [[8], [16, 4]], [[8], [16, 4]]),
        ("training.epochs", np.arange(1, 3), [1, 2]),
        ("training.epochs", (np.int64(5), 6), [5, 6]),
        ("optimizer.learning_rate", (10.0**-n for n in (1, 2)), [0.1, 0.01]),
        ("optimizer", ["sgd", {"name": "adam", "beta1": np.float64(0.5)}], None),
        ("training.batch_size", ["full", 8], ["full", 8]),
    ],
)
def test_values_are_taken_as_they_are(key: str, said: Any, values: list[Any] | None) -> None:
    sweep = parse_sweep(BASE, Path(), "base", over_values({key: said}))
    found = [combination[key] for combination in parameters(sweep)]
    assert found == (said if values is None else values)
    assert all(type(each) in (int, float, str, list, dict) for each in found)


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"training.epochs": [5, "five"]}, "over: training.epochs[1]: `epochs` must be a whole"),
        ({"training.epochs": [3, 3]}, "over: training.epochs: `training.epochs` has the value 3"),
        ({"model.hidden": [8]}, "write `[8]`"),
        ({"optimizer": ["adm"]}, "over: optimizer[0]: `adm` is none of the optimizers"),
        ({"optimizer.learning_rate": [float("nan")]}, "a finite number, not `nan`"),
        ({"seeds": [[1], [2]]}, "`seeds` cannot be swept over"),
        ({}, "base: there is nothing to sweep over"),
    ],
)
def test_mistakes_in_values_name_the_key_and_the_value(over: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_sweep(BASE, Path(), "base", over_values(over)).combinations()
    assert says in str(error.value)


def test_a_hint_comes_after_the_combination_that_it_is_for(write: Any) -> None:
    """A question ends with its mark, and nothing follows it."""
    (mistake,) = mistakes(write(sweep={"optimizer": ["adm"]}))
    assert mistake.endswith("in optimizer=adm: did you mean `adam`?")
