"""What pydantic found wrong, said to people: where it is written, and what would be right."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from gdrun.config.messages.suggestions import elsewhere, listed_parts
from gdrun.config.schema import Config, model_at
from gdrun.config.section import section_in
from gdrun.config.yaml.document import Document, Location, Mistake, Place, dotted
from gdrun.config.yaml.reading import MINIMAL, shortened
from gdrun.parts.registry import Part, names, parts
from gdrun.wording import did_you_mean, either

_WANTED: Mapping[str, str] = {
    "greater_than": "above {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "below {lt}",
    "less_than_equal": "at most {le}",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "a list of at least {min_length} item",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
"""What a value must be, for each kind of error that says only this."""

LEAVE_OUT = "leave the key out for its default"
NEVER_WATCHED = "the test part is never watched: what training looks at cannot judge it afterwards"


@dataclass(frozen=True)
class _Error:
    """One error of pydantic's, and where in the config it is."""

    location: Location
    """Of the value that is wrong; if a key is missing, of that key."""
    kind: str
    context: Mapping[str, Any]
    message: str
    owner: type[BaseModel] | None
    """The model that knows, or does not know, the last key of ``location``."""


def find_mistakes(error: PydanticCustomError, document: Document) -> list[Mistake]:
    """The mistakes that keep a document from being a config, given the error that they caused.

    Without those that only follow from a mistake that reading the document found at their place.
    """
    grouped: dict[Location, list[_Error]] = {}
    for one in _flattened(error.context or {}, (), document.data):
        grouped.setdefault(one.location, []).append(one)
    known = {str(mistake.place) for mistake in document.mistakes}
    mistakes = []
    for location, errors in grouped.items():
        # Of a value that may have several forms, the one with errors deeper inside was meant.
        if any(other[: len(location)] == location for other in grouped if other != location):
            continue
        mistake = _mistake(errors, document)
        missing = errors[0].kind == "missing"
        if missing and any(_misspelled(location, error) for (error, *_) in grouped.values()):
            continue
        places = {str(mistake.place), str(document.value_place(location))}
        if missing or not places & known:
            mistakes.append(mistake)
    return mistakes


def _misspelled(location: Location, error: _Error) -> bool:
    """Whether the key that is missing at ``location`` is there after all, but misspelled."""
    beside = error.kind == "extra_forbidden" and error.location[:-1] == location[:-1]
    return beside and bool(did_you_mean(error.location[-1], [str(location[-1])]))


def _flattened(context: Mapping[str, Any], around: Location, data: Any) -> Iterator[_Error]:
    for error in context["errors"]:
        raw, inner, kind = around + error["loc"], error.get("ctx", {}), error["type"]
        if kind == "nested":
            yield from _flattened(inner, raw, data)
            continue
        if kind == "missing":
            location = (*_written(raw[:-1], data), raw[-1])
        else:
            location = _written(raw + inner.get("at", ()), data)
        owner = model_at(error["loc"][:-1], context["model"])
        yield _Error(location, kind, inner, error["msg"], owner)


def _written(location: Location, data: Any) -> Location:
    """``location`` without steps that are not in the data: pydantic's words for a value's forms."""
    steps: list[str | int] = []
    for step in location:
        inside = dict(enumerate(data)) if isinstance(data, list) else data
        if isinstance(inside, dict) and step in inside:
            steps.append(step)
            data = inside[step]
    return tuple(steps)


def _mistake(errors: Sequence[_Error], document: Document) -> Mistake:
    """What all errors at one location come to."""
    error = errors[0]
    location, context = error.location, error.context
    match error.kind:
        case "missing":
            return _missing(error, _place(document, location[:-1]))
        case "extra_forbidden":
            return _unknown_key(error, document.key_place(location))
        case "unknown_part":
            return _unknown_part(error, document)
        case "mistake":
            return Mistake(_place(document, location), context["message"], context["hint"])
        case "value_error":
            return Mistake(_place(document, location), str(context["error"]))
    if not all(_says_what_is_wanted(one) for one in errors):
        words = error.message[:1].lower() + error.message[1:]
        return Mistake(_place(document, location), f"{_label(location)}: {words}")
    return _unfit(errors, document)


def _says_what_is_wanted(error: _Error) -> bool:
    return error.kind in _WANTED or error.kind == "literal_error"


def _unfit(errors: Sequence[_Error], document: Document) -> Mistake:
    """A value that is none of what it may be."""
    location = errors[0].location
    value = _value(document, location)
    # If the type is right for one form and the bounds are not, other types are no help.
    fitting = [error for error in errors if not error.kind.endswith("_type")] or errors
    if all(error.kind == "literal_error" for error in fitting):
        fitting = errors
    wanted: list[str] = []
    words: list[str] = []
    for error in fitting:
        if error.kind == "literal_error":
            words += re.findall(r"'([^']*)'", error.context["expected"])
        else:
            wanted.append(_WANTED[error.kind].format(**_rounded(error.context)))
    choices = either([*wanted, *(f"`{word}`" for word in words)])
    described = _described(document, location)
    if isinstance(value, str) and not words:
        described = f"the text {described}"
    message = f"{_label(location)} must be {choices}, not {described}"
    if isinstance(value, str) and value.startswith("test.") and "validation.loss" in words:
        hint = NEVER_WATCHED
    else:
        hint = did_you_mean(value, words) or _repair(fitting, value, location)
    return Mistake(_place(document, location), message, hint)


