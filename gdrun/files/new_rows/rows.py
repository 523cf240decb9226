"""What new rows must have, and what becomes of those that lack something."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.arrays import coded, gaps_in
from gdrun.files.delimited.reading import Missing
from gdrun.files.table import Table
from gdrun.wording import at_most, closest, quoted


@dataclass(frozen=True)
class Expected:
    """The columns that new rows must have, and those that they may have."""

    names: tuple[str, ...]
    """The inputs', in the order of the training data."""
    texts: frozenset[int]
    """The places of those that hold text."""
    named: bool
    """Whether they are found by name."""
    missing: Missing
    """What a missing value is."""
    target: str
    target_columns: int
    target_is_text: bool
    weights: str | None
    """The column of rows' weights."""
    idle: frozenset[str]
    """Columns that training had, and that nothing is predicted from."""

    @property
    def width(self) -> int:
        """How many columns there were beside the target."""
        return len(self.names) + len(self.idle) + (self.weights is not None)


@dataclass(frozen=True)
class NewRows:
    """Rows in the order in which they came."""

    table: Table
    """Its targets and weights are of use where they are known."""
    complete: NDArray[np.bool_]
    """Whether a row has all that its prediction needs, (rows,)."""
    known: NDArray[np.bool_]
    """Whether its target is known, and its weight if rows have weights, (rows,)."""
    ignored: tuple[str, ...]
    """Columns that nothing is done with."""


@dataclass(frozen=True)
class Values:
    """What was read, column by column.

    Numbers are NaN, and texts None, where a value is missing; columns of text hold objects.
    """

    origin: str
    inputs: Sequence[NDArray[Any]]
    """One column each, (rows,), in the order that is expected."""
    targets: NDArray[Any] | None
    """(rows,) or (rows, targets)."""
    weights: NDArray[np.float64] | None
    lines: NDArray[np.int64] | None
    ignored: tuple[str, ...]


def assembled(values: Values, expected: Expected) -> NewRows:
    """The rows; what is missing is an error, or marks its row, as ``expected`` says.

    Raises:
        DataError: If a value is missing that must not be.
    """
    rows = len(values.inputs[0])
    complete = np.ones(rows, np.bool_)
    texts: dict[int, tuple[str, ...]] = {}
    columns = []
    for place, column in enumerate(values.inputs):
        is_text = place in expected.texts
        gaps = gaps_in(column)
        if is_text:
            texts[place], column = coded(column)
        columns.append(column)
        if gaps.any() and (is_text or expected.missing != "mean"):
            if expected.missing != "drop":
                raise DataError(_missing(values, expected, place, int(gaps.argmax())))
            complete &= ~gaps
    known, targets = np.zeros(rows, np.bool_), np.zeros(rows)
    if values.targets is not None:
        known = ~gaps_in(values.targets)
        targets = _filled(values.targets, known)
    weights = values.weights
    if weights is not None:
        known &= ~np.isnan(weights)
        if (weights < 0).any():
            where = _where(values, int((weights < 0).argmax()))
            raise DataError(f"{where}: a weight must be a number from 0 on")
        weights = np.nan_to_num(weights)
    table = Table(
        origin=values.origin,
        inputs=np.column_stack(columns),
        targets=targets,
        feature_names=expected.names,
        texts=texts,
        weights=weights,
        lines=values.lines,
        named=expected.named,
        target_name=expected.target,
    )
    return NewRows(table, complete, known, values.ignored)


def places_of(names: Sequence[str], origin: str, expected: Expected) -> list[int]:
    """Where each input is among columns with these names.

    Raises:
        DataError: If some are not there; it names them.
    """
    lacking = [name for name in expected.names if name not in names]
    if not lacking:
        return [names.index(name) for name in expected.names]
    if not expected.named:
        raise DataError(
            f"{origin}: there are {len(names):,} columns, but the training data has "
            f"{len(expected.names):,} inputs, which are known by their places alone"
        )
    which = "a column" if len(lacking) == 1 else f"{len(lacking):,} columns"
    are = "is" if len(lacking) == 1 else "are"
    listed = at_most(10, [quoted(name) for name in lacking])
    others = {name.lower(): name for name in names if name not in expected.names}
    close = closest(lacking[0].lower(), others)
    advice = f"did you mean that by {quoted(others[close])}? Rename it" if close else _there(names)
    if len(lacking) == len(expected.names) and not close:
        advice += "; the first line must hold the columns' names, separated as in CSV"
    raise DataError(f"{origin}: {which} that training had {are} not there: {listed}; {advice}")


def _there(names: Sequence[str]) -> str:
    return f"the file has {at_most(10, [quoted(name) for name in names])}"


def _filled(targets: NDArray[Any], known: NDArray[np.bool_]) -> NDArray[Any]:
    """The targets, with another row's where one is not known."""
    if not known.any():
        return np.zeros(len(targets))
    filled = targets.copy()
    filled[~known] = targets[known][0]
    return filled.astype(str) if filled.dtype.kind == "O" else filled


def _where(values: Values, row: int) -> str:
    place = f"row {row:,}" if values.lines is None else f"line {values.lines[row]:,}"
    return f"{values.origin}: {place}"


def _missing(values: Values, expected: Expected, place: int, row: int) -> str:
    why = (
        "text has no mean"
        if expected.missing == "mean"
        else "training had no missing values (`data.missing` says what they are)"
    )
    return (
        f"{_where(values, row)}, column {quoted(expected.names[place])}: the value is missing, and "
        f"{why}; fill it in, or leave the row out"
    )
