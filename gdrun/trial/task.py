"""A task: trials of one variant as a value that can be handed to any thread, process or machine."""

import hashlib
import inspect
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdrun.config import Config, parse_config
from gdrun.errors import DataError, PartError
from gdrun.trial.fingerprint import fingerprint
from gdrun.trial.identity import Hashes, data_key, foreign_parts


@dataclass(frozen=True)
class Task:
    """Everything that says which trials are to be run; what they need is found where they run.

    It can be pickled, and holds no data and no compiled code.
    """

    variant: str
    """The name that its records carry."""
    config: Mapping[str, Any]
    """The resolved config, as plain data."""
    folder: Path
    """Where relative paths in the config start from."""
    seeds: tuple[int, ...]
    """One trial each."""
    group: str
    """The same for all tasks that train on one dataset with the same parts and settings."""
    data: str
    """A hash of the data as it was when the experiment was planned."""
    parts: str
    """A hash of the code that the trials run."""
    keep_weights: bool
    """Whether records hold their weights, besides handing them to whoever stores them."""


def make_task(variant: str, config: Config, data: str, *, keep_weights: bool) -> Task:
    """A task of all the config's seeds; ``data`` is its ``data_key``."""
    return Task(
        variant=variant,
        config=config.resolved(),
        folder=config.folder,
        seeds=config.seed_list(),
        group=uuid.uuid4().hex,
        data=data,
        parts=parts_key(config),
        keep_weights=keep_weights,
    )


def config_of(task: Task) -> Config:
    """The task's config, checked anew where the task arrived.

    Raises:
        ConfigError: If this gdrun does not know all of it.
        PartError: If the parts here are not those that the task was made with.
        DataError: If the data here is not what the task was made for.
    """
    config = parse_config(task.config, task.folder, task.variant)
    if parts_key(config) != task.parts:
        raise PartError(
            f"{task.variant}: this process has other parts, or another gdrun, than the one that "
            "planned the trials: install the same on both"
        )
    if data_key(config, Hashes()) != task.data:
        raise DataError(
            f"{task.variant}: the data that this process finds is not what the trials were planned "
            "for: give both the same files"
        )
    return config


def parts_key(config: Config) -> str:
    """A hash of all code that decides the bits: gdrun's own, and parts from elsewhere."""
    digest = hashlib.sha256(fingerprint().encode())
    for part in foreign_parts(config):
        digest.update(f"\0{part.__module__}.{part.__qualname__}\0".encode())
        try:
            digest.update(inspect.getsource(part).encode())
        except (OSError, TypeError):  # It was typed at a prompt.
            continue
    return digest.hexdigest()
