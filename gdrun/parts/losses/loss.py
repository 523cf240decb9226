"""The family of losses: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.kernels import KernelPart


class Loss(KernelPart):
    """A loss of the network's raw outputs.

    ``value(outputs, targets, hyper, gradient)`` returns the sum of the examples' losses as
    float64 and writes the derivative of each example's loss by its outputs to ``gradient``.
    ``outputs`` and ``gradient`` have shape (rows, outputs), ``targets`` (rows, targets); class
    targets are one column that holds the class's index. The engine divides by the batch's size.

    Class attributes:
        suits: What the target must be: ``binary`` (two classes, one output), ``classes`` (one
            output a class), ``numbers`` (one output a target column) or ``counts`` (numbers
            from 0 on, never normalised, of which the outputs are logarithms).
    """

    family = "losses"

    suits: ClassVar[Literal["binary", "classes", "numbers", "counts"]]
    value: ClassVar[Callable[..., float]]
