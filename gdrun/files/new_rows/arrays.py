"""New rows from arrays: NumPy's, data frames, and NPZ files."""

from collections.abc import Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.arrays import column_of, columns_of, targets_of
from gdrun.files.new_rows.rows import Expected, NewRows, Values, assembled, places_of
from gdrun.files.npz import open_npz, read_array
from gdrun.wording import at_most, quoted, several


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
    there, raw = columns_of(inputs, origin)
    if there is not None and targets is None and expected.target not in expected.names:
        targets = dict(zip(there, raw, strict=True)).get(expected.target)
    if there is None or not expected.named:
        there = names or _names_by_place(len(raw), expected, origin)
    if len(there) != len(raw):
        raise DataError(f"{origin}: {len(there):,} feature_names for {len(raw):,} columns of X")
    by_name = dict(zip(there, raw, strict=True))
    places_of(there, origin, expected)
    columns = [
        _column(by_name[name], place in expected.texts, name, origin)
        for place, name in enumerate(expected.names)
    ]
    weights = None
    if expected.weights in by_name:
        weights = _column(by_name[expected.weights], False, expected.weights, origin)
        weights = weights.astype(np.float64)
    used = {*expected.names, expected.target, expected.weights, *expected.idle}
    return assembled(
        Values(
            origin=origin,
            inputs=columns,
            targets=None if targets is None else _targets(targets, len(raw[0]), expected, origin),
            weights=weights,
            lines=None,
            ignored=tuple(name for name in by_name if name not in used),
        ),
        expected,
    )


def _names_by_place(columns: int, expected: Expected, origin: str) -> Sequence[str]:
    """Those of columns that are known by their places: the inputs, or all that there were."""
    if columns == len(expected.names):
        return expected.names
    others = [*expected.idle, *([expected.weights] if expected.weights else [])]
    if columns == expected.width and all(name[1:].isdecimal() for name in others):
        # Where nobody named them, a number tells the place of each.
        return [f"x{place}" for place in range(columns)]
    raise DataError(
        f"{origin}: X has {columns:,} columns, but training had {len(expected.names):,}: "
        + at_most(10, [quoted(name) for name in expected.names])
    )


def _targets(targets: Any, rows: int, expected: Expected, origin: str) -> NDArray[Any]:
    found = targets_of(targets, rows, origin)
    width = 1 if found.ndim == 1 else found.shape[1]
    if width != expected.target_columns:
        raise DataError(
            f"{origin}: y has {several(width, 'column')}, but training had "
            f"{several(expected.target_columns, 'target')}"
        )
    if expected.target_is_text and found.dtype.kind != "O":
        return np.array([None if each != each else str(each) for each in found], object)
    if not expected.target_is_text and found.dtype.kind == "O":
        raise DataError(f"{origin}: y holds text, where training had numbers")
    return found


def _column(values: NDArray[Any], is_text: bool, name: str, origin: str) -> NDArray[Any]:
    """A column as training had it: texts, or numbers."""
    found = column_of(values, name, origin)
    if is_text and found.dtype.kind != "O":
        return np.array([None if each != each else str(each) for each in values], object)
    if not is_text and found.dtype.kind == "O":
        if any(each is not None for each in found):
            raise DataError(
                f"{origin}: the column {quoted(name)} holds text where training had numbers"
            )
        return np.full(len(found), np.nan)
    return found
