"""The numbers that a sweep goes through, and what else it varies."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gdrun.evidence.pictures.labels import key_in_words
from gdrun.records import Variant

_DECADES = 1.0
"""Numbers that span more decades than these are told on a logarithmic axis."""


@dataclass(frozen=True)
class Axis:
    """A key that is swept over numbers."""

    key: str
    values: tuple[float, ...]
    """In order, each once."""

    @property
    def name(self) -> str:
        """The key's last word, in words."""
        return key_in_words(self.key)

    @property
    def logarithmic(self) -> bool:
        """Whether values span decades, and none is 0 or less."""
        low, high = self.values[0], self.values[-1]
        return low > 0 and math.log10(high / low) > _DECADES


def numeric_axes(variants: Sequence[Variant]) -> list[Axis]:
    """The keys whose values are numbers in all variants, and at least two; most values first."""
    found = []
    for key in dict.fromkeys(key for each in variants for key in each.parameters):
        values = [each.parameters.get(key) for each in variants]
        if all(map(_is_number, values)) and len({*values}) > 1:
            found.append(Axis(key, tuple(sorted({float(str(value)) for value in values}))))
    return sorted(found, key=lambda axis: -len(axis.values))


def _is_number(value: object) -> bool:
    finite = isinstance(value, int | float) and math.isfinite(value)
    return finite and not isinstance(value, bool)


def value_at(variant: Variant, axis: Axis) -> float:
    """Where a variant is on an axis."""
    return float(str(variant.parameters[axis.key]))


def others_of(variant: Variant, axes: Sequence[Axis]) -> Mapping[str, object]:
    """What is set in a variant beside these axes."""
    keys = {axis.key for axis in axes}
    return {key: value for key, value in variant.parameters.items() if key not in keys}
