"""How a loss of some trials went, in a form that rules look at all at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Losses = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """The training or the validation loss of some trials, whose histories have as many rows."""

    losses: Losses
    """Of the epochs that are kept, at least one: (trials, rows)."""
    first: Losses
    """Of the first weights: (trials,)."""

    @property
    def rows(self) -> int:
        """How many epochs are kept."""
        return int(self.losses.shape[1])

    @cached_property
    def early(self) -> Losses:
        """The median of the last quarter but one, (trials,)."""
        quarter = self._quarter
        return _medians(self.losses[:, -2 * quarter : -quarter])

    @cached_property
    def late(self) -> Losses:
        """The median of the last quarter, (trials,)."""
        return _medians(self.losses[:, -self._quarter :])

    @cached_property
    def steps(self) -> Losses:
        """From each epoch of the last half to the next: (trials, steps)."""
        found: Losses = np.diff(self.losses[:, max(self.rows // 2 - 1, 0) :], axis=1)
        return found

    @cached_property
    def jump(self) -> Losses:
        """The median size of these steps, (trials,)."""
        return _medians(np.abs(self.steps))

    @cached_property
    def noise(self) -> Losses:
        """How far these steps are from their median, as a median: (trials,)."""
        return _medians(np.abs(self.steps - _medians(self.steps)[:, np.newaxis]))

    @cached_property
    def lowest(self) -> NDArray[np.int64]:
        """The row of the lowest loss, (trials,)."""
        found: NDArray[np.int64] = np.argmin(self.losses, axis=1)
        return found

    def around(self, rows: NDArray[np.int64]) -> Losses:
        """The median of the rows near these, one a trial: a tenth of all to each side."""
        reach = self.rows // 10
        near = rows[:, np.newaxis] + np.arange(-reach, reach + 1)
        near = near.clip(0, self.rows - 1)
        return _medians(self.losses[np.arange(len(near))[:, np.newaxis], near])

    @property
    def _quarter(self) -> int:
        return max(self.rows // 4, 1)


def _medians(values: Losses) -> Losses:
    """Of each row; NaN of an empty one.

    ``np.median`` takes ten times as long for few numbers, and there may be a million trials.
    """
    count = values.shape[1]
    if not count:
        return np.full(len(values), np.nan)
    ordered = np.sort(values, axis=1)
    found: Losses = (ordered[:, (count - 1) // 2] + ordered[:, count // 2]) / 2
    return found
