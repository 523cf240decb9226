"""What a variant's trials are known by again: its config, with files by their content."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gdrun.config import Config
from gdrun.config.model import LayerSetting
from gdrun.errors import DataError
from gdrun.files.opening import is_regular
from gdrun.parts.layers import Dense
from gdrun.parts.registry import Part, parts
from gdrun.records import Shared

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
                # Others may be without an end, or wait for one who writes.
                if not is_regular(path):
                    raise OSError
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
    """What changes when a file is written to, or another one takes its place."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class Identities:
    """What some variants' trials are known by: taken before any reads its files."""

    def __init__(self, configs: Mapping[str, Config]) -> None:
        """Identities of the variants with these configs, by name."""
        self._hashes = Hashes()
        self._configs: dict[str, Mapping[str, Any] | None] = {}
        self._data: dict[str, str] = {}
        shared = Shared()
        for name, config in configs.items():
            known = known_config(config, self._hashes)
            self._configs[name] = known and shared.sections(known)
            self._data[name] = shared.one(data_key(config, self._hashes))

    def config(self, name: str) -> Mapping[str, Any] | None:
        """Of a variant, what ``known_config`` says."""
        return self._configs[name]

    def data(self, name: str) -> str:
        """Of a variant, what ``data_key`` says."""
        return self._data[name]

    def changed(self) -> Path | None:
        """A file that changed since, so that trials may not be what they are known by."""
        return self._hashes.changed()


def known_config(config: Config, hashes: Hashes) -> Mapping[str, Any] | None:
    """The resolved config with files' hashes for their paths; None if it cannot be known again.

    A part from outside gdrun may change without any version that could be seen. So may a metric,
    and all that there are enter a trial's record. Nor is a config known again whose ``parts`` are
    chosen by nothing in it: the files' content could be hashed, but not what they import or read,
    and running them may change anything.
    """
    if config.parts or any(foreign_parts(config)):
        return None
    described: dict[str, Any] = _described(config, config.resolved(), config.folder, hashes)
    described["model"] = _known_model(config, hashes)
    described["randomness"] = _known_randomness(config)
    return described


def _known_randomness(config: Config) -> dict[str, Any]:
    """What is said of streams that draw something."""
    said = config.randomness.model_dump(mode="json")
    undrawn = () if config.model.draws() else ("dropout",)
    # Folds follow the seed whether it is said or not.
    idle = (*undrawn, "split") if config.data.folds else undrawn
    said["vary"] = [stream for stream in said["vary"] if stream not in idle]
    offsets = {stream: n for stream, n in said.pop("offsets", {}).items() if stream not in undrawn}
    return {**said, "offsets": offsets} if offsets else said


def _known_model(config: Config, hashes: Hashes) -> dict[str, Any]:
    """The network in one spelling: as short as it was before layers could differ, or layer by
    layer."""
    described = [_known_layer(layer, config.folder, hashes) for layer in config.model.layers()]
    *hidden, output = described
    activation = hidden[0]["activation"] if hidden else _plain(config.model.activation)
    initializers = {key: output.get(key) for key in ("weights", "biases")}
    alike = {"activation": activation, **initializers}
    if all({key: each.get(key) for key in alike} == alike for each in hidden):
        return {"hidden": [each["part"]["units"] for each in hidden], **alike}
    return {"layers": described}


def _known_layer(layer: LayerSetting, folder: Path, hashes: Hashes) -> dict[str, Any]:
    known = {"part": _plain(layer.part), "activation": _plain(layer.activation)}
    if layer.part is None or isinstance(layer.part, Dense):
        # A file that cannot be read is told later, when it is needed.
        with suppress(DataError):
            known["biases"] = _described_part(layer.biases_in(folder), folder, hashes)
        known["weights"] = _described_part(layer.weights, folder, hashes)
    return known


def _described_part(part: Part, folder: Path, hashes: Hashes) -> Any:
    return _described(part, _plain(part), folder, hashes)


def _plain(part: Part | None) -> Any:
    return None if part is None else part.model_dump(mode="json")


def data_key(config: Config, hashes: Hashes) -> str:
    """A hash of what tells which rows are tested on: the source, its reading and its split.

    Stores hold these hashes, and only what has the same is compared.
    """
    described = _described(config.data, config.resolved()["data"], config.folder, hashes)
    said = {key: each for key, each in described.items() if not key.startswith("normalize")}
    parts = [said, sorted(config.data_streams()), *_seeded_otherwise(config)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _seeded_otherwise(config: Config) -> Iterator[Mapping[str, int]]:
    """What is said of the seeds of data and split; nothing where a trial's own are taken."""
    randomness = config.randomness
    if randomness.seeds_per_split > 1:
        yield {"seeds_per_split": randomness.seeds_per_split}
    offsets = randomness.offsets.said()
    if apart := {str(each): n for each, n in offsets.items() if each in ("data", "split")}:
        yield apart


def _described(value: Any, resolved: Any, folder: Path, hashes: Hashes) -> Any:
    """``value`` in plain data, with files' hashes for their paths.

    ``resolved`` is the same as it is written down, which leaves out what does nothing.
    """
    if isinstance(value, (list, tuple)):
        pairs = zip(value, resolved, strict=True)
        return [_described(each, inner, folder, hashes) for each, inner in pairs]
    if not isinstance(value, BaseModel):
        return value
    paths = value.paths if isinstance(value, Part) else ()
    return {
        field: hashes.of(folder / inner)
        if field in paths
        else _described(getattr(value, field), inner, folder, hashes)
        for field, inner in resolved.items()
    }


def foreign_parts(config: Config) -> Iterator[type[Part]]:
    """The classes that decide a trial's record and were defined outside gdrun."""
    used = [*_parts_in(config), *parts("metrics").values()]
    return (part for part in used if not part.__module__.startswith("gdrun."))


def _parts_in(value: Any) -> Iterator[type[Part]]:
    """The classes of all parts in it, at any depth."""
    if isinstance(value, Part):
        yield type(value)
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _parts_in(getattr(value, field))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _parts_in(inner)
