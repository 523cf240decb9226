"""Axes: a swept key's values, listed or made by a range, or how one of them is drawn."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdrun.config.yaml.document import MistakeError, Place
from gdrun.config.yaml.reading import shortened
from gdrun.wording import shown

_RANGES = ("log", "linear")
_DRAWS = ("choice", "uniform", "log_uniform")
MAKERS = (*_RANGES, *_DRAWS)
"""The keys of mappings that stand for values."""

_NOT_SWEPT = ("name", "parts", "seeds", "sweep", "claims")


@dataclass(frozen=True)
class Axis:
    """A dotted key and its values, or how to draw one."""

    key: str
    place: Place
    values: tuple[tuple[Any, Place], ...] = ()
    """Each with the place where it was said; none if values are drawn."""
    draw: str = ""
    bounds: tuple[float, float] = (0.0, 0.0)

    @property
    def path(self) -> tuple[str, ...]:
        """The key's words."""
        return tuple(self.key.split("."))

    def drawn(self, rng: np.random.Generator) -> tuple[Any, Place]:
        """One value, at random."""
        if not self.draw:
            return self.values[int(rng.integers(len(self.values)))]
        low, high = self.bounds
        if self.draw == "uniform":
            value = rng.uniform(low, high)
        else:
            value = math.exp(rng.uniform(math.log(low), math.log(high)))
        return float(f"{value:.6g}"), self.place


def make_axis(key: str, place: Place, values: Any, places: Sequence[Place]) -> Axis:
    """The axis that a key and what is said of its values make.

    Args:
        key: Dotted.
        place: Where it was said.
        values: A list, or a mapping of one of ``MAKERS`` to its bounds.
        places: Of each value of a list.

    Raises:
        MistakeError: If they make none.
    """
    if key in _NOT_SWEPT or key.startswith("parts.") or not all(key.split(".")):
        raise MistakeError(f"`{shortened(key)}` cannot be swept over")
    if isinstance(values, dict) and len(values) == 1:
        ((maker, bounds),) = values.items()
        if maker in _RANGES:
            return Axis(key, place, tuple((value, place) for value in _range(maker, bounds)))
        if maker == "choice" and isinstance(bounds, list):
            values, places = bounds, [place] * len(bounds)
        elif maker in _DRAWS:
            return Axis(key, place, draw=maker, bounds=_bounds(maker, bounds))
    if not isinstance(values, list):
        raise MistakeError(f"`{key}` needs a list of values, or one of {', '.join(MAKERS)}")
    if not values:
        raise MistakeError(f"`{key}` has no values")
    met = set()
    for value in values:
        # 1 and 1.0 are equal in Python, and so are 1 and true, but they are not one value here.
        written = (type(value), json.dumps(value, sort_keys=True, default=str))
        if written in met:
            raise MistakeError(f"`{key}` has the value {shown(value)} twice")
        met.add(written)
    return Axis(key, place, tuple(zip(values, places, strict=True)))


def _numbers(maker: str, said: Any, count: int) -> list[float]:
    plain = isinstance(said, list) and all(
        isinstance(number, (int, float)) and not isinstance(number, bool) for number in said
    )
    if not plain or len(said) != count or not all(map(math.isfinite, said)):
        form = "[from, to, how many]" if count == 3 else "[from, to]"
        raise MistakeError(f"`{maker}` needs {form}")
    if "log" in maker and (said[0] <= 0 or said[1] <= 0):
        raise MistakeError(f"`{maker}` needs bounds above 0")
    return [float(number) for number in said]


def _range(maker: str, said: Any) -> list[float] | list[int]:
    low, high, count = _numbers(maker, said, 3)
    if not 2 <= count <= 100_000 or count != int(count):
        raise MistakeError(f"`{maker}` makes 2 to 100,000 values, not {shown(said[2])}")
    points = np.geomspace if maker == "log" else np.linspace
    # Twelve digits are what a person would have written.
    values = [float(f"{value:.12g}") for value in points(low, high, int(count))]
    if len(set(values)) < count:
        raise MistakeError(f"`{maker}` gives one value twice: {shown(values[0])}, …; use a list")
    whole = all(isinstance(bound, int) for bound in said) and all(v.is_integer() for v in values)
    return [int(value) for value in values] if whole else values


def _bounds(maker: str, said: Any) -> tuple[float, float]:
    low, high = _numbers(maker, said, 2)
    if low >= high:
        raise MistakeError(f"`{maker}` needs its lower bound first")
    return low, high
