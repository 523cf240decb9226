"""Normalizers that shift and scale each column, which can be undone."""

from collections.abc import Iterator
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from gdrun.files.chunks import row_chunks
from gdrun.parts.normalizers.normalizer import Affine, Normalizer, Vector, without_zeros
from gdrun.parts.registry import Finite


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
            scale = without_zeros((largest - smallest) / (self.high - self.low))
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
        return Affine(np.zeros_like(largest), without_zeros(largest))


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
            scale = without_zeros(np.sqrt(np.maximum(square - error * error, 0)))
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
            return Affine(median, without_zeros(third - first))


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
