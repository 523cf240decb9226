"""What all sections of a config have in common."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Section(BaseModel):
    """Base of a config's sections: nothing in them changes, and nothing unknown is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def without_nothing(said: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A section as plain data, without these keys where they are None or False.

    They came later than the others: a config that uses none of them is still written as before.
    """
    return {key: each for key, each in said.items() if key not in keys or each not in (None, False)}


def section_in(field: FieldInfo) -> type[Section] | None:
    """The section that the field holds, be it optional or one of several forms."""
    forms = (field.annotation, *get_args(field.annotation))
    return next((f for f in forms if isinstance(f, type) and issubclass(f, Section)), None)
