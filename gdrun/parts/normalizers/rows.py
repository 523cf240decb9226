"""Normalizers that scale each row, whatever the others are."""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gdrun.parts.graph import Operators, Value
from gdrun.parts.normalizers.normalizer import Normalizer, without_zeros


class L2(Normalizer):
    """x / ‖x‖₂, each example by itself: all have length 1, but for those of zeros.

    As scikit-learn's Normalizer. It learns nothing from the training rows, and has no place
    for targets.
    """

    name: Literal["l2"] = "l2"

    def fit(self, values: NDArray[Any], rows: NDArray[np.intp]) -> "UnitRows":
        return UnitRows()

    def restore(self, learnt: Mapping[str, list[float]]) -> "UnitRows":
        return UnitRows()


class UnitRows:
    """Each row divided by its length."""

    def transform(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """``values`` (rows, columns) normalised, in float64 and in an array of their own."""
        normalised = values.astype(np.float64)
        # First by the largest entry, for squares may be beyond float64.
        normalised /= without_zeros(np.abs(normalised).max(axis=1, keepdims=True))
        normalised /= without_zeros(np.linalg.norm(normalised, axis=1, keepdims=True))
        return normalised

    def learnt(self) -> Mapping[str, list[float]]:
        """Nothing."""
        return {}

    def onnx(self, op: Operators, x: Value) -> Value:
        """``transform`` in a graph."""
        zero, one = np.zeros(1), np.ones(1)
        largest = op.ReduceMax(op.Abs(x), axes=[1])
        x = op.Div(x, op.Where(op.Equal(largest, zero), one, largest))
        length = op.Sqrt(op.ReduceSum(op.Mul(x, x), np.array([1])))
        return op.Div(x, op.Where(op.Equal(length, zero), one, length))
