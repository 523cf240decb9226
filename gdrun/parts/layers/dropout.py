"""Layers that lose some of their units while training."""

from typing import Any, Literal

from gdrun.parts.elementary import drop_units
from gdrun.parts.graph import Operators, Value
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.layers.layer import Layer
from gdrun.parts.registry import BelowOne


class Dropout(Layer):
    """y = x·m / (1 − rate), with m = 0 for a share ``rate`` of the units of each row, else 1.

    In training alone: y = x where outputs are only looked at. Each row of each step has a mask of
    its own. Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, "Dropout: a simple way to
    prevent neural networks from overfitting", JMLR 15, 2014; there x is scaled by 1 − rate when it
    is looked at instead.
    """

    name: Literal["dropout"] = "dropout"
    draws = True
    rate: BelowOne

    valid = ({"rate": 0.0}, {"rate": 0.5})
    invalid = ({}, {"rate": 1.0}, {"rate": -0.1})

    def kept_width(self, inputs: int) -> int:
        return inputs

    def onnx(self, op: Operators, x: Value, *tensors: Any) -> Value:
        return x

    @staticmethod
    def forward(
        inputs: Matrix, parameters: Vector, hyper: Vector, state: Vector,
        training: int, seed: int, step: int, rows: Any,
        outputs: Matrix, kept: Matrix,
    ) -> None:  # fmt: skip
        if training:
            drop_units(inputs, seed, step, rows, hyper[0], outputs, kept)
            return
        one = inputs.dtype.type(1)
        for i in range(inputs.shape[0]):
            for j in range(inputs.shape[1]):
                outputs[i, j] = inputs[i, j]
                kept[i, j] = one

    @staticmethod
    def backward(
        inputs: Matrix, parameters: Vector, hyper: Vector, kept: Matrix,
        after: Matrix, before: Matrix,
    ) -> None:  # fmt: skip
        for i in range(after.shape[0]):
            for j in range(after.shape[1]):
                before[i, j] = after[i, j] * kept[i, j]
