"""The family of optimizers: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar

from gdrun.parts.kernels import KernelPart
from gdrun.parts.registry import Positive


class Optimizer(KernelPart):
    """An update rule over flat vectors.

    ``update(theta, gradient, memory, scalars, hyper, learning_rate, step)`` moves ``theta`` in
    place. ``theta`` and ``gradient`` have shape (parameters,), ``memory`` has (slots, parameters),
    and ``hyper`` holds the rule's own parameters, all in theta's dtype; ``scalars`` are float64,
    for running products. ``memory`` and ``scalars`` are zero before the first step and belong to
    the rule. ``learning_rate`` is a float64 and changes from step to step; ``step`` is an integer
    and counts from 1. ``gradient`` may be overwritten.

    Class attributes:
        scalars: How many float64 numbers the rule remembers.
    """

    family = "optimizers"

    scalars: ClassVar[int] = 0
    update: ClassVar[Callable[..., None]]

    learning_rate: Positive

    def slots(self) -> int:
        """How many vectors of theta's length the rule remembers."""
        return 0

    def is_plain(self) -> bool:
        """Whether the update is θ ← θ − αg, so that it needs no gradient to be written down."""
        return False
