"""New rows from arrays: NumPy's, data frames, and NPZ files."""

from collections.abc import Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.delimited.layout import is_missing
from gdrun.files.new_rows.rows import Expected, NewRows, Values, assembled, places_of
from gdrun.files.npz import NUMBERS, TEXT, open_npz, read_array
from gdrun.wording import quoted


def rows_of_npz(file: IO[bytes], origin: str, expected: Expected) -> NewRows:
    """The rows in an NPZ file's ``X``, with their targets in ``y`` if it has some.

    Raises:
        DataError: If they are not what is expected.
    """
    with open_npz(file, origin, "`numpy.savez(path, X=X)`") as arrays:
        if "X" not in arrays:
            raise DataError(f"{origin}: there is no array `X` in this NPZ file")
        found = {
            name: read_array(arrays, name, origin)
            for name in ("X", "y", "feature_names")
            if name in arrays
        }
    names = found.get("feature_names")
    said = [str(name) for name in names.ravel()] if names is not None and expected.named else None
    return rows_of_arrays(found["X"], found.get("y"), expected, origin, said)


def rows_of_arrays(
    inputs: Any,
    targets: Any,
    expected: Expected,
    origin: str,
    names: Sequence[str] | None = None,
) -> NewRows:
    """The rows of an array (rows, columns), or of a data frame, whose columns have names.

    Args:
        inputs: The array, or anything with ``columns`` that gives each by its name.
        targets: Of the rows, or None; a data frame may have them among its columns.
        expected: What the rows must have.
        origin: What messages call them.
        names: Of an array's columns; None takes these by their places.

    Raises:
        DataError: If they are not what is expected.
    """
    if hasattr(inputs, "columns"):
        by_name = {str(name): np.asarray(inputs[name]) for name in inputs.columns}
        if targets is None and expected.target not in expected.names:
            targets = by_name.get(expected.target)
    else:
        array = np.asarray(inputs)
        _check_array(array, names, expected, origin)
        there = names or expected.names
        by_name = {name: array[:, place] for place, name in enumerate(there)}
    if not expected.named and hasattr(inputs, "columns"):
        _check_count(len(by_name), expected, origin)
        by_name = dict(zip(expected.names, by_name.values(), strict=True))
    places_of(list(by_name), origin, expected)
    columns = [
        _column(by_name[name], place in expected.texts, name, origin)
        for place, name in enumerate(expected.names)
    ]
    if targets is not None:
        targets = _targets(np.asarray(targets), len(columns[0]), expected, origin)
    used = {*expected.names, expected.target, *expected.idle}
    ignored = tuple(name for name in by_name if name not in used)
    return assembled(Values(origin, columns, targets, None, None, ignored), expected)


def _check_array(
    array: NDArray[Any], names: Sequence[str] | None, expected: Expected, origin: str
) -> None:
    if array.ndim != 2:
        raise DataError(
            f"{origin}: X must have two dimensions (rows, columns), not shape {array.shape}"
        )
    if array.dtype.kind not in f"{NUMBERS}{TEXT}O":
        raise DataError(f"{origin}: X must hold real numbers or text, not {array.dtype}")
    if names is None:
        _check_count(array.shape[1], expected, origin)
    elif len(names) != array.shape[1]:
        raise DataError(
            f"{origin}: {len(names):,} feature_names for {array.shape[1]:,} columns of X"
        )


def _check_count(columns: int, expected: Expected, origin: str) -> None:
    if columns != len(expected.names):
        raise DataError(
            f"{origin}: X has {columns:,} columns, but training had {len(expected.names):,}: "
            + ", ".join(map(quoted, expected.names[:10]))
            + (", …" if len(expected.names) > 10 else "")
        )


def _targets(targets: NDArray[Any], rows: int, expected: Expected, origin: str) -> NDArray[Any]:
    if len(targets) != rows:
        raise DataError(f"{origin}: X has {rows:,} rows, and y has {len(targets):,}")
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    if targets.ndim == 2:
        return targets
    return _column(targets, expected.target_is_text, expected.target, origin)


def _column(values: NDArray[Any], is_text: bool, name: str, origin: str) -> NDArray[Any]:
    """A column as numbers, NaN where one is missing, or as texts, None where one is."""
    if is_text:
        return np.array([None if _is_gap(each) else str(each).strip() for each in values], object)
    if values.dtype.kind not in NUMBERS:
        try:
            values = np.array([np.nan if _is_gap(each) else float(each) for each in values])
        except (TypeError, ValueError):
            raise DataError(
                f"{origin}: the column {quoted(name)} holds text where training had numbers"
            ) from None
    if values.dtype.kind == "f" and np.isinf(values).any():
        row = int(np.isinf(values).argmax())
        raise DataError(f"{origin}: row {row:,}, column {quoted(name)}: the value is infinite")
    return values


def _is_gap(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and is_missing(value))
