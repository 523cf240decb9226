"""The family of activations: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar

from gdrun.parts.kernels import KernelPart


class Activation(KernelPart):
    """An elementwise function of a layer's weighted sums z.

    ``value(z, hyper, a)`` writes f(z) to ``a``; ``derivative(z, a, hyper, slope)`` writes f′(z)
    to ``slope``, where ``a`` still holds f(z). All arrays but ``hyper`` have one and the same
    length, and no two share memory, so that the loops vectorise.
    """

    family = "activations"

    value: ClassVar[Callable[..., None]]
    derivative: ClassVar[Callable[..., None]]
