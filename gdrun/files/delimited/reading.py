"""CSV and TSV files: tables of text whose last column, or the one that is said, is the target.

A file of finite numbers alone is read by NumPy's compiled reader. Any other is read field by
field, which finds text and missing values, and the line and column of what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.chunks import row_chunks
from gdrun.files.delimited.columns import Column, Fields, read_fields
from gdrun.files.delimited.layout import Layout, find_layout
from gdrun.files.opening import opened
from gdrun.files.table import Table
from gdrun.wording import meant_or_all, printable, quoted, several

KIND = "a CSV file"
PIECE = 2**20
LARGEST_WHOLE = 2**53
"""Up to here float64 holds every whole number."""

Missing = Literal["error", "drop", "mean"]
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Reading:
    """What a config says of how its CSV files are to be read."""

    target: int | str | None = None
    """The target's name, or its place from 0, or from -1 backwards; None is the last column."""
    header: bool | None = None
    """Whether the first row is one of names; None is to be told from the file."""
    missing: Missing = "error"
    """Rows with missing values are dropped, or the missing input values left NaN, to be filled
    in with the column's mean; ``error`` allows none."""
    leave_out: tuple[str, ...] = ()
    """The names of columns that are not read, whatever they hold."""


def read_delimited(path: Path, reading: Reading) -> Table:
    """The table in a CSV or TSV file, which may be gzipped.

    Raises:
        DataError: If there is none, or its values cannot be used as ``reading`` says.
    """
    origin = str(path)
    with opened(path, KIND) as file:
        try:
            layout = find_layout(file, reading.header, origin)
            kept = kept_places(layout.names, reading.leave_out, origin)
            target = _target_place(layout, reading.target, origin)
            if target not in kept:
                raise DataError(
                    f"{origin}: the target {quoted(layout.names[target])} is left out by "
                    "`data.columns.leave_out`"
                )
            values = _numbers(path, layout, kept)
            fields = read_fields(file, layout, kept, origin) if values is None else None
            layout, target = layout.of(kept), kept.index(target)
            if values is None:
                assert fields is not None
                return _table_of_fields(fields, layout, target, reading.missing, origin)
        except UnicodeDecodeError:
            raise DataError(not_utf8(path)) from None
        lines = _lines(file, layout, len(values))
    inputs, targets = _parted(values, target)
    return Table(
        origin,
        inputs,
        _whole(targets, layout.looks_whole(target)),
        _without(layout.names, target),
        named=layout.header,
        target_name=layout.names[target],
        lines=lines,
    )


def kept_places(names: Sequence[str], leave_out: Sequence[str], origin: str) -> list[int]:
    """The places of the columns that are read.

    Raises:
        DataError: If there is no such column to leave out, or none is left besides a target.
    """
    asked = [printable(name) for name in leave_out]
    for name in asked:
        if name not in names:
            raise DataError(
                f"{origin}: there is no column {quoted(name)} for `data.columns.leave_out`; "
                f"{meant_or_all(name, names)}"
            )
    kept = [place for place, name in enumerate(names) if name not in asked]
    if len(kept) < 2:
        raise DataError(
            f"{origin}: `data.columns.leave_out` leaves {several(len(kept), 'column')}, but inputs "
            "and a target are needed"
        )
    return kept


def _numbers(path: Path, layout: Layout, kept: Sequence[int]) -> NDArray[np.float64] | None:
    """All values if they are finite numbers; None says that the exact reader is needed."""
    try:
        values = np.loadtxt(
            # Given a path, and not an open file, NumPy reads without Python's iteration.
            str(path),
            delimiter=layout.delimiter,
            skiprows=layout.header_lines,
            comments=None,
            quotechar='"',
            encoding="utf-8-sig",
            ndmin=2,
            usecols=None if len(kept) == len(layout.names) else kept,
        )
    except (ValueError, OSError):
        return None
    if values.shape[1] != len(kept):
        return None
    for chunk in row_chunks(*values.shape):
        if not np.isfinite(values[chunk]).all():
            return None
    return values


def _lines(file: IO[bytes], layout: Layout, rows: int) -> NDArray[np.int64] | None:
    """The line of each row, if every line below the header is one."""
    file.seek(0)
    lines, last = 0, b"\n"
    while piece := file.read(PIECE):
        lines += piece.count(b"\n")
        last = piece[-1:]
    if lines + (last != b"\n") != layout.header_lines + rows:
        return None
    return np.arange(layout.header_lines + 1, layout.header_lines + rows + 1)


