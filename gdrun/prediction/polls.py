"""What several networks say of the same rows, together: their mean, and how far they disagree."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records import ClassAnswers, NumberAnswers, probabilities_of
from gdrun.trial.outputs import predicted_classes

Floats = NDArray[np.float64]


class ClassPoll:
    """Asks one network after the other for classes."""

    def __init__(self, class_names: Sequence[str], labels: NDArray[Any], rows: int) -> None:
        self._names = tuple(class_names)
        self._labels = labels
        self._total = np.zeros((rows, len(self._names)))
        self._votes = np.zeros((rows, len(self._names)), np.int64)
        self._asked = 0

    def add(self, outputs: NDArray[np.floating]) -> None:
        """Counts what a network's raw outputs stand for, (rows, outputs)."""
        self._total += probabilities_of(outputs)
        self._votes[np.arange(len(outputs)), predicted_classes(outputs)] += 1
        self._asked += 1

    def answers(self) -> ClassAnswers:
        """What the networks say together; of one, what it says."""
        mean = self._total / self._asked
        # Where probabilities are rounded to the same, the outputs may still differ.
        classes = (self._votes if self._asked == 1 else mean).argmax(axis=1)
        agreement = self._votes[np.arange(len(classes)), classes] / self._asked
        return ClassAnswers(self._names, self._labels, classes, mean, agreement)


class NumberPoll:
    """Asks one network after the other for numbers."""

    def __init__(self, target_names: Sequence[str], rows: int) -> None:
        self._names = tuple(target_names)
        self._mean = np.zeros((rows, len(self._names)))
        self._squares = np.zeros_like(self._mean)
        self._asked = 0

    def add(self, outputs: NDArray[np.floating]) -> None:
        """Counts a network's numbers in the targets' units, (rows, targets)."""
        values = outputs.astype(np.float64)
        # Welford, "Note on a method for calculating corrected sums of squares", 1962.
        self._asked += 1
        before = values - self._mean
        self._mean += before / self._asked
        self._squares += before * (values - self._mean)

    def answers(self) -> NumberAnswers:
        """What the networks say together."""
        spread = np.sqrt(self._squares / (self._asked - 1)) if self._asked > 1 else None
        return NumberAnswers(self._names, self._mean, spread)
