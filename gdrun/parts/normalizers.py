"""Normalizers: bringing columns to a common range, as learnt from the training rows."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from gdrun.errors import DataError
from gdrun.parts.chunks import row_chunks
from gdrun.parts.registry import Finite, Part

Vector = NDArray[np.float64]


class Fitted(Protocol):
    """A normalizer that knows its training rows."""

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """``values`` (rows, columns) normalised, in float64 and in an array of their own."""


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


class Unchanged(Normalizer):
    """Leaves the values as they are."""

    name: Literal["none"] = "none"

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Affine:
        columns = values.shape[1]
        return Affine(np.zeros(columns), np.ones(columns))


class MinMax(Normalizer):
    """low + (x − min) · (high − low) / (max − min): the training rows fill [low, high].

    A constant column becomes ``low``. As scikit-learn's MinMaxScaler.
    """

    name: Literal["minmax"] = "minmax"
    low: Finite = 0.0
    high: Finite = 1.0

    valid = ({}, {"low": -1.0, "high": 1.0})
    invalid = ({"low": 1.0, "high": 0.0}, {"low": 1.0}, {"high": float("inf")})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"`low` must be below `high`, but {self.low} is not below {self.high}")
        return self

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Affine:
        smallest = np.full(values.shape[1], np.inf)
        largest = -smallest
        for chunk in _chunks(values, rows):
            np.minimum(smallest, chunk.min(axis=0), out=smallest)
            np.maximum(largest, chunk.max(axis=0), out=largest)
        with np.errstate(over="ignore", invalid="ignore"):
            scale = _no_zeros((largest - smallest) / (self.high - self.low))
            return Affine(smallest - self.low * scale, scale)


class MaxAbs(Normalizer):
    """x / max |x|: the training rows fill [−1, 1], and zeros stay zeros.

    As scikit-learn's MaxAbsScaler.
    """

    name: Literal["max_abs"] = "max_abs"

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Affine:
        largest = np.zeros(values.shape[1])
        for chunk in _chunks(values, rows):
            np.maximum(largest, np.abs(chunk).max(axis=0), out=largest)
        return Affine(np.zeros_like(largest), _no_zeros(largest))


class Standardize(Normalizer):
    """(x − mean) / std: mean 0 and standard deviation 1 over the training rows.

    The standard deviation is the population's (divided by n); a constant column becomes 0.
    As scikit-learn's StandardScaler.
    """

    name: Literal["standardize"] = "standardize"
    aliases = ("standardise", "zscore")

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Affine:
        # Deviations from a first guess, then from the mean: neither a large offset nor an outlier
        # costs digits, and in a constant column all are exactly 0.
        first = values[rows[0]].astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            mean = first + _moments(values, rows, first)[0]
            error, square = _moments(values, rows, mean)
            scale = _no_zeros(np.sqrt(np.maximum(square - error * error, 0)))
            return Affine(mean + error, scale)


class Robust(Normalizer):
    """(x − median) / (third quartile − first): outliers do not count.

    A column without spread between its quartiles is centred only. Quartiles are interpolated
    linearly, as in scikit-learn's RobustScaler.
    """

    name: Literal["robust"] = "robust"

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> Affine:
        # Column by column, for a copy of all would double the memory.
        quartiles = np.array(
            [
                np.percentile(values[rows, column].astype(np.float64), (25, 50, 75))
                for column in range(values.shape[1])
            ]
        )
        first, median, third = quartiles.T
        with np.errstate(over="ignore"):
            return Affine(median, _no_zeros(third - first))


class L2(Normalizer):
    """x / ‖x‖₂, each example by itself: all have length 1, but for those of zeros.

    As scikit-learn's Normalizer. It learns nothing from the training rows, and has no place
    for targets.
    """

    name: Literal["l2"] = "l2"

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> "UnitRows":
        return UnitRows()


class UnitRows:
    """Each row divided by its length."""

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """``values`` (rows, columns) normalised, in float64 and in an array of their own."""
        normalised = values.astype(np.float64)
        # First by the largest entry, for squares may be beyond float64.
        normalised /= _no_zeros(np.abs(normalised).max(axis=1, keepdims=True))
        normalised /= _no_zeros(np.linalg.norm(normalised, axis=1, keepdims=True))
        return normalised


def _chunks(values: NDArray[Any], rows: NDArray[np.intp]) -> Iterator[NDArray[np.float64]]:
    for chunk in row_chunks(len(rows), values.shape[1]):
        yield values[rows[chunk]].astype(np.float64)


def _moments(values: NDArray[Any], rows: NDArray[np.intp], origin: Vector) -> tuple[Vector, Vector]:
    """The means of the rows' deviations from ``origin`` and of their squares."""
    total, squares = np.zeros_like(origin), np.zeros_like(origin)
    for deviations in _chunks(values, rows):
        deviations -= origin
        total += deviations.sum(axis=0)
        squares += np.einsum("ij,ij->j", deviations, deviations)
    return total / len(rows), squares / len(rows)


def _no_zeros(scale: Vector) -> Vector:
    """``scale`` with 1 for the columns that do not vary."""
    return np.where(scale == 0, 1.0, scale)
