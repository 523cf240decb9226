"""What networks say of new rows: frozen types that import nothing of gdrun."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records.metrics import Metrics

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClassAnswers:
    """For each row a class, and how probable each is."""

    class_names: tuple[str, ...]
    labels: NDArray[Any]
    """What the classes are as values, (classes,): their names, or the numbers that were learnt."""
    classes: NDArray[np.intp]
    """The index of the most probable class, (rows,)."""
    probabilities: Floats
    """The mean of the networks', (rows, classes)."""
    agreement: Floats
    """The share of networks that by themselves say this class, (rows,)."""


@dataclass(frozen=True)
class NumberAnswers:
    """For each row one or several numbers, in the targets' units."""

    target_names: tuple[str, ...]
    values: Floats
    """The mean of the networks', (rows, targets)."""
    spread: Floats | None
    """Their sample standard deviation, (rows, targets); None for one network."""


Answers = ClassAnswers | NumberAnswers


@dataclass(frozen=True, repr=False)
class Prediction:
    """What a variant's networks say of new rows."""

    rows: int
    """How many there are, complete or not."""
    complete: NDArray[np.intp]
    """The numbers of the rows that the answers are of, in order, (answers,)."""
    lines: NDArray[np.int64] | None
    """The line of each row in its file, (rows,); None if the rows are from none with lines."""
    answers: Answers
    scored: NDArray[np.intp]
    """The numbers of the rows whose target is known."""
    targets: Floats
    """Of these: class indices or numbers in original units, (scored, targets)."""
    metrics: Mapping[int, Metrics]
    """By seed what its network scores on these; empty if no target is known."""
    seeds: tuple[int, ...]
    """Of the networks that were asked."""
    notes: tuple[str, ...]
    """Warnings for the user, already in words."""
