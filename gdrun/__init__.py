"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.records import Outcome

__all__ = ["train"]


def train(
    config: "Config | Path | str | Mapping[str, Any]", *, workers: int | None = None
) -> "Outcome":
    """Trains a network with every seed of a config.

    Args:
        config: The path of a YAML file, or what one says as a mapping, or a loaded config.
        workers: Trials at the same time; left out, the cores that this process may use.

    Raises:
        gdrun.errors.GdrunError: If the config or the data cannot be used.
    """
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.config import Config, load_config, parse_config
    from gdrun.experiment import train as run

    if isinstance(config, Mapping):
        config = parse_config(config, folder=Path(), name="experiment")
    elif not isinstance(config, Config):
        config = load_config(Path(config))
    return run(config, workers=workers)
