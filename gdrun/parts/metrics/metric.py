"""The family of metrics: what each of them tells the training loop, tables and comparisons."""

import math
from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.kernels import KernelPart

MOST_PLACES = 100
"""So many places the rows of ``room`` have, however few rows and classes there are."""


class Metric(KernelPart):
    """How good the predictions on a whole portion of the data are.

    ``value(predictions, targets, weights, about, hyper, room)`` returns float64, and NaN where the
    metric is not defined, as of classes that do not occur: records then lack it.

    - ``predictions`` (rows, columns), float64 and never NaN, hold what ``judges`` says. An output
      that is NaN makes the metric NaN without a call.
    - ``targets`` (rows, columns), in the dtype of the data: one column with the class's index, or
      normalised numbers.
    - ``weights`` (rows,), in the dtype of the data, 1 where none are asked for. A row of weight 2
      counts as two equal rows, and all that matters is how they compare.
    - ``about``, float64: the number of classes; or the scale of each column of numbers, and after
      these the shift of each: a normalised target t is t · scale + shift in original units.
    - ``hyper``, float64: the metric's own parameters.
    - ``room``, float64 of shape (4, n) with n at least the rows, the classes and 100: room for the
      kernel's work, which holds anything.

    All but ``room`` can only be read: other metrics get the same.

    A metric's parameters are at their defaults; one with others is a class derived from it, with a
    name of its own.

    Class attributes:
        judges: What ``predictions`` are: ``classes`` (one column, the index of the predicted
            class: that of the largest output, the first among equal ones, and with one output 1
            where it is above 0; of NaN it may be any), ``probabilities`` (a column for each class),
            ``ranks`` (four columns, of how the row's probability of its class ranks: what the rows
            of other classes weigh whose probability of that class is lower, equal, and higher; and
            what the rows of its own class weigh, it included, whose is as high or higher), or
            ``numbers`` (a column for each target, normalised as the targets are).
        largest_is_best: Whether more is better.
        usual: Whether it is computed after each epoch, and in tables that are not asked for
            others. Unless it is watched, any other is computed once, with the final weights, for
            validation and test rows.
        lowest: The least that it can be, which no interval goes below; −∞ if it has no limit.
        highest: The most that it can be, ∞ if it has no limit.
        primary: Whether trials are judged by it unless another metric is named. Of several the
            last one counts, so that an own metric may take the place of a built-in one.
    """

    family = "metrics"

    judges: ClassVar[Literal["classes", "probabilities", "ranks", "numbers"]]
    largest_is_best: ClassVar[bool]
    usual: ClassVar[bool] = False
    primary: ClassVar[bool] = False
    lowest: ClassVar[float] = -math.inf
    highest: ClassVar[float] = math.inf
    value: ClassVar[Callable[..., float]]

    def suits(self, classes: int) -> bool:
        """Whether it can be defined for so many classes, 0 if numbers are predicted.

        Trials do not have a metric that cannot.
        """
        return True
