"""``--set KEY=VALUE``: changes to a config before it is checked."""

from collections.abc import Sequence
from typing import Any

from gdrun.config.choice import choice_in
from gdrun.config.schema import field_at
from gdrun.config.yaml.document import (
    DEEPEST,
    Document,
    Location,
    Mistake,
    MistakeError,
    Place,
    dotted,
)
from gdrun.config.yaml.reading import read_value, shortened
from gdrun.errors import ConfigError
from gdrun.parts.registry import Part


def apply_overrides(document: Document, overrides: Sequence[str]) -> None:
    """Sets each ``KEY=VALUE`` in the document, where its place is the option that said it.

    A value replaces all that was there; nothing is merged. Those that cannot be read are
    entered among the document's mistakes.
    """
    for override in overrides:
        place = Place(f"--set {shortened(override)}")
        try:
            _apply(document, override, place)
        except MistakeError as error:
            document.mistakes.append(Mistake(place, *error.args))


def _apply(document: Document, override: str, place: Place) -> None:
    key, equals, text = override.partition("=")
    location = _location(key.strip())
    if not equals or not all(location):
        raise MistakeError("this is not KEY=VALUE", "for example optimizer.learning_rate=0.1")
    if location[0] == "parts":
        # A command that is copied from somewhere must show that it runs code.
        raise MistakeError("`parts` runs code, so it is no setting", "say it as --parts FILE")
    if len(location) > DEEPEST:
        raise MistakeError(f"nested deeper than {DEEPEST} levels")
    try:
        value = read_value(text, place.origin)
    except ConfigError as error:
        problem = error.problems[0]
        raise MistakeError(problem.message, problem.hint) from None
    document.mistakes += value.mistakes
    put(document, location, value.data["value"], place)
    document.values.update({location + below: at for below, at in value.values.items()})
    document.keys.update({location + below: at for below, at in value.keys.items()})


def put(document: Document, location: tuple[str, ...], value: Any, place: Place) -> None:
    """Sets the value at ``location``, whose key's place is then ``place``; nothing is merged.

    Raises:
        MistakeError: If there is something without keys on the way.
    """
    mapping = _mapping_around(document, location, place)
    mapping[location[-1]] = value
    _forget(document, location)
    document.keys[location] = place


def _location(key: str) -> tuple[str, ...]:
    # The keys inside `sweep` are dotted themselves.
    section, _, rest = key.partition(".")
    return (section, rest) if section == "sweep" and rest else tuple(key.split("."))


def _mapping_around(document: Document, location: tuple[str, ...], place: Place) -> dict[str, Any]:
    """The mapping that holds the last key of ``location``; what is left out is made."""
    mapping = document.data
    for depth in range(1, len(location)):
        above, key = location[:depth], location[depth - 1]
        if key not in mapping:
            document.keys[above] = document.values[above] = place
            mapping[key] = _default(above)
        field = field_at(above)
        choice = field and choice_in(field)
        inner = choice.spelled_out(mapping[key]) if choice else mapping[key]
        if not isinstance(inner, dict):
            raise MistakeError(f"`{dotted(above)}` holds no keys, but a single value or a list")
        mapping[key] = mapping = inner
    return mapping


def _default(location: Location) -> dict[str, str]:
    """What a left out mapping starts from: its part's name if it chooses one by default."""
    field = field_at(location)
    default = field and field.default
    return {"name": default.name} if isinstance(default, Part) else {}


def _forget(document: Document, location: Location) -> None:
    """Drops the places of a value that is replaced."""
    for places in (document.keys, document.values):
        for known in [known for known in places if known[: len(location)] == location]:
            del places[known]
