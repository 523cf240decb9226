"""What a gradient check found: frozen types that import nothing of gdrun."""

from collections.abc import Mapping
from dataclasses import dataclass

PAIRS = ("backprop_differences", "backprop_weights", "weights_differences")
"""The three comparisons: of backpropagation, of the weights' difference after one step of descent,
and of central differences of the loss."""


@dataclass(frozen=True)
class Agreement:
    """How well two of the three gradients agree over a tensor."""

    median: float
    worst: float
    """The largest relative error; NaN if a gradient is not finite."""
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the worst error is within the tolerance; NaN is not."""
        return self.worst <= self.tolerance


@dataclass(frozen=True)
class Entry:
    """One entry of a tensor and its three gradients."""

    index: tuple[int, ...]
    backprop: float
    weights: float
    differences: float | None
    """None at a kink."""


@dataclass(frozen=True)
class Kink:
    """An entry at a kink of the loss or of its derivative: moving it takes something across.

    At a kink of the derivative alone, such as Huber's where |e| = δ, there is a derivative, but
    differences across are not exact.
    """

    tensor: str
    index: tuple[int, ...]
    what: str
    """What is at the kink: a unit of a layer, an output, or the L1 penalty.

    Rows are counted from 0 in the training portion, in its order before any shuffling.
    """


@dataclass(frozen=True)
class TensorCheck:
    """One tensor of one network on one batch."""

    tensor: str
    """``W0``, ``b0``, …"""
    shape: tuple[int, ...]
    checked: int
    """Entries whose gradients were compared with differences."""
    kinks: int
    """Further entries, which are at kinks: of them the backprop–weights pair alone is compared."""
    agreements: Mapping[str, Agreement]
    """By pair; those with differences are absent if all entries are at kinks."""
    worst: Entry | None

    @property
    def passed(self) -> bool:
        """Whether all pairs agree that could be compared."""
        return all(agreement.passed for agreement in self.agreements.values())


@dataclass(frozen=True)
class NetworkCheck:
    """One network on one batch."""

    network: str
    groups: Mapping[str, str]
    """What networks are told apart by, such as the activation and the loss."""
    smooth: bool
    """Whether neither the activation nor the loss nor the penalty has a kink."""
    parameters: int
    rows: int
    """Of the batch."""
    tensors: tuple[TensorCheck, ...]
    kinks: tuple[Kink, ...]

    @property
    def passed(self) -> bool:
        """Whether all tensors do."""
        return all(tensor.passed for tensor in self.tensors)

    @property
    def checked(self) -> int:
        """How many gradients were compared with differences."""
        return sum(tensor.checked for tensor in self.tensors)

    def worst(self, pair: str) -> float:
        """The largest relative error of a pair; NaN if there is one, 0 if nothing was compared."""
        errors = [t.agreements[pair].worst for t in self.tensors if pair in t.agreements]
        return max(errors, key=lambda error: (error != error, error), default=0.0)


@dataclass(frozen=True)
class StepError:
    """How far differences with one ε are from backpropagation, the median over some entries."""

    step: float
    plain: float
    """Of (L(w + ε) − L(w − ε)) / 2ε."""
    extrapolated: float
    """Of Richardson's combination of ε and ε/2, which is what the check uses."""


@dataclass(frozen=True, repr=False)
class GradientReport:
    """Everything that a gradient check found."""

    checks: tuple[NetworkCheck, ...]
    study: tuple[StepError, ...]
    """Of the first network that was checked: the V-shaped curve of error against ε."""
    step: float
    """The largest ε; where the loss bends or has a kink within it, a smaller one was taken."""
    floor: float
    """Relative errors are of at least this share of the tensor's largest gradient."""
    tolerances: Mapping[str, float]
    sabotage: str | None
    skipped: int
    """Networks in which the sabotage changes nothing."""
    seconds: float
    samples: int | None = None
    """Entries of each tensor that were picked; None if all were."""

    @property
    def passed(self) -> bool:
        """Whether all gradients agree that were compared, and some were with differences."""
        return self.checked > 0 and all(check.passed for check in self.checks)

    @property
    def verdict(self) -> str:
        """``PASSED``, ``FAILED``, or ``NOTHING CHECKED``, which is no pass."""
        if self.passed:
            return "PASSED"
        wrong = any(not check.passed for check in self.checks)
        return "FAILED" if wrong else "NOTHING CHECKED"

    def __repr__(self) -> str:
        """The verdict in a line, for a prompt that prints what was returned."""
        tensors = [tensor for check in self.checks for tensor in check.tensors]
        failed = sum(not tensor.passed for tensor in tensors)
        return (
            f"{self.verdict}: {self.checked:,} gradients checked, {failed:,} of {len(tensors):,} "
            "tensors wrong (show() prints the tables)"
        )

    @property
    def checked(self) -> int:
        """How many gradients were compared with differences."""
        return sum(check.checked for check in self.checks)

    @property
    def kinks(self) -> int:
        """How many entries are at kinks."""
        return sum(len(check.kinks) for check in self.checks)

    @property
    def gradients(self) -> int:
        """How many there are in all networks, checked or not."""
        return sum(check.parameters for check in self.checks)
