"""A task: trials of one variant as a value that can be handed to any thread, process or machine."""

import hashlib
import inspect
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdrun.config import Config, parse_config
from gdrun.errors import DataError, PartError
from gdrun.parts.own_files import own_source, own_sources
from gdrun.records import KeepOutputs
from gdrun.trial.fingerprint import differences, fingerprint
from gdrun.trial.identity import Hashes, data_key, foreign_parts


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that says which trials are to be run; what they need is found where they run.

    It can be pickled, and holds no data and no compiled code.
    """

    variant: str
    """The name that its records carry."""
    config: Mapping[str, Any]
    """The resolved config, as plain data."""
    folder: Path
    """Where relative paths in the config start from; absolute."""
    seeds: tuple[int, ...]
    """One trial each."""
    group: str
    """The same for all tasks that train on one dataset with the same parts and settings."""
    data: str
    """A hash of the data as it was when the experiment was planned."""
    fingerprint: str
    """What the bits depend on where the experiment was planned."""
    parts: str
    """A hash of the parts from outside gdrun, see ``foreign_key``."""
    files: tuple[str, ...]
    """Hashes of the files that the config's ``parts`` names, as they were run."""
    keep_arrays: bool
    """Whether records hold history and weights, besides handing them to whoever stores them."""
    history_rows: int | None
    """So many epochs of a history are kept, spread evenly; None keeps all."""
    keep_outputs: KeepOutputs
    """What is kept of the outputs for each held-out row."""


def make_task(
    variant: str,
    config: Config,
    data: str,
    *,
    keep_arrays: bool,
    history_rows: int | None = None,
    keep_outputs: KeepOutputs = KeepOutputs.NONE,
) -> Task:
    """A task of all the config's seeds; ``data`` is its ``data_key``."""
    return Task(
        variant=variant,
        config=config.resolved(),
        folder=config.folder.absolute(),
        seeds=config.seed_list(),
        group=uuid.uuid4().hex,
        data=data,
        fingerprint=fingerprint(),
        parts=foreign_key(config),
        files=own_sources([config.folder / file for file in config.parts]),
        keep_arrays=keep_arrays,
        history_rows=history_rows,
        keep_outputs=keep_outputs,
    )


def config_of(task: Task) -> Config:
    """The task's config, checked anew where the task arrived.

    Raises:
        ConfigError: If this gdrun does not know all of it.
        PartError: If this process would compute other bits than the one that planned the trials.
        DataError: If the data here is not what the task was made for.
    """
    hashes = Hashes()
    files = tuple(hashes.of(task.folder / file) for file in task.config.get("parts", ()))
    if task.files != files:
        # Before anything in them is run.
        raise _other_parts(task)
    config = parse_config(task.config, task.folder, task.variant)
    if task.fingerprint != fingerprint():
        changed = ", ".join(differences(task.fingerprint, fingerprint()))
        raise PartError(
            f"{task.variant}: this process would compute other bits than the one that planned the "
            f"trials ({changed}): use machines of one kind, with the same installed"
        )
    if task.parts != foreign_key(config):
        raise _other_parts(task)
    if data_key(config, hashes) != task.data:
        raise DataError(
            f"{task.variant}: the data that this process finds is not what the trials were planned "
            "for: give both the same files"
        )
    return config


def _other_parts(task: Task) -> PartError:
    return PartError(
        f"{task.variant}: this process has another version of a part from outside gdrun than "
        "the one that planned the trials: give both the same files"
    )


def foreign_key(config: Config) -> str:
    """A hash of the modules that the config's parts from outside gdrun are defined in.

    What those import in turn is not looked at, nor is what was typed at a prompt.
    """
    digest = hashlib.sha256()
    for part in foreign_parts(config):
        if own := own_source(part):
            # Of a file that is named in the config, wherever it lies.
            digest.update(f"\0{part.__qualname__}\0{own}".encode())
            continue
        digest.update(f"\0{part.__module__}.{part.__qualname__}\0".encode())
        with suppress(OSError, TypeError):
            digest.update(inspect.getsource(sys.modules[part.__module__]).encode())
    return digest.hexdigest()
