"""Whether new rows are those that a variant was trained on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gdrun.config import parse_config
from gdrun.errors import GdrunError
from gdrun.records import Variant
from gdrun.trial.identity import Hashes, data_key


def is_training_file(variant: Variant, path: Path) -> bool:
    """Whether a file's content is that of the variant's one source, wherever that lies.

    A variant knows its data by a hash. It is that of its settings with this file, or it is not.
    """
    said: Mapping[str, Any] = variant.config
    source = said["data"]["source"]
    if set(source) != {"name", "path"} or not path.is_file():
        return False
    data = {key: each for key, each in said["data"].items() if each is not None}
    # How columns are normalised is no part of the hash, and may be a part of the user's own.
    data = {key: each for key, each in data.items() if not key.startswith("normalize")}
    data["source"] = {**source, "path": str(path.absolute())}
    try:
        config = parse_config(
            {"data": data, "randomness": said["randomness"]}, Path(), variant.name
        )
        return data_key(config, Hashes()) == variant.preparation["data"]
    except GdrunError:
        # An older gdrun may have known other settings.
        return False
