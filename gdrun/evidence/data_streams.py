"""Which portions the data has, and which of it follows the seed, as a stored config tells it."""

from collections.abc import Mapping
from typing import Any

from gdrun.records import PORTIONS


def config_portions(config: Mapping[str, Any]) -> list[str]:
    """The portions that the data is divided into, in their order."""
    source, split = config["data"]["source"], config["data"].get("split") or {}
    there = {PORTIONS[0], *(each for each in PORTIONS if source.get(each) or split.get(each))}
    if "folds" in split:
        there.add(PORTIONS[-1])
    return [each for each in PORTIONS if each in there]


def data_streams(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the streams ``split`` and ``data`` that follow the seed; folds always do."""
    streams = {*config["randomness"]["vary"]}
    if "folds" in (config["data"].get("split") or {}):
        streams.add("split")
    return tuple(each for each in ("split", "data") if each in streams)


def split_of(config: Mapping[str, Any], seed: int) -> int:
    """The number of a seed's split: several seeds may have one."""
    each: int = config["randomness"].get("seeds_per_split", 1)
    return seed // each
