"""Folds and groups as a config says them: what they exclude, and seeds that fill repetitions."""

import json
from pathlib import Path
from typing import Any

import pytest

from gdrun.config import Config, parse_config
from gdrun.config.randomness import Stream
from gdrun.config.split import whole_repetitions
from gdrun.errors import ConfigError, Problem


def parsed(split: Any, *overrides: str, **sections: Any) -> Config:
    data = {"source": "iris", "split": split, **sections.pop("data", {})}
    return parse_config({"data": data, **sections}, Path("here"), "c.yaml", overrides)


def problem(split: Any, *overrides: str, **sections: Any) -> Problem:
    with pytest.raises(ConfigError) as caught:
        parsed(split, *overrides, **sections)
    (found,) = caught.value.problems
    return found


def test_folds_are_resolved_to_nothing_but_what_they_say() -> None:
    assert parsed({"folds": 5}).resolved()["data"]["split"] == {"folds": 5}
    config = parsed({"folds": 5, "validation": 0.2}, data={"groups": "who"})
    resolved = config.resolved()
    assert resolved["data"]["split"] == {"folds": 5, "validation": 0.2}
    assert resolved["data"]["groups"] == "who"
    assert parse_config(json.loads(json.dumps(resolved)), Path("here"), "other") == config


@pytest.mark.parametrize(("folds", "seeds"), [(5, 10), (2, 10), (10, 10), (3, 12), (12, 12)])
def test_seeds_that_are_not_said_fill_repetitions(folds: int, seeds: int) -> None:
    config = parsed({"folds": folds})
    assert config.seeds == seeds
    assert parse_config(config.resolved(), Path("here"), "c.yaml") == config


@pytest.mark.parametrize(("seeds", "whole"), [(1, 4), (4, 4), (5, 8), (8, 8)])
def test_repetitions_are_filled_up(seeds: int, whole: int) -> None:
    assert whole_repetitions(seeds, 4) == whole


@pytest.mark.parametrize("seeds", [4, 8, [0, 1, 2, 3], [7, 6, 5, 4], [8, 9, 10, 11, 0, 1, 3, 2]])
def test_seeds_may_be_those_of_any_repetitions(seeds: Any) -> None:
    expected = seeds if isinstance(seeds, int) else tuple(seeds)
    assert parsed({"folds": 4}, seeds=seeds).seeds == expected


@pytest.mark.parametrize(
    ("seeds", "message", "hint"),
    [
        (7, "7 seeds do not fill whole repetitions of 5 folds", "write 5 or 10"),
        (3, "3 seeds do not fill", "write 5"),
        (1001, "1,001 seeds", "write 1,000 or 1,005"),
        ([0, 1, 2], "the repetition of seed 0 has the seeds 0 to 4", "add 3, 4"),
        ([0, 1, 2, 3, 4, 13], "the repetition of seed 10 has", "add 10, 11, 12, 14"),
        ([0, 5, 10], "repetitions of 5 folds", "add 1, 2, 3, 4, 6, 7, 8, 9, …"),
    ],
)
def test_seeds_that_do_not_fill_repetitions_are_refused(
    seeds: Any, message: str, hint: str
) -> None:
    found = problem({"folds": 5}, seeds=seeds)
    assert message in found.message
    assert found.hint == hint
    by_option = problem({"folds": 5}, f"seeds={seeds}")
    assert "--set seeds" in str(by_option)


@pytest.mark.parametrize(
    ("split", "sections", "message", "hint"),
    [
        ({"folds": 5, "train": 0.5}, {}, "`train` is beside `folds`", "leave out `train`"),
        ({"folds": 5, "test": 0.5}, {}, "`test` is beside `folds`", "leave out `test`"),
        ({"folds": 5, "validation": 1}, {}, "1 leaves none to train", "below 1"),
        ({"folds": 1}, {}, "`folds` must be at least 2, not `1`", ""),
        ({"folds": 2.5}, {}, "`folds` must be a whole number, not `2.5`", ""),
        ({"validation": 0.2}, {}, "`train` is missing", ""),
        (
            {"folds": 5},
            {"data": {"source": {"train": "a.csv", "test": "b.csv"}}},
            "each of the `folds` is the test part once",
            "leave it out",
        ),
        ({"folds": 5}, {"data": {"groups": ""}}, "`groups` must be text that is not empty", ""),
    ],
)
def test_what_does_not_go_with_folds_is_told(
    split: Any, sections: dict[str, Any], message: str, hint: str
) -> None:
    found = problem(split, **sections)
    assert message in found.message
    assert hint in found.hint


@pytest.mark.parametrize(
    ("split", "vary", "streams"),
    [
        ({"folds": 2}, ["init"], ("split",)),
        ({"folds": 2}, ["split", "data"], ("data", "split")),
        ({"train": 1}, ["init", "split"], ("split",)),
        ({"train": 1}, ["order"], ()),
    ],
)
def test_the_split_follows_the_seed_where_there_are_folds(
    split: Any, vary: list[str], streams: tuple[Stream, ...]
) -> None:
    config = parsed(split, randomness={"vary": vary}, seeds=6)
    assert config.data_streams() == streams
    folds = "folds" in split
    for stream in streams:
        seeds = [config.stream_seed(stream, seed) for seed in (0, 1, 5)]
        assert seeds == ([0, 0, 2] if folds else [0, 1, 5])
    assert [config.fold(seed) for seed in (0, 1, 5)] == ([0, 1, 1] if folds else [0, 0, 0])
