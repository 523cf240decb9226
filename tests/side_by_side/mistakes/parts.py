"""Mistakes in each part that can be chosen: values out of bounds, of a wrong type, or unknown."""

from collections.abc import Iterator
from typing import Any

from tests.side_by_side.drawing import Part, Schema, families

FAMILY_KEYS = {
    "source": "data.source",
    "normalize": "data.normalize",
    "activation": "model.activation",
    "weights": "model.weights",
    "loss": "loss",
    "optimizer": "optimizer",
    "decay": "decay",
}
"""The key that chooses a part of each family."""


def wrong_parts(schema: Schema) -> Iterator[list[str]]:
    """For each part the values of ``--set`` that choose it with a mistake in it."""
    for family, parts in families(schema).items():
        for part in parts:
            yield [f"{FAMILY_KEYS[family]}={text}" for text in wrong_texts(part)]


def wrong_texts(part: Part) -> Iterator[str]:
    """A part as YAML, each with one mistake."""
    yield f"{{name: {part.name}, unheard_of: 1}}"
    yield f"{{name: {part.name}x}}"
    for key, schema in part.parameters.items():
        for value in ("much", *beyond(schema)):
            yield f"{{name: {part.name}, {key}: {value}}}"


def beyond(schema: Schema) -> Iterator[Any]:
    """Values next to the bounds, on the wrong side or on a bound that is open."""
    for form in (schema, *schema.get("anyOf", ())):
        if "minimum" in form:
            yield form["minimum"] - 1
        if "maximum" in form:
            yield form["maximum"] + 1
        for key in ("exclusiveMinimum", "exclusiveMaximum"):
            if key in form:
                yield form[key]
