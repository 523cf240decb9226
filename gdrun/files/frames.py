"""Tables from arrays and data frames that a program holds."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.arrays import coded, column_of, columns_of, gaps_in, targets_of
from gdrun.files.delimited.reading import Reading, kept_places
from gdrun.files.table import Table
from gdrun.wording import meant_or_all, printable, quoted

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
    named, raw = columns_of(inputs, ORIGIN)
    names = [f"x{place}" for place in range(len(raw))] if named is None else list(named)
    if not raw or not len(raw[0]):
        raise DataError("X has no rows or no columns, so there is no data")
    columns: list[Any] = raw
    target_name = "y"
    if reading.leave_out:
        places = kept_places(names, reading.leave_out, ORIGIN)
        names, columns = [names[i] for i in places], [columns[i] for i in places]
    if targets is None:
        if named is None:
            raise DataError("X is an array, so its targets must be given as y")
        place = _target_place(names, reading.target)
        target_name, targets = names[place], columns[place]
        names, columns = _without(names, place), _without(columns, place)
    rows = len(raw[0])
    wanted = targets_of(targets, rows, ORIGIN)
    texts: dict[int, tuple[str, ...]] = {}
    numbers = []
    kept = _kept(wanted, "y", reading)
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        values = column_of(column, name, ORIGIN)
        if reading.missing != "mean" or values.dtype.kind == "O":
            kept &= _kept(values, f"the column {quoted(name)} of X", reading)
        if values.dtype.kind == "O":
            texts[place], values = coded(values)
        numbers.append(values)
    if not kept.any():
        raise DataError("every row of X lacks a value, so dropping leaves none")
    notes = []
    if dropped := rows - int(kept.sum()):
        notes.append(f"missing values leave out {dropped:,} of {rows:,} rows")
    wanted = wanted[kept]
    return Table(
        origin=ORIGIN,
        inputs=np.column_stack(numbers)[kept],
        targets=wanted.astype(str) if wanted.dtype.kind == "O" else wanted,
        feature_names=tuple(names),
        texts=texts,
        named=named is not None,
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


def _target_place(names: Sequence[str], said: int | str | None) -> int:
    if isinstance(said, str):
        said = printable(said)
        if said not in names:
            advice = meant_or_all(said, names)
            raise DataError(f"X has no column {quoted(said)} for `data.target`; {advice}")
        return names.index(said)
    place = -1 if said is None else said
    if not -len(names) <= place < len(names):
        raise DataError(f"X has no column {place} for `data.target`: there are {len(names):,}")
    return place % len(names)


def _without(entries: Sequence[Any], place: int) -> list[Any]:
    return [*entries[:place], *entries[place + 1 :]]


def _kept(values: NDArray[Any], what: str, reading: Reading) -> NDArray[np.bool_]:
    """Which rows stay, if those that lack something go."""
    gaps = gaps_in(values)
    if gaps.any() and reading.missing != "drop":
        raise DataError(
            f"row {int(gaps.argmax()):,} of {what} is missing; fill it in, or set `data.missing` "
            "to `drop` (its row)"
        )
    return ~gaps
