"""The layer that every network has."""

from typing import Any, Literal

from gdrun.network import Tensor, dense_layer
from gdrun.parts.graph import Operators, Value
from gdrun.parts.layers.layer import Layer
from gdrun.parts.registry import Count


class Dense(Layer):
    """z = x·W + b, with ``units`` outputs; an activation makes values of z.

    Rosenblatt, "The perceptron", Psychological Review 65, 1958; as ``torch.nn.Linear``.
    ``{units: 32}`` is the same as ``{name: dense, units: 32}``, and so is 32 alone. It has no
    kernels of its own: the engine computes it in blocks.
    """

    name: Literal["dense"] = "dense"
    units: Count

    valid = ({"units": 3},)
    invalid = ({}, {"units": 0}, {"units": 1.5})

    def outputs(self, inputs: int) -> int:
        return self.units

    def tensors(self, inputs: int) -> tuple[Tensor, ...]:
        return dense_layer(inputs, self.units)

    def onnx(self, op: Operators, x: Value, *tensors: Any) -> Value:
        weights, biases = tensors
        return op.Gemm(x, weights, biases)
