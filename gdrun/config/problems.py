"""Pydantic's errors, in words for the person who wrote the config."""

import difflib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from gdrun.config.document import Document, Location, Mistake, dotted
from gdrun.config.yaml_text import shortened
from gdrun.parts.registry import Part, names, parts

_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}
_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a finite number",
    "bool": "true or false",
    "string": "text",
    "tuple": "a list",
    "list": "a list",
    "model": "a mapping",
    "dict": "a mapping",
}


def find_mistakes(
    errors: Iterable[ErrorDetails], document: Document, model: type[BaseModel]
) -> Iterator[Mistake]:
    """A mistake for each error that ``model`` found in the document, with its place."""
    yield from _mistakes(errors, document, model, ())


def _mistakes(
    errors: Iterable[ErrorDetails], document: Document, model: type[BaseModel], start: Location
) -> Iterator[Mistake]:
    for error in errors:
        location = (*start, *error["loc"])
        context = error.get("ctx", {})
        if error["type"] == "default_factory_not_called":
            continue  # Another mistake of the same section is the reason.
        if error["type"] == "nested":
            yield from _mistakes(context["errors"], document, context["model"], location)
        elif error["type"] == "unknown_part":
            yield _unknown_part(context, document, (*location, *context["at"]))
        elif error["type"] == "told":
            location = (*location, *context["at"])
            yield _wrong(document, location, context["message"], context["hint"])
        elif error["type"] == "extra_forbidden":
            yield _unknown_key(document, location, _model_at(model, error["loc"][:-1]))
        elif error["type"] == "missing":
            yield _missing(document, location)
        else:
            yield _wrong(document, location, _expectation(error))


def _wrong(document: Document, location: Location, message: str, hint: str = "") -> Mistake:
    place = document.value_place(location)
    key = dotted(location)
    said = f", not `{shortened(place.text)}`" if place.text and "must" in message else ""
    return Mistake(place, f"{key}: {message}{said}" if key else f"{message}{said}", hint)


def _expectation(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"must be {word} {context[key]:g}"
    if kind == "literal_error":
        return f"must be one of {context['expected'].replace(chr(39), '')}"
    if kind == "value_error":
        return str(context["error"])
    if kind in ("string_too_short", "string_too_long"):
        return "must be some text, and not a very long one"
    if kind == "int_from_float":
        return "must be a whole number"
    for start, words in _KINDS.items():
        if kind.startswith(start):
            return f"must be {words}"
    return error["msg"]


def _missing(document: Document, location: Location) -> Mistake:
    example = {"data": "such as `data: {source: digits}`", "source": "such as `source: digits`"}
    place = document.value_place(location[:-1])
    hint = example.get(str(location[-1]), "")
    return Mistake(place, f"`{dotted(location)}` is missing", hint)


def _unknown_part(context: Mapping[str, Any], document: Document, location: Location) -> Mistake:
    family, name = context["family"], context["name"]
    known = [known for known, _ in names(family)]
    if not isinstance(name, str):
        hint = f"{family}: {', '.join(parts(family))}"
        return _wrong(document, location, "must be a name, or a mapping with `name`", hint)
    close = difflib.get_close_matches(name.lower(), known, n=1)
    listed = f"{family}: {', '.join(parts(family))}"
    hint = f"did you mean {close[0]}? {listed}" if close else listed
    singular = family.removesuffix("es") if family == "losses" else family.removesuffix("s")
    message = f"{dotted(location)}: there is no {singular} `{shortened(name)}`"
    return Mistake(document.value_place(location), message, hint)


def _unknown_key(document: Document, location: Location, model: type[BaseModel] | None) -> Mistake:
    key = str(location[-1])
    place = document.key_place(location)
    fields = list(model.model_fields) if model else []
    close = difflib.get_close_matches(key, fields, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    if model and issubclass(model, Part):
        name = model.model_fields["name"].default
        takes = [field for field in fields if field != "name"]
        hint += f"{name} takes {', '.join(takes)}" if takes else f"{name} takes no parameters"
        owners = [n for n, other in parts(model.family).items() if key in other.model_fields]
        whose = (
            f"; {', '.join(owners)} {'has' if len(owners) == 1 else 'have'} it" if owners else ""
        )
        message = f"{dotted(location)}: `{shortened(key)}` is not a parameter of {name}{whose}"
        return Mistake(place, message, hint)
    where = f" in `{dotted(location[:-1])}`" if location[:-1] else ""
    hint += f"known keys{where}: {', '.join(fields)}" if fields else ""
    return Mistake(place, f"unknown key `{shortened(key)}`{where}", hint)


def _model_at(model: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model of the mapping at ``location``, as the fields' annotations tell."""
    current: type[BaseModel] | None = model
    for key in location:
        field = current.model_fields.get(str(key)) if current else None
        current = _model_in(field.annotation) if field else None
    return current


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        inside = (_model_in(option) for option in typing.get_args(annotation))
        return next((found for found in inside if found), None)
    return None
