"""Activations in straight pieces: cheap, with kinks."""

from typing import Literal

import numpy as np

from gdrun.parts.activations.activation import Activation, sides_of_three, sides_of_zero
from gdrun.parts.graph import Operators, Value
from gdrun.parts.kernels import Vector
from gdrun.parts.registry import NonNegative


class Identity(Activation):
    """No activation: a = z. Layers without one are as good as a single layer."""

    name: Literal["identity"] = "identity"
    aliases = ("linear",)

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Identity(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        for i in range(z.size):
            a[i] = z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            slope[i] = one


class Relu(Activation):
    """Rectified linear unit: max(0, z), with derivative 0 at 0.

    Nair & Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
    """

    name: Literal["relu"] = "relu"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Relu(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        zero = z.dtype.type(0)
        for i in range(z.size):
            a[i] = zero if z[i] <= zero else z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        zero, one = z.dtype.type(0), z.dtype.type(1)
        for i in range(z.size):
            slope[i] = zero if z[i] <= zero else one if z[i] > zero else z[i]

    sides = staticmethod(sides_of_zero)


class LeakyRelu(Activation):
    """Leaky rectified linear unit: z, or slope·z below 0; the derivative at 0 is ``slope``.

    As ``torch.nn.LeakyReLU``. Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network
    acoustic models", ICML workshop 2013.
    """

    name: Literal["leaky_relu"] = "leaky_relu"
    slope: NonNegative = 0.01

    valid = ({}, {"slope": 0.2})
    invalid = ({"slope": -0.1},)

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.LeakyRelu(z, alpha=self.slope)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        zero, leak = z.dtype.type(0), hyper[0]
        for i in range(z.size):
            a[i] = z[i] if z[i] > zero else leak * z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        zero, one, leak = z.dtype.type(0), z.dtype.type(1), hyper[0]
        for i in range(z.size):
            slope[i] = one if z[i] > zero else leak if z[i] <= zero else z[i]

    sides = staticmethod(sides_of_zero)


class HardTanh(Activation):
    """Hard tanh: max(−1, min(1, z)); the derivative is 1 inside, and 0 at the ends and beyond.

    As ``torch.nn.Hardtanh``. Collobert, "Large scale machine learning", 2004.
    """

    name: Literal["hard_tanh"] = "hard_tanh"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Clip(z, -1.0, 1.0)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            a[i] = one if z[i] > one else -one if z[i] < -one else z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        zero, one = z.dtype.type(0), z.dtype.type(1)
        for i in range(z.size):
            inside = one if abs(z[i]) < one else zero
            slope[i] = inside if z[i] == z[i] else z[i]

    @staticmethod
    def sides(z: Vector, hyper: Vector, side: Vector) -> None:
        zero, one = z.dtype.type(0), z.dtype.type(1)
        for i in range(z.size):
            side[i] = one if z[i] >= one else -one if z[i] <= -one else zero


class HardSigmoid(Activation):
    """Hard sigmoid: z / 6 + 1/2 between 0 and 1, with derivative 1/6 for |z| < 3.

    As ``torch.nn.Hardsigmoid``, with its derivative of 1/6 as float32 has it, which is wrong by
    3e-8 of itself in float64, too. Howard et al., "Searching for MobileNetV3", ICCV 2019.
    """

    name: Literal["hard_sigmoid"] = "hard_sigmoid"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.HardSigmoid(z, alpha=1 / 6, beta=0.5)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        number = z.dtype.type
        zero, one, three, sixth = number(0), number(1), number(3), number(1 / 6)
        for i in range(z.size):
            inside = (z[i] + three) * sixth
            a[i] = zero if z[i] <= -three else one if z[i] >= three else inside

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        number = z.dtype.type
        zero, three, sixth = number(0), number(3), number(np.float32(1 / 6))
        for i in range(z.size):
            inside = sixth if abs(z[i]) < three else zero
            slope[i] = inside if z[i] == z[i] else z[i]

    sides = staticmethod(sides_of_three)


class HardSwish(Activation):
    """Hard swish: z times the hard sigmoid, with derivative z / 3 + 1/2 for |z| < 3.

    As ``torch.nn.Hardswish``. Howard et al., "Searching for MobileNetV3", ICCV 2019.
    """

    name: Literal["hard_swish"] = "hard_swish"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.HardSwish(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        number = z.dtype.type
        zero, three, sixth = number(0), number(3), number(1 / 6)
        for i in range(z.size):
            inside = z[i] * (z[i] + three) * sixth
            a[i] = zero if z[i] <= -three else z[i] if z[i] >= three else inside

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        number = z.dtype.type
        zero, half, one = number(0), number(0.5), number(1)
        three, third = number(3), number(1 / 3)
        for i in range(z.size):
            inside = z[i] * third + half
            slope[i] = zero if z[i] <= -three else one if z[i] >= three else inside

    sides = staticmethod(sides_of_three)
