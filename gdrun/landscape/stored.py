"""From a stored variant back to what it was trained on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gdrun.config import parse_config
from gdrun.errors import PictureError
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.identity import Hashes, data_key


def binding_of(
    config: Mapping[str, Any], data: str, folder: Path, seed: int, datasets: Datasets
) -> Binding:
    """A variant and its data, as they were when it was trained with this seed.

    Args:
        config: The resolved config.
        data: A hash of its data, as it is stored with it.
        folder: Where relative paths in the config start from.
        seed: Whose data and split are meant.
        datasets: Those that were read already.

    Raises:
        GdrunError: If the data is not there, or is another.
    """
    known = parse_config(config, folder, str(config.get("name", "config")))
    if data_key(known, Hashes()) != data:
        raise PictureError(
            f"{known.origin}: this picture is made from the data, which is not what was trained "
            "on any more"
        )
    return make_bindings(known, seed, datasets).of(seed)
