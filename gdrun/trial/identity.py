"""Keys of trials: a hash of everything that can change a trial's bits.

That is the config with every default, without what it is called, its seeds and its sweep; files by
their content, wherever they lie; the seed; and the fingerprint.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gdrun.config import Config
from gdrun.parts.registry import Part
from gdrun.trial.fingerprint import fingerprint

_WITHOUT_EFFECT = {"name", "seeds", "sweep"}

_CHUNK = 1 << 20


class Hashes:
    """Hashes of files, each read once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}
        self._states: dict[Path, tuple[int, ...]] = {}

    def of(self, path: Path) -> str:
        """SHA-256 of a file's content; of one that cannot be read, a hash of its name."""
        if path not in self._known:
            digest = hashlib.sha256()
            # Looked at before it is read: a change while it is read is a change, too.
            self._states[path] = _state(path)
            try:
                with path.open("rb") as file:
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
            except OSError:
                digest.update(str(path).encode(errors="replace"))
            self._known[path] = digest.hexdigest()
        return self._known[path]

    def changed(self) -> Path | None:
        """A file that is no longer as it was when it was hashed, if there is one."""
        return next((path for path, state in self._states.items() if _state(path) != state), None)


def _state(path: Path) -> tuple[int, ...]:
    """What no writing to a file, and no other file in its place, leaves as it is."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class Keys:
    """What the keys of some variants' trials are made of: taken before any reads its files."""

    def __init__(self, configs: Mapping[str, Config]) -> None:
        """Keys of the variants with these configs, by name."""
        self._hashes = Hashes()
        self._variants = {
            name: variant_key(config, self._hashes) for name, config in configs.items()
        }
        self._data = {name: data_key(config, self._hashes) for name, config in configs.items()}

    def variant(self, name: str) -> str | None:
        """Of a variant, what ``variant_key`` says."""
        return self._variants[name]

    def data(self, name: str) -> str:
        """Of a variant, what ``data_key`` says."""
        return self._data[name]

    def changed(self) -> Path | None:
        """A file that changed since, so that the keys may not be those of what is computed."""
        return self._hashes.changed()


def variant_key(config: Config, hashes: Hashes) -> str | None:
    """What the keys of a config's trials have in common; None if they cannot be known again.

    A part from outside gdrun may change without any version that could be seen.
    """
    described = {
        field: _described(getattr(config, field), config.folder, hashes)
        for field in type(config).model_fields
        if field not in _WITHOUT_EFFECT
    }
    if any(foreign_parts(config)):
        return None
    # What is written otherwise and computes the same is one setting.
    described["randomness"]["vary"].sort()
    if not config.model.hidden:
        del described["model"]["activation"]
    text = json.dumps(described, sort_keys=True)
    return hashlib.sha256(f"{text}\0{fingerprint()}".encode()).hexdigest()


def data_key(config: Config, hashes: Hashes) -> str:
    """A hash of what tells which rows are tested on: the source, its reading and its split."""
    described = _described(config.data, config.folder, hashes)
    said = {key: each for key, each in described.items() if not key.startswith("normalize")}
    varied = sorted({"data", "split"} & set(config.randomness.vary))
    return hashlib.sha256(json.dumps([said, varied], sort_keys=True).encode()).hexdigest()[:16]


def trial_key(variant: str, seed: int) -> str:
    """The key of one trial, from its variant's."""
    return hashlib.sha256(f"{variant} {seed}".encode()).hexdigest()


def _described(value: Any, folder: Path, hashes: Hashes) -> Any:
    """``value`` in plain data, with files' hashes for their paths."""
    if isinstance(value, BaseModel):
        paths = value.paths if isinstance(value, Part) else ()
        return {
            field: hashes.of(folder / getattr(value, field))
            if field in paths
            else _described(getattr(value, field), folder, hashes)
            for field in type(value).model_fields
        }
    if isinstance(value, Mapping):
        return {str(key): _described(inner, folder, hashes) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_described(inner, folder, hashes) for inner in value]
    return value


def foreign_parts(value: Any) -> Iterator[type[Part]]:
    """The classes of all parts in it, at any depth, that were defined outside gdrun."""
    if isinstance(value, Part) and not type(value).__module__.startswith("gdrun."):
        yield type(value)
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from foreign_parts(getattr(value, field))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from foreign_parts(inner)
