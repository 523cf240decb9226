"""NPZ files: the arrays ``X`` (rows, columns) and ``y`` (rows,) or (rows, targets).

They may also hold text: ``feature_names`` (columns,), and ``class_names``, whose entry i names the
class that ``y`` calls i. Other arrays are ignored. Nothing is ever unpickled.
"""

import zipfile
from typing import IO, Any

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.finite import check_finite
from gdrun.files.table import Table

NUMBERS = "biuf"
TEXT = "U"
WRITTEN_BY = "`numpy.savez(path, X=X, y=y)`"


def read_npz(file: IO[bytes], origin: str) -> Table:
    """The table in an open NPZ file; messages call it ``origin``.

    Raises:
        DataError: If it is no NPZ file, or its arrays are not as the module says.
    """
    with open_npz(file, origin, WRITTEN_BY) as arrays:
        inputs = _present(arrays, "X", origin)
        targets = _present(arrays, "y", origin)
        feature_names = _names(arrays, "feature_names", origin)
        class_names = _names(arrays, "class_names", origin)
    _check_inputs(inputs, origin)
    _check_targets(targets, len(inputs), origin)
    columns = inputs.shape[1]
    named = feature_names is not None
    if feature_names is None:
        feature_names = tuple(f"x{column}" for column in range(columns))
    elif len(feature_names) != columns:
        raise DataError(
            f"{origin}: {len(feature_names):,} feature_names for {columns:,} columns of X"
        )
    if class_names is not None:
        _check_classes(targets, len(class_names), origin)
    return Table(origin, inputs, targets, feature_names, class_names, named=named)


def open_npz(file: IO[bytes], origin: str, written_by: str) -> NpzFile:
    """The arrays of an open NPZ file, which nothing is unpickled from, to be closed by the caller.

    Raises:
        DataError: If it is none; the message tells that ``written_by`` writes one.
    """
    try:
        arrays = np.load(file, allow_pickle=False)
    except Exception:
        # NumPy and zipfile raise almost anything on a damaged file, and advise to unpickle others.
        raise DataError(
            f"{origin}: this is not an NPZ file, or it is cut short; {written_by} writes one"
        ) from None
    if not isinstance(arrays, NpzFile):
        raise DataError(f"{origin}: this is a single array (NPY); save all with {written_by}")
    return arrays


def _present(arrays: NpzFile, name: str, origin: str) -> NDArray[Any]:
    if name not in arrays:
        found = ", ".join(arrays.files) or "nothing"
        raise DataError(
            f"{origin}: there is no array `{name}`; the file holds {found}. "
            f"Save it with {WRITTEN_BY}"
        )
    return read_array(arrays, name, origin)


def read_array(arrays: NpzFile, name: str, origin: str) -> NDArray[Any]:
    """One of the arrays that are there.

    Raises:
        DataError: If it cannot be read, or holds Python objects.
    """
    try:
        values = arrays[name]
    except MemoryError:
        raise DataError(f"{origin}: the memory cannot hold the array `{name}`") from None
    except Exception as error:
        if "allow_pickle" in str(error):
            raise DataError(
                f"{origin}: `{name}` holds Python objects (dtype object), which could run code "
                f"when they are loaded; save numbers, or text as `numpy.array({name}, dtype=str)`"
            ) from None
        reason = "" if isinstance(error, zipfile.BadZipFile) else f" ({error})"
        raise DataError(
            f"{origin}: the array `{name}` cannot be read: the file is damaged or cut short{reason}"
        ) from None
    if not isinstance(values, np.ndarray):
        raise DataError(f"{origin}: `{name}` is not an array")
    return values


def _names(arrays: NpzFile, name: str, origin: str) -> tuple[str, ...] | None:
    if name not in arrays:
        return None
    values = read_array(arrays, name, origin)
    if values.ndim != 1 or values.dtype.kind not in TEXT:
        raise DataError(
            f"{origin}: `{name}` must be one row of text, "
            f"not {values.dtype} of shape {values.shape}"
        )
    return tuple(values.tolist())


def _check_inputs(inputs: NDArray[Any], origin: str) -> None:
    if inputs.dtype.kind not in NUMBERS:
        raise DataError(f"{origin}: X must hold real numbers, not {inputs.dtype}")
    if inputs.ndim != 2:
        raise DataError(
            f"{origin}: X must have two dimensions (rows, columns), not shape {inputs.shape}; "
            "`X.reshape(len(X), -1)` gives each example one row"
        )
    rows, columns = inputs.shape
    if rows == 0 or columns == 0:
        raise DataError(
            f"{origin}: X has {rows:,} rows and {columns:,} columns, so there is no data"
        )
    check_finite(inputs, "X", origin)


def _check_targets(targets: NDArray[Any], rows: int, origin: str) -> None:
    if targets.dtype.kind not in NUMBERS + TEXT:
        raise DataError(f"{origin}: y must hold real numbers or text (str), not {targets.dtype}")
    if targets.ndim not in (1, 2) or 0 in targets.shape[1:]:
        raise DataError(
            f"{origin}: y must have the shape (rows,) or (rows, targets), not {targets.shape}"
        )
    if len(targets) != rows:
        raise DataError(f"{origin}: X has {rows:,} rows and y has {len(targets):,}")
    if targets.dtype.kind in NUMBERS:
        check_finite(targets, "y", origin)


def _check_classes(targets: NDArray[Any], classes: int, origin: str) -> None:
    if targets.dtype.kind not in "iu" or targets.min() < 0 or targets.max() >= classes:
        raise DataError(
            f"{origin}: there are {classes:,} class_names, so y must hold integers "
            f"from 0 to {classes - 1:,}"
        )
