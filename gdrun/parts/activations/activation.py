"""The family of activations: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar

from gdrun.parts.kernels import KernelPart, Vector


def _one_side(z: Vector, hyper: Vector, side: Vector) -> None:
    zero = z.dtype.type(0)
    for i in range(z.size):
        side[i] = zero


class Activation(KernelPart):
    """An elementwise function of a layer's weighted sums z.

    ``value(z, hyper, a)`` writes f(z) to ``a``; ``derivative(z, a, hyper, slope)`` writes f′(z)
    to ``slope``, where ``a`` still holds f(z). All arrays but ``hyper`` have one and the same
    length, and no two share memory, so that the loops vectorise.

    ``sides(z, hyper, side)`` writes on which smooth piece of f each z is, in numbers that differ
    where the pieces differ. A part with a kink, in f or in f′, defines it, for no difference
    taken across a kink says what the derivative is.

    Those that come with gdrun have a method ``onnx(op, z)``, too, which returns f(z) as a value of
    a graph: see ``gdrun.parts.graph.Operators``.
    """

    family = "activations"

    value: ClassVar[Callable[..., None]]
    derivative: ClassVar[Callable[..., None]]
    sides: ClassVar[Callable[..., None]] = staticmethod(_one_side)


def sides_of_zero(z: Vector, hyper: Vector, side: Vector) -> None:
    """The ``sides`` of a function that bends at 0."""
    zero, one = z.dtype.type(0), z.dtype.type(1)
    for i in range(z.size):
        side[i] = one if z[i] > zero else -one if z[i] < zero else zero


def sides_of_three(z: Vector, hyper: Vector, side: Vector) -> None:
    """The ``sides`` of a function that bends at −3 and 3, and is constant or linear beyond."""
    zero, one, three = z.dtype.type(0), z.dtype.type(1), z.dtype.type(3)
    for i in range(z.size):
        side[i] = one if z[i] >= three else -one if z[i] <= -three else zero
