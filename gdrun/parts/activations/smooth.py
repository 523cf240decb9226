"""Smooth activations that grow like z on one side."""

import math
from typing import Literal

from gdrun.parts.activations.activation import Activation, sides_of_zero
from gdrun.parts.elementary import erf, exp, expm1, log1p, tanh
from gdrun.parts.graph import Operators, Value
from gdrun.parts.kernels import Vector
from gdrun.parts.registry import NonNegative


class Elu(Activation):
    """Exponential linear unit: z, or α(eᶻ − 1) below 0.

    α is ``alpha``. As ``torch.nn.ELU``. Clevert, Unterthiner & Hochreiter, "Fast and accurate deep
    network learning by exponential linear units (ELUs)", ICLR 2016, equation 15.
    """

    name: Literal["elu"] = "elu"
    alpha: NonNegative = 1.0

    valid = ({}, {"alpha": 0.5})
    invalid = ({"alpha": -1.0},)

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Elu(z, alpha=self.alpha)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        zero, alpha = z.dtype.type(0), hyper[0]
        for i in range(z.size):
            below = alpha * expm1(z[i] if z[i] < zero else zero)
            a[i] = below if z[i] < zero else z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        zero, one, alpha = z.dtype.type(0), z.dtype.type(1), hyper[0]
        for i in range(z.size):
            below = a[i] + alpha
            slope[i] = one if z[i] > zero else below

    sides = staticmethod(sides_of_zero)


class Selu(Activation):
    """Self-normalising ELU: λz, or λα(eᶻ − 1) below 0, with λ = 1.0507… and α = 1.6732….

    As ``torch.nn.SELU``. Klambauer, Unterthiner, Mayr & Hochreiter, "Self-normalizing neural
    networks", NeurIPS 2017, equation 2.
    """

    name: Literal["selu"] = "selu"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Selu(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        number = z.dtype.type
        zero, scale = number(0), number(1.0507009873554804934193349852946)
        scaled_alpha = number(1.0507009873554804934193349852946 * 1.6732632423543772848170429916717)
        for i in range(z.size):
            below = scaled_alpha * expm1(z[i] if z[i] < zero else zero)
            a[i] = below if z[i] < zero else scale * z[i]

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        number = z.dtype.type
        zero, scale = number(0), number(1.0507009873554804934193349852946)
        scaled_alpha = number(1.0507009873554804934193349852946 * 1.6732632423543772848170429916717)
        for i in range(z.size):
            below = a[i] + scaled_alpha
            slope[i] = scale if z[i] > zero else below

    sides = staticmethod(sides_of_zero)


class Gelu(Activation):
    """Gaussian error linear unit: z Φ(z), with derivative Φ(z) + z φ(z).

    Φ is the normal distribution's cumulative function and φ its density. As ``torch.nn.GELU``.
    Hendrycks & Gimpel, "Gaussian error linear units (GELUs)", arXiv:1606.08415.
    """

    name: Literal["gelu"] = "gelu"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Mul(op.Mul(z, 0.5), op.Add(op.Erf(op.Mul(z, math.sqrt(0.5))), 1.0))

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        number = z.dtype.type
        half, one, scale = number(0.5), number(1), number(0.70710678118654752440)
        for i in range(z.size):
            a[i] = half * z[i] * (one + erf(scale * z[i]))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        number = z.dtype.type
        half, one, scale = number(0.5), number(1), number(0.70710678118654752440)
        density = number(0.39894228040143267794)
        for i in range(z.size):
            bell = density * exp(-half * z[i] * z[i])
            slope[i] = half * (one + erf(scale * z[i])) + z[i] * bell


class GeluTanh(Activation):
    """GELU's approximation: z (1 + tanh u) / 2 with u = √(2/π)(z + 0.044715 z³).

    As ``torch.nn.GELU(approximate="tanh")``. Hendrycks & Gimpel, arXiv:1606.08415, section 2.
    """

    name: Literal["gelu_tanh"] = "gelu_tanh"

    def onnx(self, op: Operators, z: Value) -> Value:
        cubic = op.Mul(op.Mul(op.Mul(z, z), z), 0.044715)
        u = op.Mul(op.Add(z, cubic), math.sqrt(2 / math.pi))
        return op.Mul(op.Mul(z, 0.5), op.Add(op.Tanh(u), 1.0))

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        number = z.dtype.type
        half, one = number(0.5), number(1)
        scale, cubic = number(0.79788456080286535588), number(0.044715)
        for i in range(z.size):
            u = scale * (z[i] + cubic * z[i] * z[i] * z[i])
            a[i] = half * z[i] * (one + tanh(u))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        number = z.dtype.type
        half, one, three = number(0.5), number(1), number(3)
        scale, cubic = number(0.79788456080286535588), number(0.044715)
        for i in range(z.size):
            square = z[i] * z[i]
            t = tanh(scale * (z[i] + cubic * square * z[i]))
            inner = scale * (one + three * cubic * square)
            slope[i] = half * (one + t) + half * z[i] * (one - t * t) * inner


class Silu(Activation):
    """Sigmoid linear unit: z σ(z), with derivative σ(1 + z(1 − σ)).

    As ``torch.nn.SiLU``. Elfwing, Uchibe & Doya, "Sigmoid-weighted linear units for neural network
    function approximation in reinforcement learning", Neural Networks 107, 2018, equation 9.
    """

    name: Literal["silu"] = "silu"
    aliases = ("swish",)

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Mul(z, op.Sigmoid(z))

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            a[i] = z[i] / (one + exp(-z[i]))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            sigmoid = one / (one + exp(-z[i]))
            slope[i] = sigmoid * (one + z[i] * (one - sigmoid))


class Mish(Activation):
    """Mish: z tanh(log(1 + eᶻ)).

    With n = min(eᶻ, e²⁰) the tanh is n(n + 2) / (n(n + 2) + 2), to the last bit. As
    ``torch.nn.Mish``. Misra, "Mish: a self regularized non-monotonic activation function",
    BMVC 2020, equation 1.
    """

    name: Literal["mish"] = "mish"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Mul(z, op.Tanh(op.Softplus(z)))

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        two, largest = z.dtype.type(2), z.dtype.type(20)
        for i in range(z.size):
            n = exp(z[i] if z[i] < largest else largest)
            t = n * (n + two)
            a[i] = z[i] * (t / (t + two))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one, two, largest = z.dtype.type(1), z.dtype.type(2), z.dtype.type(20)
        for i in range(z.size):
            n = exp(z[i] if z[i] < largest else largest)
            t = n * (n + two)
            gate = t / (t + two)
            # sech² of the softplus is 4(t + 1) / (t + 2)².
            rest = two / (t + two)
            slope[i] = gate + z[i] * (n / (one + n)) * rest * (two - rest)


class Softplus(Activation):
    """Softplus: log(1 + eᶻ), with derivative σ(z).

    As ``torch.nn.Softplus``. Dugas et al., "Incorporating second-order functional knowledge for
    better option pricing", NeurIPS 2001.
    """

    name: Literal["softplus"] = "softplus"

    def onnx(self, op: Operators, z: Value) -> Value:
        return op.Softplus(z)

    @staticmethod
    def value(z: Vector, hyper: Vector, a: Vector) -> None:
        zero = z.dtype.type(0)
        for i in range(z.size):
            a[i] = (zero if z[i] < zero else z[i]) + log1p(exp(-abs(z[i])))

    @staticmethod
    def derivative(z: Vector, a: Vector, hyper: Vector, slope: Vector) -> None:
        one = z.dtype.type(1)
        for i in range(z.size):
            slope[i] = one / (one + exp(-z[i]))
