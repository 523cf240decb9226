"""What trials are known by again, as far as their random streams tell them apart."""

from pathlib import Path
from typing import Any

import pytest

from gdrun.config import Config, parse_config
from gdrun.trial.identity import Hashes, data_key, known_config


def config(**randomness: Any) -> Config:
    return parse_config({"data": {"source": "iris"}, "randomness": randomness}, Path(), "c")


PLAIN: dict[str, Any] = {"vary": ["split", "init"]}


@pytest.mark.parametrize(
    ("said", "same_data", "same"),
    [
        ({"seeds_per_split": 1, "offsets": {"split": 0}}, True, True),
        ({"seeds_per_split": 2}, False, False),
        ({"offsets": {"split": 3}}, False, False),
        ({"offsets": {"init": 3}}, True, False),
        # There is no dropout.
        ({"offsets": {"dropout": 3}}, True, True),
    ],
)
def test_streams_with_other_seeds_are_other_trials(
    said: dict[str, Any], same_data: bool, same: bool
) -> None:
    plain, other = config(**PLAIN), config(**PLAIN, **said)
    assert (data_key(plain, Hashes()) == data_key(other, Hashes())) is same_data
    assert (known_config(plain, Hashes()) == known_config(other, Hashes())) is same


def test_data_of_configs_without_offsets_is_known_as_it_ever_was() -> None:
    """Stores hold these hashes."""
    assert data_key(config(), Hashes()) == "542534dd14c58ba8"
    assert data_key(config(**PLAIN), Hashes()) == "d0b3b4d6283a612a"
