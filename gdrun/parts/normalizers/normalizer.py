"""The family of normalizers: what each of them is, and what it is once it knows training rows."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.parts.graph import Operators, Value
from gdrun.parts.registry import Part

Vector = NDArray[np.float64]


class Fitted(Protocol):
    """A normalizer that knows its training rows.

    Those that come with gdrun have a method ``onnx(op, x)``, too, which returns what ``transform``
    makes of ``x``, (rows, columns) of float64, as a value of a graph: see
    ``gdrun.parts.graph.Operators``.
    """

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """``values`` (rows, columns) normalised, in float64 and in an array of their own."""

    def learnt(self) -> Mapping[str, list[float]]:
        """What it knows of them: flat lists, or arrays, of finite numbers, by name.

        Its normalizer's ``restore`` makes it of this. Of one's own normalizer it may be missing;
        then it trains, and nothing can be predicted with it.
        """


@dataclass(frozen=True)
class Affine:
    """(values − shift) / scale, column by column; ``normalised * scale + shift`` undoes it.

    ``shift`` and ``scale`` are float64 of shape (columns,), and no scale is 0.
    """

    shift: Vector
    scale: Vector

    def __post_init__(self) -> None:
        usable = np.isfinite(self.shift) & np.isfinite(self.scale)
        if not usable.all():
            column = int(np.argmin(usable)) + 1
            raise DataError(
                f"column {column:,} spans more than float64 can hold: rescale its values"
            )

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """``values`` (rows, columns) normalised, in float64 and in an array of their own."""
        normalised: NDArray[np.float64] = np.subtract(values, self.shift, dtype=np.float64)
        normalised /= self.scale
        return normalised

    def learnt(self) -> Mapping[str, list[float]]:
        """``shift`` and ``scale``."""
        return {"shift": self.shift.tolist(), "scale": self.scale.tolist()}

    def onnx(self, op: Operators, x: Value) -> Value:
        """``transform`` in a graph."""
        return op.Div(op.Sub(x, self.shift), self.scale)


class Normalizer(Part):
    """How columns are normalised."""

    family = "normalizers"

    @abstractmethod
    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Fitted:
        """Fitted on the given ``rows``, at least one, of ``values`` (all rows, columns).

        A column that is constant there becomes a constant, never NaN.

        Raises:
            DataError: If a column's spread is beyond float64.
        """

    def restore(self, learnt: Mapping[str, list[float]]) -> Fitted:
        """What ``fit`` gave, made again of what it had learnt, the lists of ``Fitted.learnt``.

        It must normalise to the same bits. This one suits those that give an ``Affine``.
        """
        return Affine(np.array(learnt["shift"]), np.array(learnt["scale"]))


def without_zeros(scale: Vector) -> Vector:
    """``scale`` with 1 for the columns that do not vary."""
    return np.where(scale == 0, 1.0, scale)
