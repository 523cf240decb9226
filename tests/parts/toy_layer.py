"""A kind of layer that uses all that a kind may have, as somebody writes it in a file."""

FOLDED = '''"""Sums of neighbours."""

from typing import Literal

from gdrun.network import Tensor
from gdrun.parts.elementary import draw_bits, draw_seed
from gdrun.parts.layers.layer import Layer
from gdrun.parts.registry import Share


class Folded(Layer):
    """y = v·s·(1 + noise·u) of the sums s of two neighbours each, with u from −1 to 1.

    Where outputs are looked at, y = v·s − noise·m, with the running means m of s. Somebody, 2025.
    """

    name: Literal["folded"] = "folded"
    draws = True
    noise: Share = 0.25
    speed: Share = 0.125

    valid = ({}, {"noise": 0.5, "speed": 0.0625})
    invalid = ({"noise": 2.0},)

    def outputs(self, inputs):
        return (inputs + 1) // 2

    def tensors(self, inputs):
        outputs = self.outputs(inputs)
        return (
            Tensor("m", "state", (outputs,), inputs, outputs),
            Tensor("v", "weight", (outputs,), inputs, outputs),
        )

    def kept_width(self, inputs):
        return 2 * self.outputs(inputs)

    @staticmethod
    def forward(
        inputs, parameters, hyper, state, training, seed, step, rows, outputs, kept
    ):
        units, width = inputs.shape[1], outputs.shape[1]
        one, half = inputs.dtype.type(1), inputs.dtype.type(2.0**-31)
        for i in range(inputs.shape[0]):
            of_row = draw_seed(seed, step, rows[i])
            for k in range(width):
                total = inputs[i, 2 * k]
                if 2 * k + 1 < units:
                    total += inputs[i, 2 * k + 1]
                factor = one
                if training:
                    draw = inputs.dtype.type(draw_bits(of_row, k)) * half - one
                    factor += hyper[0] * draw
                    state[k] += hyper[1] * (total - state[k])
                    outputs[i, k] = parameters[k] * total * factor
                else:
                    outputs[i, k] = parameters[k] * total - hyper[0] * state[k]
                kept[i, k], kept[i, width + k] = total, factor

    @staticmethod
    def backward(inputs, parameters, hyper, kept, after, before):
        width = after.shape[1]
        for i in range(before.shape[0]):
            for j in range(before.shape[1]):
                k = j // 2
                before[i, j] = after[i, k] * parameters[k] * kept[i, width + k]

    @staticmethod
    def gradient(inputs, parameters, hyper, kept, after, gradient):
        width = after.shape[1]
        for i in range(after.shape[0]):
            for k in range(width):
                gradient[k] += after[i, k] * kept[i, k] * kept[i, width + k]
'''
