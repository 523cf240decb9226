"""Columns of arrays, nested lists and data frames: what is a number, a text, or missing in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.delimited.layout import is_missing
from gdrun.files.npz import NUMBERS, TEXT
from gdrun.wording import printable, quoted


def columns_of(inputs: Any, origin: str) -> tuple[Sequence[str] | None, list[NDArray[Any]]]:
    """The names of a data frame's columns, None of others, and the columns, each (rows,).

    Raises:
        DataError: If they are no columns.
    """
    if hasattr(inputs, "column_names") and hasattr(inputs, "to_pydict"):
        # An Arrow table gives its columns by name only so.
        inputs = inputs.to_pydict()
    if isinstance(inputs, Mapping):
        inputs = _Frame(dict(inputs))
    if hasattr(inputs, "columns"):
        names = [printable(str(name)) for name in inputs.columns]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise DataError(f"{origin}: two columns are called {quoted(name)}; rename one")
        return names, [_of_list(inputs[name], origin) for name in inputs.columns]
    # In a list each value is of its own kind: beside a text a number stays a number.
    array = inputs if isinstance(inputs, np.ndarray) else _of_list(inputs, origin)
    if array.ndim != 2:
        raise DataError(
            f"{origin}: X must have two dimensions (rows, columns), not shape {array.shape}"
        )
    return None, list(array.T)


def column_of(values: Any, name: str, origin: str) -> NDArray[Any]:
    """A column as numbers of their own type, NaN where one is missing; or as texts, None where one
    is. A column that holds a text is one of texts, without spaces around them; but NumPy's own
    texts are what they are.

    Raises:
        DataError: If it is neither.
    """
    column = values if isinstance(values, np.ndarray) else _of_list(values, origin)
    if column.ndim != 1 or column.dtype.kind not in f"{NUMBERS}{TEXT}O":
        raise DataError(
            f"{origin}: the column {quoted(name)} must hold numbers or text, not {column.dtype} of "
            f"shape {column.shape}"
        )
    if column.dtype.kind in TEXT:
        return column.astype(object)
    if column.dtype.kind in NUMBERS:
        found = column
    else:
        gaps = [_is_gap(each) for each in column]
        pairs = list(zip(column, gaps, strict=True))
        if any(isinstance(each, str) for each, gap in pairs if not gap):
            return np.array([None if gap else str(each).strip() for each, gap in pairs], object)
        try:
            found = np.array([np.nan if gap else each for each, gap in pairs])
            if found.dtype.kind not in NUMBERS:
                found = found.astype(np.float64)
        except (TypeError, ValueError):
            raise DataError(
                f"{origin}: the column {quoted(name)} holds neither numbers nor text alone"
            ) from None
    if found.dtype.kind == "f" and np.isinf(found).any():
        row = int(np.isinf(found).argmax())
        raise DataError(f"{origin}: row {row:,} of the column {quoted(name)} is infinite")
    return found


def targets_of(targets: Any, rows: int, origin: str) -> NDArray[Any]:
    """Targets (rows,) or (rows, targets) as numbers or texts, as ``column_of`` has them.

    Raises:
        DataError: If they have another shape.
    """
    array = targets if isinstance(targets, np.ndarray) else _of_list(targets, origin)
    if array.ndim not in (1, 2) or len(array) != rows or 0 in array.shape[1:]:
        raise DataError(f"{origin}: X has {rows:,} rows, but y has the shape {array.shape}")
    if array.ndim == 1 or array.shape[1] == 1:
        return column_of(array.reshape(rows), "y", origin)
    return np.column_stack([column_of(each, "y", origin) for each in array.T])


def gaps_in(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether something is missing in a row, (rows,)."""
    if values.dtype.kind == "O":
        return np.array([each is None for each in values], np.bool_)
    if values.dtype.kind == "f":
        found: NDArray[np.bool_] = np.isnan(values).any(axis=tuple(range(1, values.ndim)))
        return found
    return np.zeros(len(values), np.bool_)


def coded(column: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The texts of a column, and the number of each row's; NaN where it is missing."""
    texts = tuple(dict.fromkeys(each for each in column if each is not None))
    codes = {text: float(code) for code, text in enumerate(texts)}
    return texts, np.array([codes.get(each, np.nan) for each in column], np.float64)


class _Frame:
    """Columns by name."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = list(columns)
        self._columns = columns

    def __getitem__(self, name: str) -> NDArray[Any]:
        return _of_list(self._columns[name], "X")


def _of_list(values: Any, origin: str) -> NDArray[Any]:
    """As NumPy makes an array of it, but with texts and numbers as they are."""
    try:
        array = np.asarray(values)
        return np.asarray(values, object) if array.dtype.kind in f"{TEXT}T" else array
    except ValueError:
        raise DataError(f"{origin}: the rows have different lengths, or no values") from None


def _is_gap(value: Any) -> bool:
    if value is None or (isinstance(value, str) and is_missing(value)):
        return True
    try:
        return bool(value != value)
    except TypeError:  # What pandas has for a missing value is not even other than itself.
        return True
