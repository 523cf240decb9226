"""Data made from a formula and the ``data`` stream: what is to be found is known."""

import math
from abc import abstractmethod
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.parts.registry import BelowOne, Finite, NonNegative, Positive
from gdrun.parts.sources.source import Source

Rows = Annotated[int, Field(ge=4, le=100_000_000)]
Classes = Annotated[int, Field(ge=2, le=1000)]


class Generated(Source):
    """A table made from a formula: numbers that fit into memory, and are finite."""

    rows: Rows
    noise: NonNegative

    @abstractmethod
    def _made(self, rng: np.random.Generator) -> Table:
        """The table, with infinity or NaN where numbers are too large."""

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                table = self._made(rng)
        except MemoryError:
            raise DataError(
                f"data.source: {self.name} with {self.rows:,} rows does not fit into memory: "
                "ask for fewer"
            ) from None
        if not (np.isfinite(table.inputs).all() and np.isfinite(table.targets).all()):
            said = ", ".join(f"{key} {value:g}" for key, value in self if isinstance(value, float))
            raise DataError(
                f"data.source: {self.name} has numbers beyond float64's with {said}: "
                "make these smaller"
            )
        return table


class Points(Generated):
    """Classes of points; row i is of class i modulo the number of classes, so all are as large."""

    rows: Rows = 400
    noise: NonNegative = 0.1

    valid = ({}, {"rows": 10, "noise": 0.0})
    invalid = ({"rows": 3}, {"noise": -0.1})

    @abstractmethod
    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        """Points (rows, columns) of these classes, without the noise."""

    def _classes(self) -> int:
        return 2

    def _made(self, rng: np.random.Generator) -> Table:
        labels = np.arange(self.rows) % self._classes()
        points = self._points(labels, rng)
        points += self.noise * rng.standard_normal(points.shape)
        names = tuple(f"x{column}" for column in range(points.shape[1]))
        return Table(self.name, points, labels, names)


class Xor(Points):
    """Exclusive or: the corners of the unit square, of class x0 ≠ x1, plus normal noise.

    With 4 ``rows`` and no ``noise`` it is the truth table.
    """

    name: Literal["xor"] = "xor"

    valid = ({}, {"rows": 4, "noise": 0.0})

    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        first = np.arange(self.rows) // 2 % 2
        return np.column_stack((first, first ^ labels)).astype(np.float64)


class Moons(Points):
    """Two half circles that hook into each other, plus normal noise.

    (cos t, sin t) and (1 − cos t, 1/2 − sin t) with t evenly spaced from 0 to π. As
    scikit-learn's ``make_moons``, but with ``noise`` by default, for without it there is
    little to learn.
    """

    name: Literal["moons"] = "moons"

    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        t = _evenly(labels, 0, math.pi)
        x, y = np.cos(t), np.sin(t)
        lower = labels == 1
        return np.column_stack((np.where(lower, 1 - x, x), np.where(lower, 0.5 - y, y)))


class Circles(Points):
    """A circle of radius 1 around one of radius ``factor``, plus normal noise.

    Angles are evenly spaced from 0 to 2π, which is 0 again and left out. As scikit-learn's
    ``make_circles``, but for two defaults: without ``noise`` there is little to learn, and with
    noise 0.1 a ``factor`` of 0.8 would mix the circles.
    """

    name: Literal["circles"] = "circles"
    factor: BelowOne = 0.5

    valid = ({}, {"factor": 0.2, "rows": 11})
    invalid = ({"factor": 1.0}, {"factor": -0.5})

    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        t = _evenly(labels, 0, 2 * math.pi, endpoint=False)
        radius = np.where(labels == 1, self.factor, 1.0)
        return np.column_stack((radius * np.cos(t), radius * np.sin(t)))


class Spirals(Points):
    """``classes`` spirals around one centre: radius t, angle 2π (turns·t + class / classes).

    t is evenly spaced from 0 to 1; normal noise is added. After Lang & Witbrock, "Learning to
    tell two spirals apart", 1988.
    """

    name: Literal["spirals"] = "spirals"
    classes: Classes = 2
    turns: Positive = 1.5
    noise: NonNegative = 0.02

    valid = ({}, {"classes": 3, "turns": 1.0})
    invalid = ({"classes": 1}, {"turns": 0.0})

    def _classes(self) -> int:
        return self.classes

    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        t = _evenly(labels, 0, 1)
        angle = 2 * math.pi * (self.turns * t + labels / self.classes)
        return np.column_stack((t * np.cos(angle), t * np.sin(angle)))


class Blobs(Points):
    """Normal clouds of standard deviation ``noise`` around a centre for each of the ``classes``.

    The centres are uniform in [−10, 10] in each of the ``columns``, as in scikit-learn's
    ``make_blobs``. The seed alone decides them, so that separate sources for training and testing
    have the same.
    """

    name: Literal["blobs"] = "blobs"
    classes: Classes = 3
    columns: Annotated[int, Field(ge=1, le=100_000)] = 2
    noise: NonNegative = 1.0

    valid = ({}, {"classes": 5, "columns": 10, "noise": 0.5})
    invalid = ({"classes": 0}, {"columns": 0})

    def _classes(self) -> int:
        return self.classes

    def _points(self, labels: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.float64]:
        # A child of the stream, of which it does not matter how much was drawn before.
        seed: Any = rng.bit_generator.seed_seq
        child = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, 0))
        centres = np.random.default_rng(child).uniform(-10, 10, (self.classes, self.columns))
        return centres[labels]


class Curve(Generated):
    """Numbers to predict: a function of one x, uniform in [−1, 1], plus normal noise."""

    rows: Rows = 200
    noise: NonNegative = 0.1

    valid = ({}, {"rows": 10, "noise": 0.0})
    invalid = ({"rows": 3}, {"noise": -0.1})

    @abstractmethod
    def _value(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The function of ``x`` (rows,)."""

    def _made(self, rng: np.random.Generator) -> Table:
        x = rng.uniform(-1, 1, self.rows)
        y = self._value(x) + self.noise * rng.standard_normal(self.rows)
        return Table(self.name, x[:, np.newaxis], y, ("x",))


class Line(Curve):
    """Regression: y = slope·x + intercept, with x uniform in [−1, 1], plus normal noise."""

    name: Literal["linear"] = "linear"
    slope: Finite = 2.0
    intercept: Finite = 1.0

    valid = ({}, {"slope": -3.0, "intercept": 0.0, "noise": 0.0})
    invalid = ({"slope": float("inf")}, {"noise": -1.0})

    def _value(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.slope * x + self.intercept


class Sine(Curve):
    """Regression: y = sin(2π·frequency·x), with x uniform in [−1, 1], plus normal noise."""

    name: Literal["sine"] = "sine"
    frequency: Positive = 1.0

    valid = ({}, {"frequency": 2.0})
    invalid = ({"frequency": 0.0}, {"frequency": -1.0})

    def _value(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sin(2 * math.pi * self.frequency * x)


def _evenly(
    labels: NDArray[np.intp], start: float, stop: float, endpoint: bool = True
) -> NDArray[np.float64]:
    """For each class its rows' places, evenly spaced from ``start`` to ``stop``.

    Without ``endpoint`` the place after the last would be at ``stop``.
    """
    places = np.empty(len(labels))
    for label in range(int(labels.max()) + 1):
        mine = labels == label
        places[mine] = np.linspace(start, stop, int(mine.sum()), endpoint=endpoint)
    return places
