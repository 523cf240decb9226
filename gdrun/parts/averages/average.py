"""The family of averages: what each of them tells the training loop."""

from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.kernels import KernelPart


class Average(KernelPart):
    """An average of the parameters over training, which is what remains of them in the end.

    ``average(mean, theta, hyper, count)`` takes theta into the mean that it changes in place.
    Both have shape (parameters,). ``count`` says how many have been taken; the first is copied, and
    no kernel is asked.

    Once there is a mean, it is what each epoch is judged by: the validation metrics, early stopping
    and the weights it keeps. When training ends, it is the trial's theta: hashed, stored and
    predicted with. Gradients, and the loss that an epoch's batches had, are of theta itself.

    Class attributes:
        per: Whether it takes theta after each ``step``, or at the end of each ``epoch``.
    """

    family = "averages"

    per: ClassVar[Literal["step", "epoch"]]
    average: ClassVar[Callable[..., None]]

    def pointless(self, epochs: int, steps: int) -> str:
        """Why it would say little after so many epochs and steps, in words; empty if it would."""
        return ""

    def first_epoch(self, epochs: int) -> int:
        """The epoch, from 0, with which it begins, of so many that are planned."""
        return 0
