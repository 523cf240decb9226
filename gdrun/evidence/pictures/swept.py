"""The numbers that a sweep goes through, and what else it varies."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        """Whether values above 0 span decades, and none is below 0."""
        if self.values[0] < 0 or len(self._positive) < 2:
            return False
        return math.log10(self._positive[-1]) - math.log10(self._positive[0]) > _DECADES

    @property
    def _positive(self) -> list[float]:
        return [value for value in self.values if value > 0]

    def placed(self, values: Sequence[float]) -> NDArray[np.float64]:
        """Values where they stand: 0 has a place of its own on a logarithmic axis, one step left.

        A step is what the others are apart in the mean.
        """
        told: NDArray[np.float64] = np.asarray(values, float)
        if not self.logarithmic:
            return told
        first, last = np.log10([self._positive[0], self._positive[-1]])
        step = (last - first) / (len(self._positive) - 1)
        return np.where(told > 0, told, 10.0 ** (first - step))


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
