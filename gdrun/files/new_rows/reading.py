"""New rows from a file or a pipe: CSV, TSV or NPZ, which may be gzipped."""

import csv
import gzip
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.delimited.columns import parsed
from gdrun.files.delimited.layout import (
    DELIMITERS,
    LONGEST_LINE,
    LOOKED_AT,
    decoded,
    is_missing,
    is_number,
    read_rows,
)
from gdrun.files.delimited.reading import not_utf8
from gdrun.files.new_rows.arrays import rows_of_npz
from gdrun.files.new_rows.rows import Expected, NewRows, Values, assembled, places_of
from gdrun.files.opening import GZIP_MAGIC, is_named_pipe, is_regular, opened
from gdrun.wording import printable, quoted

STANDARD_INPUT = Path("-")
ZIP_MAGIC = b"PK\x03\x04"
KIND = "a file of rows"
_NUMBERED = "column "


def read_new_rows(path: Path, expected: Expected) -> NewRows:
    """The rows of a file; ``-`` is standard input, which is read to its end.

    Raises:
        DataError: If they cannot be read, or are not what is expected.
    """
    if path == STANDARD_INPUT:
        return _read(_unpacked(sys.stdin.buffer.read(), "standard input"), path, expected)
    if _is_open_pipe(path):
        return _read(_unpacked(path.read_bytes(), str(path)), path, expected)
    if not path.exists():
        raise DataError(f"{path}: there is no such file")
    with opened(path, KIND) as file:
        return _read(file, path, expected)


def _is_open_pipe(path: Path) -> bool:
    """Whether it is a pipe that a shell has opened, as for ``<(…)``."""
    try:
        return not is_regular(path) and path.is_fifo() and not is_named_pipe(path)
    except (OSError, ValueError):
        return False


def _unpacked(content: bytes, origin: str) -> IO[bytes]:
    if not content.startswith(GZIP_MAGIC):
        return io.BytesIO(content)
    try:
        return io.BytesIO(gzip.decompress(content))
    except (OSError, EOFError) as error:
        raise DataError(f"{origin}: this gzip data is damaged or cut short ({error})") from None


def _read(file: IO[bytes], path: Path, expected: Expected) -> NewRows:
    origin = "standard input" if path == STANDARD_INPUT else str(path)
    start = file.read(len(ZIP_MAGIC))
    file.seek(0)
    if start == ZIP_MAGIC:
        return rows_of_npz(file, origin, expected)
    try:
        return _rows_of_text(file, origin, expected)
    except UnicodeDecodeError:
        told = not_utf8(path) if path.is_file() else f"{origin}: this is not UTF-8 text"
        raise DataError(told) from None


def _rows_of_text(file: IO[bytes], origin: str, expected: Expected) -> NewRows:
    delimiter, first = _first_row(file, origin, expected)
    names, header = _column_names(first, origin, expected)
    places = places_of(names, origin, expected)
    others = [expected.target, *([expected.weights] if expected.weights else [])]
    also = {name: names.index(name) for name in others if name in names}
    used = {*places, *also.values()}
    lines: list[int] = []
    fields: dict[int, list[str]] = {place: [] for place in used}
    with decoded(file) as text:
        rows = read_rows(text, delimiter, origin)
        if header:
            next(rows)
        for line, row in rows:
            if len(row) != len(names):
                raise DataError(
                    f"{origin}: line {line:,} has {len(row):,} fields, but the first line has "
                    f"{len(names):,}; fields that hold a delimiter need quotes"
                )
            lines.append(line)
            for place, met in fields.items():
                met.append(row[place])
    of_file = _Fields(origin, np.array(lines, np.int64))

    def other(name: str | None, is_text: bool) -> NDArray[Any] | None:
        if name is None or name not in also:
            return None
        return of_file.column(fields[also[name]], name, is_text)

    return assembled(
        Values(
            origin=origin,
            inputs=[
                of_file.column(fields[at], name, number in expected.texts)
                for number, (name, at) in enumerate(zip(expected.names, places, strict=True))
            ],
            targets=other(expected.target, expected.target_is_text),
            weights=other(expected.weights, False),
            lines=of_file.lines,
            ignored=tuple(
                name
                for place, name in enumerate(names)
                if place not in used and name not in expected.idle
            ),
        ),
        expected,
    )


@dataclass(frozen=True)
class _Fields:
    """The fields of a file, row by row."""

    origin: str
    lines: NDArray[np.int64]

    def column(self, fields: Sequence[str], name: str, is_text: bool) -> NDArray[Any]:
        """Texts, None where one is missing, or numbers, NaN where one is."""
        if is_text:
            return np.array([None if is_missing(each) else each.strip() for each in fields], object)
        values, texts = parsed(fields)
        for row in np.flatnonzero(texts | np.isinf(values))[:1].tolist():
            raise DataError(
                f"{self.origin}: line {self.lines[row]:,}, column {quoted(name)}: "
                f"{quoted(fields[row])} is where training had finite numbers"
            )
        return values


def _first_row(file: IO[bytes], origin: str, expected: Expected) -> tuple[str, list[str]]:
    """The delimiter, and the fields of the first row."""
    with decoded(file) as text:
        sample = list(islice(iter(lambda: text.readline(LONGEST_LINE), ""), LOOKED_AT))
    if any("\0" in line for line in sample):
        raise DataError(f"{origin}: this is a binary file, or UTF-16; save it as CSV in UTF-8")
    found = {}
    for delimiter in DELIMITERS:
        try:
            rows = (row for row in csv.reader(sample, delimiter=delimiter) if any(row))
            found[delimiter] = next(rows, None)
        except csv.Error:
            continue
    firsts = {delimiter: row for delimiter, row in found.items() if row}
    if not firsts:
        raise DataError(f"{origin}: this file is empty; it needs the columns' names at least")
    wanted = {*expected.names, expected.target}

    def fits(delimiter: str) -> int:
        row = firsts[delimiter]
        if expected.named:
            return sum(printable(field) in wanted for field in row)
        widths = (len(expected.names), expected.width, expected.width + 1)
        return len(row) if len(row) in widths else -len(row)

    delimiter = max(firsts, key=fits)
    return delimiter, firsts[delimiter]


def _column_names(
    first: Sequence[str], origin: str, expected: Expected
) -> tuple[Sequence[str], bool]:
    """The columns' names, and whether the first row holds them."""
    numbered = [f"{_NUMBERED}{place}" for place in range(1, len(first) + 1)]
    if expected.named:
        names = [printable(field) or other for field, other in zip(first, numbered, strict=True)]
        needed = {*expected.names, expected.target, expected.weights}
        for place, name in enumerate(names):
            if name in needed and names.index(name) < place:
                raise DataError(f"{origin}: two columns are called {quoted(name)}; rename one")
        return names, True
    inputs = len(expected.names)
    of_numbers = [first[i] for i in range(min(inputs, len(first))) if i not in expected.texts]
    header = bool(of_numbers) and not any(is_number(f) or is_missing(f) for f in of_numbers)
    if len(first) <= inputs:
        return expected.names[: len(first)], header
    if not expected.target.startswith(_NUMBERED):
        return [*expected.names, expected.target, *numbered[inputs + 1 :]], header
    # The numbers of the training file tell which column is which.
    others = [*expected.idle, *([expected.weights] if expected.weights else [])]
    if len(first) == expected.width:
        number = {name: int(name.removeprefix(_NUMBERED)) for name in (*expected.names, *others)}
        return sorted(number, key=number.__getitem__), header
    return numbered, header
