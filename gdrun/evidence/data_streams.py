"""Which of the data follows the seed, as a stored config tells it."""

from collections.abc import Mapping
from typing import Any


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
