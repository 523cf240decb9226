"""Drawing parts and their parameters from the JSON Schema that ``gdrun schema`` prints."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Schema = Mapping[str, Any]

_ZERO_BECOMES = 0.001, 0.01, 0.1, 0.5
"""Where a number is 0 by default."""

_FREE = 0.5, 1.0, 2.0, -1.0
"""For a number without default, or one that may be anything."""


@dataclass(frozen=True)
class Part:
    """What a config may choose: a name, other names for it, and parameters."""

    names: tuple[str, ...]
    parameters: Mapping[str, Schema]
    required: frozenset[str]

    @property
    def name(self) -> str:
        """Its own name."""
        return self.names[0]

    @classmethod
    def of(cls, schema: Schema) -> Self:
        """The part that a schema of mappings describes."""
        properties = dict(schema["properties"])
        names = properties.pop("name")["enum"]
        required = frozenset(schema["required"]) - {"name"}
        return cls(tuple(names), properties, required)


def parts_of(schema: Schema) -> list[Part]:
    """The parts among the forms that a key may have."""
    return [Part.of(form) for form in schema["anyOf"] if "name" in form.get("properties", ())]


def families(schema: Schema) -> dict[str, list[Part]]:
    """All parts of a config's schema, by the key that chooses them."""
    top, sections = schema["properties"], schema["$defs"]
    data = sections["DataSection"]["properties"]
    model = sections["ModelSection"]["properties"]
    return {
        "source": parts_of(data["source"]),
        "normalize": parts_of(data["normalize"]),
        "activation": parts_of(model["activation"]),
        "weights": parts_of(model["weights"]),
        "loss": parts_of(top["loss"]),
        "optimizer": parts_of(top["optimizer"]),
        "decay": parts_of(top["decay"]),
    }


class Deck:
    """Parts in a random order, each of which comes before any comes again."""

    def __init__(self, parts: Sequence[Part], rng: random.Random) -> None:
        self._parts, self._rng = list(parts), rng
        self._drawn = self._deal()

    def draw(self) -> Part:
        """The next one."""
        return next(self._drawn)

    def _deal(self) -> Iterator[Part]:
        while True:
            yield from self._rng.sample(self._parts, len(self._parts))


def draw_parameters(part: Part, rng: random.Random, often: float = 0.4) -> dict[str, Any]:
    """Some of the part's parameters with values within their bounds, and all that it needs."""
    return {
        key: draw_value(schema, rng)
        for key, schema in part.parameters.items()
        if key in part.required or rng.random() < often
    }


def written(part: Part, parameters: Mapping[str, Any], rng: random.Random) -> Any:
    """How a config says it: a bare name where that is enough, and at times another of its names."""
    name = rng.choice(part.names)
    if not parameters and rng.random() < 0.5:
        return name
    return {"name": name, **parameters}


def draw_value(schema: Schema, rng: random.Random) -> Any:
    """A value that the schema of one parameter allows."""
    if "anyOf" in schema:
        schema = {
            **schema,
            **rng.choice([form for form in schema["anyOf"] if form["type"] != "null"]),
        }
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema["type"]:
        case "boolean":
            return rng.random() < 0.5
        case "integer":
            return rng.randint(least := int(schema.get("minimum", 0)), least + 4)
        case "number":
            return draw_number(schema, rng)
        case "array":
            return sorted(rng.sample(range(1, 6), 2))
        case "string":
            return "nowhere"
    raise ValueError(f"no value can be drawn for {schema}")


def draw_number(schema: Schema, rng: random.Random) -> float:
    """Near the default, on the side of the bounds where it is allowed."""
    default = schema.get("default")
    while True:
        if default is None:
            value = rng.choice(_FREE)
        elif default == 0:
            value = rng.choice(_ZERO_BECOMES)
        elif schema.get("exclusiveMaximum") == 1 or schema.get("maximum") == 1:
            value = rng.choice((default, default**2, math.sqrt(default), rng.uniform(0.05, 0.95)))
        else:
            value = default * rng.choice((0.1, 0.5, 1, 2, 3))
        value = float(f"{value:.3g}")
        if allowed(value, schema):
            return value


def allowed(value: float, schema: Schema) -> bool:
    """Whether a number is within the bounds."""
    least: float = schema.get("minimum", -math.inf)
    most: float = schema.get("maximum", math.inf)
    above: float = schema.get("exclusiveMinimum", -math.inf)
    below: float = schema.get("exclusiveMaximum", math.inf)
    return least <= value <= most and above < value < below
