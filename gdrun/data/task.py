"""The task: whether the target is a class or a number, and classes as indices."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.data.settings import Task
from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.wording import at_most

MOST_CLASSES = 100
MOST_CLASSES_PER_ROW = 0.1
"""With more than both, a target looks like numbers (or names), and the task must be said."""


@dataclass(frozen=True)
class Classes:
    """The classes of a target, learnt from the training table."""

    values: NDArray[Any]
    """The distinct target values in ascending order, shape (classes,)."""
    names: tuple[str, ...]

    @property
    def labels(self) -> NDArray[Any]:
        """What the classes are as values, (classes,): the values, unless they have other names."""
        own = tuple(map(_name, self.values)) == self.names
        return (
            self.values if own and self.values.dtype.kind != "U" else np.array(self.names, object)
        )

    def indices(self, table: Table) -> NDArray[np.intp]:
        """Each row's class, shape (rows,).

        Raises:
            DataError: If the table has a class that is not among these.
        """
        targets = _column(table)
        if (targets.dtype.kind == "U") != (self.values.dtype.kind == "U"):
            raise DataError(
                f"{table.origin}: y holds {targets.dtype}, "
                f"but the training file's y holds {self.values.dtype}"
            )
        places = np.searchsorted(self.values, targets).clip(max=len(self.values) - 1)
        unknown = np.flatnonzero(self.values[places] != targets)
        if len(unknown):
            raise DataError(self._unknown(table, unknown))
        return places

    def _unknown(self, table: Table, rows: NDArray[np.intp]) -> str:
        """What to say of the targets in ``rows``, which are none of these classes."""
        values = np.unique(_column(table)[rows])
        listed = at_most(5, [_name(value) for value in values])
        line = "" if table.lines is None else f"line {table.lines[rows[0]]:,}: "
        advice = (
            ""
            if values.dtype.kind == "U"
            else "; if they are numbers to be learnt, set `data.task: regression`"
        )
        return (
            f"{table.origin}: {line}the training file has no such class: {listed}; "
            f"it has {at_most(10, self.names)}{advice}"
        )


def decide_task(table: Table, said: Task | None) -> Task:
    """``said``, or by the target's type: text, integers and truth values are classes.

    Floating-point targets are numbers, even if all of them are whole, and so are several columns.

    Raises:
        DataError: If text is to be numbers, or several columns to be one class.
    """
    targets, columns = table.targets, table.target_columns
    if targets.dtype.kind == "U" and said == "regression":
        raise DataError(f"{table.origin}: y holds text, which `data.task: regression` cannot use")
    if columns > 1 and (targets.dtype.kind == "U" or said == "classification"):
        raise DataError(f"{table.origin}: y has {columns} columns, but one column tells classes")
    if said is not None:
        return said
    return "regression" if columns > 1 or targets.dtype.kind == "f" else "classification"


def numbers(table: Table) -> NDArray[Any]:
    """The targets of a regression, shape (rows, targets).

    Raises:
        DataError: If they are text.
    """
    if table.targets.dtype.kind == "U":
        raise DataError(f"{table.origin}: y holds text, but numbers are to be learnt")
    return table.targets.reshape(table.rows, table.target_columns)


def find_classes(table: Table, certain: bool) -> Classes:
    """The classes in the target of the training table; ``certain`` if the user said they are.

    Raises:
        DataError: If these are no classes, or there is only one.
    """
    targets = _column(table)
    if targets.dtype.kind == "f" and (targets != np.floor(targets)).any():
        example = targets[targets != np.floor(targets)][0]
        raise DataError(
            f"{table.origin}: y holds decimals such as {example}, and classes are text or whole "
            "numbers; leave out `data.task: classification`"
        )
    values = np.unique(targets)
    count, rows = len(values), len(targets)
    if count == 1:
        raise DataError(
            f"{table.origin}: {f'all {rows:,} rows have' if rows > 1 else 'the only row has'} the "
            f"class {_name(values[0])}, so there is nothing to learn"
        )
    if not certain and count > max(MOST_CLASSES, MOST_CLASSES_PER_ROW * rows):
        text = values.dtype.kind == "U"
        advice = "" if text else "`data.task: regression` if they are numbers, "
        raise DataError(
            f"{table.origin}: y has {count:,} different values in {rows:,} rows, which look like "
            f"no classes; set {advice}`data.task: classification` if they are classes"
        )
    if table.class_names is None:
        return Classes(values, tuple(map(_name, values)))
    return Classes(values, tuple(table.class_names[int(value)] for value in values))


def _column(table: Table) -> NDArray[Any]:
    return table.targets.reshape(table.rows)


def _name(value: Any) -> str:
    if isinstance(value, np.floating):
        return str(int(value)) if value.is_integer() else str(value.item())
    return str(value)