def _rounded(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context of an error, with bounds as people write them: 1, not 1.0."""
    return {
        key: int(bound) if isinstance(bound, float) and bound.is_integer() else bound
        for key, bound in context.items()
    }


def _repair(errors: Sequence[_Error], value: Any, location: Location) -> str:
    """How to write what was probably meant; empty if that is not plain."""
    kinds = {error.kind for error in errors}
    numbers = kinds & {"int_type", "int_from_float", "float_type"}
    if value is None:
        return _without_value(errors[0])
    if kinds & {"int_type", "int_from_float"} and isinstance(value, float) and value.is_integer():
        return f"write `{int(value)}`"
    if numbers and isinstance(value, str) and _is_number(value):
        return "without quotes it is a number"
    if kinds & {"tuple_type", "list_type"} and isinstance(value, (int, str)) and not numbers:
        return "" if isinstance(value, bool) else f"write `[{shortened(str(value))}]`"
    if "string_type" in kinds and isinstance(value, (int, float)):
        return "put it in quotes if it is a name" if numbers else "put it in quotes"
    section = model_at(location) if "model_type" in kinds else None
    return f"its keys: {', '.join(section.model_fields)}" if section else ""


def _without_value(error: _Error) -> str:
    """What to do with a key that nothing follows."""
    key = error.location[-1] if error.location else ""
    field = error.owner.model_fields.get(str(key)) if error.owner else None
    if field is None or field.is_required():
        return MINIMAL if key in ("data", "source") else ""
    return f"{LEAVE_OUT}, or write `{{}}`" if section_in(field) else LEAVE_OUT


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _missing(error: _Error, place: Place) -> Mistake:
    key = error.location[-1]
    if error.owner and issubclass(error.owner, Part):
        name = error.owner.model_fields["name"].default
        return Mistake(place, f"{name} needs `{key}`", f"write `{{name: {name}, {key}: …}}`")
    return Mistake(place, f"`{key}` is missing", MINIMAL if key in ("data", "source") else "")


def _unknown_key(error: _Error, place: Place) -> Mistake:
    key, owner = str(error.location[-1]), error.owner or Config
    shown = f"`{shortened(key)}`"
    if issubclass(owner, Part):
        return _unknown_parameter(key, owner, place)
    known = list(owner.model_fields)
    section, _, rest = key.partition(".")
    if section in known and rest:
        hint = f"write it nested: `{section}: {{{shortened(rest)}: …}}`"
    else:
        hint = elsewhere(key) or did_you_mean(key, known) or f"known here: {', '.join(known)}"
    around = "a config"
    if len(error.location) > 1:
        # The place in a list says nothing without the list.
        first = -3 if isinstance(error.location[-2], int) else -2
        around = f"`{dotted(error.location[first:-1])}`"
    return Mistake(place, f"{shown} is not a key of {around}", hint)


def _unknown_parameter(key: str, part: type[Part], place: Place) -> Mistake:
    name = part.model_fields["name"].default
    own = [field for field in part.model_fields if field != "name"]
    others = [other for other, one in parts(part.family).items() if key in one.model_fields]
    message = f"`{shortened(key)}` is not a parameter of {name}"
    if others:
        message += f"; {either(others, 'and')} {'has' if len(others) == 1 else 'have'} it"
    takes = f"{name} takes: {', '.join(own)}" if own else f"{name} takes no parameters"
    return Mistake(place, message, did_you_mean(key, own) or takes)


def _unknown_part(error: _Error, document: Document) -> Mistake:
    family, name = error.context["family"], error.context["name"]
    place = _place(document, error.location)
    if not isinstance(name, str):
        described = _described(document, error.location)
        message = f"must be the name of one of the {family}, or a mapping with `name`"
        hint = _without_value(error) if name is None else listed_parts(family)
        return Mistake(place, f"{_label(error.location)} {message}, not {described}", hint)
    known = [spelling for spelling, _ in names(family)]
    hint = did_you_mean(name, known) or listed_parts(family)
    return Mistake(place, f"`{shortened(name)}` is none of the {family}", hint)


def _value(document: Document, location: Location) -> Any:
    value: Any = document.data
    for step in location:
        value = value.get(step) if isinstance(value, dict) else value[step]
    return value


def _place(document: Document, location: Location) -> Place:
    """Where a scalar is, or the key of a collection, which its own lines come after."""
    if isinstance(_value(document, location), (dict, list)):
        return document.key_place(location)
    return document.value_place(location)


def _label(location: Location) -> str:
    """The last key, and what index after it: people look for words, the place says the rest."""
    label = ""
    for step in location:
        label = f"{label}[{step}]" if isinstance(step, int) else step
    return f"`{shortened(label)}`" if label else "the config"


def _described(document: Document, location: Location) -> str:
    """A value in words, a scalar as it was spelled."""
    value = _value(document, location)
    if isinstance(value, (dict, list)):
        kind = "mapping" if isinstance(value, dict) else "list"
        return f"a {kind}" if value else f"an empty {kind}"
    if value is None:
        return "nothing"
    place = document.values.get(location)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{shortened(place.text if place and place.text is not None else text)}`"
