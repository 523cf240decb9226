"""Activations of the hidden layers."""

from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.elementary import exp, tanh
from gdrun.parts.kernels import KernelPart, Vector


class Activation(KernelPart):
    """An elementwise function of a layer's weighted sums z.

    ``value(z, hyper, a)`` writes f(z) to ``a``; ``derivative(z, a, hyper, slope)`` writes f′(z)
    to ``slope``, where ``a`` still holds f(z). All arrays but ``hyper`` have one and the same
    length, and no two share memory, so that the loops vectorise.
    """

    family = "activations"

    value: ClassVar[Callable[..., None]]
    derivative: ClassVar[Callable[..., None]]


class Relu(Activation):
    """Rectified linear unit: max(0, z), with derivative 0 at 0.

    Nair & Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
    """

    name: Literal["relu"] = "relu"

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


class Tanh(Activation):
    """Hyperbolic tangent: (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), with derivative 1 − tanh²z.

    LeCun, Bottou, Orr & Müller, "Efficient BackProp", 1998, section 4.4.
    """

    name: Literal["tanh"] = "tanh"

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
