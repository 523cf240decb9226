"""Tables from arrays and data frames that a program holds."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.delimited.reading import Reading, kept_places
from gdrun.files.npz import NUMBERS, TEXT
from gdrun.files.table import Table
from gdrun.wording import at_most, closest, printable, quoted

ORIGIN = "X"


def table_of_arrays(inputs: Any, targets: Any, reading: Reading) -> Table:
    """The table of an array (rows, columns), or of a data frame, whose columns have names.

    Args:
        inputs: The array, or anything with ``columns`` that gives each by its name. Numbers stay in
            their own type; a column that holds a text is one of texts.
        targets: Of the rows, (rows,) or (rows, targets); None takes a column of the data frame.
        reading: Which column that is, and what becomes of missing values.

    Raises:
        DataError: If they cannot be used.
    """
    names, columns = _columns(inputs)
    target_name = "y"
    if reading.leave_out:
        places = kept_places(names, reading.leave_out, ORIGIN)
        names, columns = [names[i] for i in places], [columns[i] for i in places]
    if targets is None:
        if not hasattr(inputs, "columns"):
            raise DataError("X is an array, so its targets must be given as y")
        place = _target_place(names, reading.target)
        target_name, targets = names[place], columns[place]
        names, columns = _without(names, place), _without(columns, place)
    targets = np.asarray(targets)
    rows = len(columns[0])
    if targets.ndim not in (1, 2) or len(targets) != rows:
        raise DataError(f"X has {rows:,} rows, but y has the shape {targets.shape}")
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    texts: dict[int, tuple[str, ...]] = {}
    numbers = []
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        values, found = _numbers_of(column, name)
        numbers.append(values)
        if found:
            texts[place] = found
    kept = _complete(names, numbers, texts, targets, reading)
    targets = targets[kept] if targets.dtype.kind in NUMBERS else targets[kept].astype(str)
    notes = []
    if dropped := rows - int(kept.sum()):
        notes.append(f"missing values leave out {dropped:,} of {rows:,} rows")
    return Table(
        origin=ORIGIN,
        inputs=np.column_stack(numbers)[kept],
        targets=targets,
        feature_names=tuple(names),
        texts=texts,
        named=hasattr(inputs, "columns"),
        target_name=target_name,
        notes=tuple(notes),
    )


def content_hash(table: Table) -> str:
    """SHA-256 of all that a table holds."""
    digest = hashlib.sha256()
    said = [table.feature_names, table.target_name, table.named, sorted(table.texts.items())]
    digest.update(repr(said).encode(errors="surrogatepass"))
    for array in (table.inputs, table.targets):
        digest.update(f"{array.dtype.str} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _columns(inputs: Any) -> tuple[list[str], list[NDArray[Any]]]:
    if hasattr(inputs, "columns"):
        names = [printable(str(name)) for name in inputs.columns]
        columns = [np.asarray(inputs[name]) for name in inputs.columns]
        if len(set(names)) < len(names):
            twice = next(name for i, name in enumerate(names) if name in names[:i])
            raise DataError(f"X has two columns that are called {quoted(twice)}; rename one")
    else:
        array = np.asarray(inputs)
        if array.ndim != 2:
            raise DataError(f"X must have two dimensions (rows, columns), not shape {array.shape}")
        names = [f"x{place}" for place in range(array.shape[1])]
        columns = list(array.T)
    if not columns or not len(columns[0]):
        raise DataError("X has no rows or no columns, so there is no data")
    return names, columns


def _target_place(names: Sequence[str], said: int | str | None) -> int:
    if isinstance(said, str):
        said = printable(said)
        if said not in names:
            close = closest(said, names)
            listed = at_most(10, [quoted(name) for name in names])
            advice = f"did you mean {quoted(close)}?" if close else f"there are {listed}"
            raise DataError(f"X has no column {quoted(said)} for `data.target`; {advice}")
        return names.index(said)
    place = -1 if said is None else said
    if not -len(names) <= place < len(names):
        raise DataError(f"X has no column {place} for `data.target`: there are {len(names):,}")
    return place % len(names)


def _without(entries: Sequence[Any], place: int) -> list[Any]:
    return [*entries[:place], *entries[place + 1 :]]


def _numbers_of(column: NDArray[Any], name: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """A column as numbers, NaN where one is missing; of texts their codes, and the texts."""
    if column.ndim == 1 and column.dtype.kind in NUMBERS:
        return column, ()
    if column.ndim != 1 or column.dtype.kind not in f"{TEXT}O":
        raise DataError(f"the column {quoted(name)} of X holds {column.dtype}, not numbers or text")
    gaps = [each is None or each != each for each in column]
    if not any(isinstance(each, str) for each in column):
        try:
            pairs = zip(column, gaps, strict=True)
            return np.array([np.nan if gap else float(each) for each, gap in pairs]), ()
        except (TypeError, ValueError):
            raise DataError(
                f"the column {quoted(name)} of X holds neither numbers nor text alone"
            ) from None
    told = [None if gap else str(each) for each, gap in zip(column, gaps, strict=True)]
    texts = tuple(dict.fromkeys(each for each in told if each is not None))
    codes = {text: float(code) for code, text in enumerate(texts)}
    return np.array([np.nan if each is None else codes[each] for each in told]), texts


def _complete(
    names: Sequence[str],
    columns: Sequence[NDArray[Any]],
    texts: dict[int, tuple[str, ...]],
    targets: NDArray[Any],
    reading: Reading,
) -> NDArray[np.bool_]:
    """Which rows stay: all, or those that lack nothing."""
    kept = np.ones(len(targets), np.bool_)
    for place, (name, values) in enumerate(zip(names, columns, strict=True)):
        if values.dtype.kind != "f":
            continue
        if np.isinf(values).any():
            row = int(np.isinf(values).argmax())
            raise DataError(f"row {row:,} of the column {quoted(name)} of X is infinite")
        gaps = np.isnan(values)
        if gaps.any() and not (reading.missing == "mean" and place not in texts):
            _allow_gap(f"row {int(gaps.argmax()):,} of the column {quoted(name)} of X", reading)
            kept &= ~gaps
    if targets.dtype.kind == "O":
        gaps = np.array([each is None or each != each for each in targets])
    elif targets.dtype.kind == "f":
        gaps = ~np.isfinite(targets).reshape(len(targets), -1).all(axis=1)
    else:
        gaps = np.zeros(len(targets), np.bool_)
    if gaps.any():
        _allow_gap(f"row {int(gaps.argmax()):,} of y", reading)
        kept &= ~gaps
    if not kept.any():
        raise DataError("every row of X lacks a value, so dropping leaves none")
    return kept


def _allow_gap(where: str, reading: Reading) -> None:
    if reading.missing != "drop":
        raise DataError(
            f"{where} is missing; fill it in, or set `data.missing` to `drop` (its row)"
        )
