"""Tables: what data sources yield."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """One data set as its source holds it, before splitting, encoding and normalising."""

    origin: str
    """What messages call it: the set's name, or the file's path."""
    inputs: NDArray[Any]
    """Numbers of shape (rows, columns), at least one of each, in the source's own dtype.

    They are finite, except for NaN where a CSV file's missing value is to be filled in.
    """
    targets: NDArray[Any]
    """Finite numbers or text, of shape (rows,) or (rows, targets)."""
    feature_names: tuple[str, ...]
    """One for each column of ``inputs``."""
    class_names: tuple[str, ...] | None = None
    """If the source knows them: the class that the target ``i`` stands for is called ``[i]``."""
    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """For each column of ``inputs`` that is of text: what its numbers, from 0 on, stand for."""
    named: bool = True
    """Whether columns are known by their names, and not by their places alone."""
    target_name: str = "y"
    """What the target is called; of several, what stands before their numbers."""
    weights: NDArray[np.float64] | None = None
    """How much each row counts, shape (rows,); None if all count alike."""
    groups: NDArray[Any] | None = None
    """The group of each row, a number or a text, shape (rows,); None if each is for itself."""
    lines: NDArray[np.int64] | None = None
    """If it was read from a CSV file: the line of each row, shape (rows,), where that is known."""
    notes: tuple[str, ...] = ()
    """Warnings for the user, already in words."""

    @property
    def rows(self) -> int:
        """The number of examples."""
        return len(self.inputs)

    @property
    def columns(self) -> int:
        """The number of features."""
        return len(self.feature_names)

    @property
    def target_columns(self) -> int:
        """The number of targets of each example."""
        return 1 if self.targets.ndim == 1 else len(self.targets[0])
