"""Keys that choose a part: a bare name, a mapping with ``name``, or for data a file's path."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from gdrun.config.yaml.document import Location
from gdrun.parts.registry import names, parts


def mistake(message: str, hint: str = "", at: Location = ()) -> PydanticCustomError:
    """A mistake already in words, at ``at`` inside the value that is being validated."""
    return PydanticCustomError("mistake", "{message}", {"message": message, "hint": hint, "at": at})


def validated(model: type[BaseModel], values: object) -> Any:
    """``values`` as a ``model``, strictly: no text for numbers, no truth value for an integer.

    Raises:
        PydanticCustomError: With the model's own errors inside, so that none loses its place.
    """
    try:
        return model.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        context = {"errors": error.errors(include_url=False), "model": model}
        raise PydanticCustomError("nested", "invalid", context) from None


@dataclass(frozen=True)
class Choice:
    """Marks a field as the choice of one part of ``family``, whatever the registry holds by then.

    ``optional`` allows null.
    """

    family: str
    optional: bool = False

    def spelled_out(self, value: object) -> object:
        """``value`` as a mapping with ``name`` if it is a bare name, and as it is otherwise."""
        return {"name": value} if isinstance(value, str) else value

    def choose(self, value: object) -> Any:
        """The part that ``value`` asks for.

        Raises:
            PydanticCustomError: If there is no such part, or its parameters are wrong.
        """
        if value is None and self.optional:
            return None
        chosen = self.spelled_out(value)
        if not isinstance(chosen, Mapping):
            raise self.unknown(value)
        if "name" not in chosen:
            raise mistake("`name` is missing", f"{self.family}: {', '.join(parts(self.family))}")
        name, known = chosen["name"], dict(names(self.family))
        if not isinstance(name, str) or name not in known:
            raise self.unknown(name, at=("name",) if chosen is value else ())
        return validated(parts(self.family)[known[name]], {**chosen, "name": known[name]})

    def unknown(self, name: object, at: Location = ()) -> PydanticCustomError:
        """The error for ``name``, which names no part of the family, at ``at`` in the value."""
        context = {"family": self.family, "name": name, "at": at}
        return PydanticCustomError("unknown_part", "unknown", context)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.choose)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        options = self.json_options(handler)
        return {"anyOf": [*options, {"type": "null"}] if self.optional else options}

    def json_options(self, handler: GetJsonSchemaHandler) -> list[JsonSchemaValue]:
        """JSON Schema of each way to write the choice: bare names, then a mapping for each part."""
        bare, mappings = [], []
        for name, part in parts(self.family).items():
            spellings = [name, *part.aliases]
            if not any(field.is_required() for field in part.model_fields.values()):
                bare += spellings
            part.model_rebuild()  # Unless it is built already.
            mapping = handler(part.__pydantic_core_schema__)
            definition = handler.resolve_ref_schema(mapping)
            definition["properties"]["name"] = {"enum": spellings}
            named = () if getattr(part, "nameless", False) else ("name",)
            definition["required"] = sorted({*named, *definition.get("required", ())})
            mappings.append(mapping)
        return [{"enum": bare}, *mappings]


def choice_in(field: FieldInfo) -> Choice | None:
    """The choice of a part that the field is, if it is one."""
    return next((entry for entry in field.metadata if isinstance(entry, Choice)), None)


@dataclass(frozen=True)
class SourceChoice(Choice):
    """The choice of a data source: a part, a file's path, or a mapping to separate files.

    A path's suffix says which part reads it: one with the class attribute ``suffixes``, which has
    a parameter ``path``. A mapping without ``name`` asks for a part with the class attribute
    ``nameless`` if it has one of its keys. ``separate`` is the model of the mapping, if it is
    allowed.
    """

    family: str = "sources"
    separate: type[BaseModel] | None = None

    def spelled_out(self, value: object) -> object:
        if isinstance(value, str) and value not in dict(names(self.family)):
            for suffix, name in file_readers(self.family).items():
                if value.lower().endswith(suffix):
                    return {"name": name, "path": value}
        if isinstance(value, Mapping) and "name" not in value:
            for name, part in parts(self.family).items():
                if getattr(part, "nameless", False) and part.model_fields.keys() & value.keys():
                    return {"name": name, **value}
        return super().spelled_out(value)

    def choose(self, value: object) -> Any:
        if isinstance(value, Mapping) and "name" not in value and self.separate:
            portions = self.separate.model_fields
            if any(portion in value for portion in portions):
                return validated(self.separate, value)
        return super().choose(value)

    def json_options(self, handler: GetJsonSchemaHandler) -> list[JsonSchemaValue]:
        suffixes = "|".join(map(re.escape, file_readers(self.family)))
        options = [*super().json_options(handler), {"type": "string", "pattern": f"({suffixes})$"}]
        if self.separate:
            options.append(handler(self.separate.__pydantic_core_schema__))
        return options


def file_readers(family: str) -> dict[str, str]:
    """File suffixes, in lower case, and the name of the part that reads each."""
    return {
        suffix: name
        for name, part in parts(family).items()
        for suffix in getattr(part, "suffixes", ())
    }
