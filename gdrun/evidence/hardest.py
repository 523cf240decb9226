"""The rows that most seeds get wrong, or that numbers are furthest from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.held_out import HeldOutRows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HardClass:
    """A row whose class some seed gets wrong."""

    row: int
    """Its number in the source, from 0."""
    line: int | None
    """Its line in the source's file; None if that has none."""
    true: str
    said: str
    """What most seeds say, the first class among equals."""
    wrong: int
    """How many seeds say another class."""
    seeds: int
    """How many held it out."""
    loss: float
    """Its mean over these seeds."""


@dataclass(frozen=True)
class HardNumber:
    """A row with a large error."""

    row: int
    line: int | None
    target: tuple[float, ...]
    """In original units."""
    predicted: tuple[float, ...]
    """The mean over the seeds that held it out, in original units."""
    error: float
    """The mean absolute error over these seeds, and over targets, in original units."""
    seeds: int


class _Rows:
    """Every row that any trial held out, and where the trials have it."""

    def __init__(self, trials: Sequence[HeldOutRows]) -> None:
        rows = np.concatenate([trial.rows for trial in trials])
        self.numbers, self.first, self.which = np.unique(
            rows, return_index=True, return_inverse=True
        )
        self.held = np.bincount(self.which)
        """How many trials held it out, (distinct rows,)."""
        self._order = np.argsort(self.which, kind="stable")
        self._ends = np.cumsum(self.held)
        known = [trial.lines for trial in trials if trial.lines is not None]
        self._lines = np.concatenate(known) if len(known) == len(trials) else None

    def sums(self, values: NDArray[np.number]) -> Floats:
        """Of values of all trials' rows, one after the other: by distinct row."""
        return np.bincount(self.which, values).astype(np.float64)

    def places(self, row: int) -> NDArray[np.intp]:
        """Where the trials' rows, one after the other, are this one."""
        end = self._ends[row]
        return self._order[end - self.held[row] : end]

    def line(self, row: int) -> int | None:
        return None if self._lines is None else int(self._lines[self.first[row]])


def hardest_classes(
    class_names: Sequence[str], trials: Sequence[HeldOutRows], most: int
) -> tuple[HardClass, ...]:
    """The rows that most seeds get wrong, and among equals those with the larger share of wrong
    seeds, and then with the larger loss.

    Args:
        class_names: In the order of their indices.
        trials: With classes and losses.
        most: So many rows at most.
    """
    rows = _Rows(trials)
    targets = np.concatenate([trial.targets for trial in trials])
    said = np.concatenate([trial.outputs.classes for trial in trials])
    losses = np.concatenate([trial.outputs.losses for trial in trials])
    wrong = rows.sums(said != targets)
    share, loss = wrong / rows.held, rows.sums(losses) / rows.held
    order = np.lexsort((rows.numbers, -loss, -share, -wrong))
    return tuple(
        HardClass(
            row=int(rows.numbers[row]),
            line=rows.line(row),
            true=class_names[targets[rows.first[row]]],
            said=class_names[int(np.bincount(said[rows.places(row)]).argmax())],
            wrong=int(wrong[row]),
            seeds=int(rows.held[row]),
            loss=float(loss[row]),
        )
        for row in order[:most].tolist()
        if wrong[row]
    )


def hardest_numbers(
    trials: Sequence[HeldOutRows], most: int, *, exponential: bool
) -> tuple[HardNumber, ...]:
    """The rows with the largest mean absolute error over seeds.

    Args:
        trials: With raw outputs.
        most: So many rows at most.
        exponential: Whether outputs are logarithms of what is predicted.
    """
    rows = _Rows(trials)
    targets = np.concatenate([trial.targets for trial in trials])
    said = np.concatenate([_numbers(trial, exponential) for trial in trials])
    error = rows.sums(np.abs(said - targets).mean(axis=1)) / rows.held
    order = np.lexsort((rows.numbers, -error))
    return tuple(
        HardNumber(
            row=int(rows.numbers[row]),
            line=rows.line(row),
            target=tuple(targets[rows.first[row]].tolist()),
            predicted=tuple(said[rows.places(row)].mean(axis=0).tolist()),
            error=float(error[row]),
            seeds=int(rows.held[row]),
        )
        for row in order[:most].tolist()
    )


def _numbers(trial: HeldOutRows, exponential: bool) -> Floats:
    assert trial.outputs.raw is not None
    values = trial.outputs.raw.astype(np.float64)
    return (np.exp(values) if exponential else values) * trial.scale + trial.shift
