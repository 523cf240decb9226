"""What a config says of its random streams."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.config import Config, parse_config
from gdrun.errors import ConfigError


def parsed(randomness: dict[str, Any], **sections: Any) -> Config:
    said = {"data": {"source": "iris"}, "randomness": randomness, **sections}
    return parse_config(said, Path(), "c")


@pytest.mark.parametrize("said", [{}, {"seeds_per_split": 1}, {"offsets": {"init": 0}}])
def test_what_adds_nothing_is_not_written_down(said: dict[str, Any]) -> None:
    """Stores hold hashes of configs from before there were these keys."""
    assert parsed(said).resolved()["randomness"] == {"vary": ["init", "order"]}


def test_what_is_said_is_written_down_and_read_again() -> None:
    said = {"vary": ["split"], "seeds_per_split": 2, "offsets": {"order": 7}}
    config = parsed(said)
    assert config.resolved()["randomness"] == said
    assert parse_config(config.resolved(), Path(), "c") == config


def test_each_stream_has_a_seed() -> None:
    offsets = {"split": 100, "init": 7, "dropout": 9}
    config = parsed({"vary": ["split", "init"], "seeds_per_split": 3, "offsets": offsets})
    assert [config.stream_seed("split", seed) for seed in (0, 2, 3, 8)] == [100, 100, 101, 102]
    assert config.stream_seed("init", np.arange(3)).tolist() == [7, 8, 9]
    assert config.stream_seed("order", np.arange(3)).tolist() == [0, 0, 0]
    assert config.stream_seed("dropout", 5) == 9


def test_offsets_move_whole_repetitions_of_folds() -> None:
    data = {"source": "iris", "split": {"folds": 5}}
    config = parsed({"offsets": {"split": 4}}, data=data)
    assert [config.stream_seed("split", seed) for seed in (0, 4, 5)] == [4, 4, 5]


@pytest.mark.parametrize(
    ("randomness", "sections", "told"),
    [
        ({"seeds_per_split": 2}, {}, "the split does not follow the seed"),
        ({"seeds_per_split": 0}, {}, "at least 1"),
        (
            {"vary": ["split"], "seeds_per_split": 2},
            {"data": {"source": "iris", "split": {"folds": 5}}},
            "there are folds",
        ),
        ({"offsets": {"init": -1}}, {}, "at least 0"),
        ({"offsets": {"initt": 1}}, {}, "did you mean `init`"),
        ({"offsets": {"init": 2**32 - 1}}, {"seeds": 2}, "beyond the highest seed"),
        ({"offsets": 3}, {}, "a mapping"),
    ],
)
def test_what_cannot_be_is_refused(
    randomness: dict[str, Any], sections: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigError) as error:
        parsed(randomness, **sections)
    assert told in str(error.value)
