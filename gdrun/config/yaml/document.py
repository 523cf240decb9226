"""A config as it was written: plain data, and the place of every key and value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gdrun.errors import ConfigError, Problem

Location = tuple[str | int, ...]
"""The way from the top of a config to a value: keys of mappings and indices of lists."""

DEEPEST = 32
"""How many collections may lie inside one another."""


@dataclass(frozen=True)
class Place:
    """Where something was written: ``line`` and ``column`` count from 1, or are 0 if unknown.

    ``text`` is a scalar as it was spelled, before YAML made a value of it.
    """

    origin: str
    line: int = 0
    column: int = 0
    text: str | None = None

    def __str__(self) -> str:
        return f"{self.origin}:{self.line}:{self.column}" if self.line else self.origin


@dataclass(frozen=True)
class Mistake:
    """What is wrong at one place of a config, and what would be right."""

    place: Place
    message: str
    hint: str = ""


class MistakeError(Exception):
    """A mistake whose place only the caller knows: a message, and perhaps a hint."""


@dataclass
class Document:
    """Plain data (mappings, lists, text, numbers, truth values, null) and where it was written.

    ``mistakes`` are those that did not keep the rest from being read.
    """

    origin: str
    text: str = ""
    """As it was written; empty if it was no text."""
    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def key_place(self, location: Location) -> Place:
        """Where the last key of ``location`` is."""
        return self.keys.get(location) or self.value_place(location)

    def value_place(self, location: Location) -> Place:
        """Where the value is, or else the nearest collection around it that was written."""
        while location and location not in self.values:
            location = location[:-1]
        return self.values.get(location) or Place(self.origin)


def config_error(mistakes: Iterable[Mistake]) -> ConfigError:
    """All mistakes as one error, in the order in which they were written."""
    ordered = sorted(
        dict.fromkeys(mistakes),
        key=lambda mistake: (not mistake.place.line, mistake.place.line, mistake.place.column),
    )
    return ConfigError(tuple(Problem(str(m.place), m.message, m.hint) for m in ordered))


def from_mapping(data: Mapping[str, Any], origin: str) -> Document:
    """A document of data that was never text; the place of a value is its dotted key.

    Raises:
        ConfigError: If it holds anything that YAML could not have said.
    """
    document = Document(origin)
    document.data = _plain(data, (), document)
    if document.mistakes:
        raise config_error(document.mistakes)
    return document


def _plain(value: Any, location: Location, document: Document) -> Any:
    place = Place(f"{document.origin}: {dotted(location)}" if location else document.origin)
    document.values[location] = place
    if len(location) > DEEPEST:
        document.mistakes.append(Mistake(place, f"nested deeper than {DEEPEST} levels"))
    elif isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or unusable(key):
                document.mistakes.append(Mistake(place, f"the key {key!r} is not text"))
        return {key: _plain(inner, (*location, key), document) for key, inner in value.items()}
    elif isinstance(value, (list, tuple)):
        return [_plain(inner, (*location, i), document) for i, inner in enumerate(value)]
    elif value is not None and not isinstance(value, (bool, int, float, str)):
        kind = type(value).__name__
        message = f"a config holds text, numbers, lists and mappings, not a value of type {kind}"
        document.mistakes.append(Mistake(place, message))
    elif reason := unusable(value):
        document.mistakes.append(Mistake(place, reason))
    return value


def unusable(value: object) -> str:
    """Why a scalar cannot be used anywhere, in words; empty if it can."""
    if isinstance(value, int) and value.bit_length() > 1024:
        return "this whole number is too large for any use"
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        return "this text holds a character that cannot be written to a file (NUL or a surrogate)"
    return ""


def dotted(location: Location) -> str:
    """A location as people write it: ``model.hidden[0]``."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
