"""Layers that bring units to one scale."""

from typing import Any, Literal

from gdrun.network import Tensor
from gdrun.parts.elementary import normalize, normalize_back, normalize_gradient
from gdrun.parts.graph import Operators, Value
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.layers.layer import Layer
from gdrun.parts.registry import Positive


class LayerNorm(Layer):
    """y = gain·(x − μ) / √(σ² + epsilon) + shift, with μ and σ² of the row's own units.

    σ² is the mean square of the deviations. Gains begin at 1 and shifts at 0; neither is
    penalised. Ba, Kiros & Hinton, "Layer normalization", 2016, arXiv:1607.06450, equations 3
    and 4; with epsilon inside the root, as in PyTorch and Keras.
    """

    name: Literal["layer_norm"] = "layer_norm"
    aliases = ("layer",)
    epsilon: Positive = 1e-5

    valid = ({}, {"epsilon": 0.001})
    invalid = ({"epsilon": 0.0},)

    def tensors(self, inputs: int) -> tuple[Tensor, ...]:
        return (
            Tensor("gain", "gain", (inputs,), inputs, inputs, initial=1.0),
            Tensor("shift", "bias", (inputs,), inputs, inputs, initial=0.0),
        )

    def kept_width(self, inputs: int) -> int:
        """x in units of its own scale, and 1 / √(σ² + epsilon)."""
        return inputs + 1

    def onnx(self, op: Operators, x: Value, *tensors: Any) -> Value:
        gains, shifts = tensors
        return op.LayerNormalization(x, gains, shifts, axis=-1, epsilon=self.epsilon)

    @staticmethod
    def forward(
        inputs: Matrix, parameters: Vector, hyper: Vector, state: Vector,
        training: int, seed: int, step: int, rows: Any,
        outputs: Matrix, kept: Matrix,
    ) -> None:  # fmt: skip
        normalize(inputs, parameters, hyper[0], outputs, kept)

    @staticmethod
    def backward(
        inputs: Matrix, parameters: Vector, hyper: Vector, kept: Matrix,
        after: Matrix, before: Matrix,
    ) -> None:  # fmt: skip
        normalize_back(parameters, kept, after, before)

    @staticmethod
    def gradient(
        inputs: Matrix, parameters: Vector, hyper: Vector, kept: Matrix,
        after: Matrix, gradient: Vector,
    ) -> None:  # fmt: skip
        normalize_gradient(kept, after, gradient)