def _table_of_fields(
    fields: Fields, layout: Layout, target: int, missing: Missing, origin: str
) -> Table:
    _check_missing(fields.columns, target, missing, origin)
    values, lines, notes = fields.values, fields.lines, []
    if missing == "drop":
        rows, complete = len(values), np.flatnonzero(~np.isnan(values).any(axis=1))
        if not len(complete):
            raise DataError(f"{origin}: every row has a missing value, so dropping leaves none")
        if dropped := rows - len(complete):
            values, lines = values[complete], lines[complete]
            notes.append(f"{origin}: missing values leave out {dropped:,} of {rows:,} rows")
    inputs, targets = _parted(values, target)
    texts = tuple(tuple(column.codes) if column.is_text else None for column in fields.columns)
    if names := texts[target]:
        targets = np.array(names)[targets.astype(np.intp)]
    else:
        targets = _whole(targets, layout.looks_whole(target))
    return Table(
        origin,
        inputs,
        targets,
        _without(layout.names, target),
        texts={place: text for place, text in enumerate(_without(texts, target)) if text},
        named=layout.header,
        target_name=layout.names[target],
        lines=lines,
        notes=tuple(notes),
    )


def _check_missing(columns: Sequence[Column], target: int, missing: Missing, origin: str) -> None:
    holes = [column for column in columns if column.first_missing]
    for column in holes:
        empty = not column.numbers and not column.texts
        if empty and (missing != "mean" or column is columns[target]):
            raise DataError(
                f"{origin}: the column {quoted(column.name)} has no value in any row; take it "
                "out, which may be a delimiter at the end of every line"
            )
    if missing == "drop":
        return
    for column in sorted(holes, key=lambda column: column.first_missing):
        where = f"{origin}: line {column.first_missing:,}, column {quoted(column.name)}"
        if missing == "error":
            has_mean = not column.is_text and column is not columns[target]
            mean = " or `mean` (of the column)" if has_mean else ""
            raise DataError(
                f"{where}: the value is missing; fill it in, or set `data.missing` to `drop` "
                f"(its row){mean}"
            )
        if column.is_text or column is columns[target]:
            what = "text has no mean" if column.is_text else "targets are not made up"
            raise DataError(f"{where}: the value is missing, and {what}; set `data.missing: drop`")


def _target_place(layout: Layout, said: int | str | None, origin: str) -> int:
    """The target's place from 0 on."""
    names, columns = layout.names, len(layout.names)
    if isinstance(said, str):
        if not layout.header:
            raise DataError(
                f"{origin}: there is no header, so there is no column {quoted(said)}; "
                f"`data.target` is a place from 0 to {columns - 1}, or -1 for the last column"
            )
        # So are the names of columns read.
        said = printable(said)
        if said not in names:
            raise DataError(
                f"{origin}: there is no column {quoted(said)} for `data.target`; "
                f"{meant_or_all(said, names)}"
            )
        return names.index(said)
    place = -1 if said is None else said
    if not -columns <= place < columns:
        raise DataError(
            f"{origin}: there is no column {place} for `data.target`: the {columns:,} columns "
            f"are counted from 0 to {columns - 1}, or from -1 backwards"
        )
    return place % columns


def _parted(
    values: NDArray[np.float64], target: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inputs, a view of ``values``, whose columns are moved for it; and the target's copy."""
    targets = values[:, target].copy()
    for chunk in row_chunks(*values.shape):
        values[chunk, target:-1] = values[chunk, target + 1 :].copy()
    return values[:, :-1], targets


def _whole(targets: NDArray[np.float64], looks_whole: bool) -> NDArray[Any]:
    """The targets as integers if they are written so and nothing is lost."""
    if looks_whole and (targets == np.rint(targets)).all() and abs(targets).max() <= LARGEST_WHOLE:
        return targets.astype(np.int64)
    return targets


def _without(entries: tuple[Entry, ...], place: int) -> tuple[Entry, ...]:
    return entries[:place] + entries[place + 1 :]


def not_utf8(path: Path) -> str:
    """What to say of a file that is not UTF-8."""
    with opened(path, KIND) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return (
                    f"{path}: this is not UTF-8 text: line {number:,} holds the byte "
                    f"0x{line[error.start]:02x}; save the file as UTF-8"
                )
    return f"{path}: this is not UTF-8 text; save the file as UTF-8"
