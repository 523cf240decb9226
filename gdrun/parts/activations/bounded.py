"""Smooth activations that stay between two values."""

from typing import Literal

from gdrun.parts.activations.activation import Activation, sides_of_zero
from gdrun.parts.elementary import exp, tanh
from gdrun.parts.graph import Operators, Value
from gdrun.parts.kernels import Vector


class Tanh(Activation):
    """Hyperbolic tangent: (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), with derivative 1 − tanh²z.

    LeCun, Bottou, Orr & Müller, "Efficient BackProp", 1998, section 4.4.
    """

    name: Literal["tanh"] = "tanh"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Tanh(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        for i in range(z.size):
            a[i] = tanh(z[i])

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            slope[i] = one - a[i] * a[i]


class Sigmoid(Activation):
    """Logistic function: 1 / (1 + e⁻ᶻ), with derivative σ(1 − σ).

    Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors",
    Nature 323, 1986, equation 2.
    """

    name: Literal["sigmoid"] = "sigmoid"
    aliases = ("logistic",)

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Sigmoid(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            a[i] = one / (one + exp(-z[i]))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            slope[i] = a[i] * (one - a[i])


class Softsign(Activation):
    """Softsign: z / (1 + |z|), with derivative 1 / (1 + |z|)².

    As ``torch.nn.Softsign``. Bergstra, Desjardins, Lamblin & Bengio, "Quadratic polynomials learn
    better image features", 2009.
    """

    name: Literal["softsign"] = "softsign"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Softsign(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            a[i] = z[i] / (one + abs(z[i]))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            d = one / (one + abs(z[i]))
            slope[i] = d * d

    sides = staticmethod(sides_of_zero)
