"""The family of losses: what each of them tells the training loop."""

import math
from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.kernels import KernelPart, Matrix, Vector


class Loss(KernelPart):
    """A loss of the network's raw outputs.

    ``value(outputs, targets, hyper, gradient)`` returns the sum of the examples' losses as
    float64 and writes the derivative of each example's loss by its outputs to ``gradient``.
    ``outputs`` and ``gradient`` have shape (rows, outputs), ``targets`` (rows, targets); class
    targets are one column that holds the class's index. Targets can only be read: they may be the
    data that all trials share. The engine divides by the batch's size.

    ``sides(outputs, targets, hyper, sides)`` writes for each output on which smooth piece of the
    loss it is, in numbers that differ where the pieces differ, and returns 0. A loss with a kink,
    in its value or its derivative, defines it, for no difference taken across a kink says what
    the derivative is.

    Class attributes:
        suits: What the target must be: ``binary`` (two classes, one output), ``classes`` (one
            output a class), ``numbers`` (one output a target column) or ``counts`` (numbers
            from 0 on, never normalised, of which the outputs are logarithms).
        lowest: The least that it can be, which no interval goes below; −∞ if it has no limit.
    """

    family = "losses"

    suits: ClassVar[Literal["binary", "classes", "numbers", "counts"]]
    value: ClassVar[Callable[..., float]]
    lowest: ClassVar[float] = -math.inf

    @staticmethod
    def sides(outputs: Matrix, targets: Matrix, hyper: Vector, sides: Matrix) -> float:
        """One piece: the loss is smooth."""
        rows, columns = outputs.shape
        for i in range(rows):
            for j in range(columns):
                sides[i, j] = outputs.dtype.type(0)
        return 0.0
