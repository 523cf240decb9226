"""The layout of a CSV or TSV file, found from its first lines: delimiter, header, names."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import IO

from gdrun.errors import DataError
from gdrun.wording import printable, quoted

LOOKED_AT = 30
"""Lines from which the layout is told."""
LOOKED_AT_BYTES = 2**12
"""A binary file shows itself within these."""
LONGEST_LINE = 2**24
DELIMITERS = "\t;,"
"""In the order of preference among those that fit equally well: commas also mark decimals."""
MISSING = frozenset({"", "?", "na", "n/a", "#n/a", "<na>", "nan", "null"})
"""What stands for a missing value, in lower case."""


@dataclass(frozen=True)
class Layout:
    """How a file's lines are to be read."""

    delimiter: str
    names: tuple[str, ...]
    """One for each column: the header's, or ``column 1`` and so on."""
    header: bool
    header_lines: int
    """Lines to skip before the first row of values."""
    rows: tuple[tuple[str, ...], ...]
    """The first rows of values."""

    def of(self, places: Sequence[int]) -> "Layout":
        """The layout of some of the columns."""
        names = tuple(self.names[place] for place in places)
        whole = (row for row in self.rows if len(row) == len(self.names))
        rows = tuple(tuple(row[place] for place in places) for row in whole)
        return replace(self, names=names, rows=rows)

    def looks_whole(self, column: int) -> bool:
        """Whether the first rows write the column's numbers without a decimal point."""
        return all(_is_whole(row[column]) for row in self.rows if len(row) > column)


@contextmanager
def decoded(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    """The file as text from its start, line ends as they are, without a byte order mark."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield text
    finally:
        # The file stays open for the next reading.
        text.detach()


def read_rows(lines: Iterable[str], delimiter: str, origin: str) -> Iterator[tuple[int, list[str]]]:
    """Pairs of a row's first line, counted from 1, and its fields; blank lines are left out.

    Raises:
        DataError: If the quotes are wrong, or a field is longer than any real one.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{origin}: line {line:,} cannot be split into fields ({error}); "
            "look for a quotation mark that is not closed, or not doubled inside quotes"
        ) from None


def find_layout(file: IO[bytes], header: bool | None, origin: str) -> Layout:
    """The layout of an open file; ``header`` None is to be told from its first rows.

    Raises:
        DataError: If it is empty, binary, or has only a header or one column, or if nobody can
            tell whether it has a header.
        UnicodeDecodeError: If it is not UTF-8.
    """
    lines = _first_lines(file, origin)
    if not any(line.strip() for line in lines):
        raise DataError(f"{origin}: this file is empty")
    delimiter = max(DELIMITERS, key=lambda each: _agreement(lines, each))
    (first_line, first), *others = _complete_rows(lines, delimiter, origin)
    rows = [row for _, row in others]
    if header is None:
        header = _has_header(first, rows, origin)
    if not header:
        rows, header_lines = [first, *rows], first_line - 1
    elif others:
        header_lines = others[0][0] - 1
    else:
        raise DataError(f"{origin}: there are no rows below the header")
    if len(first) == 1:
        raise DataError(
            f"{origin}: there is only one column, but inputs and a target are needed; "
            "columns are separated by commas, semicolons or tabs"
        )
    names = _header_names(first, origin) if header else _numbered(len(first))
    return Layout(delimiter, names, header, header_lines, tuple(map(tuple, rows)))


def is_missing(text: str) -> bool:
    """Whether a field stands for a missing value."""
    return text.strip().lower() in MISSING


def number(text: str) -> float:
    """The number in a field, be it finite or not.

    Raises:
        ValueError: If there is none; one with underscores, which Python would read, is text.
    """
    if "_" in text:
        raise ValueError(text)
    return float(text)


def is_number(text: str) -> bool:
    """Whether a field holds a number, be it finite or not."""
    try:
        number(text)
    except ValueError:
        return False
    return True


def _first_lines(file: IO[bytes], origin: str) -> list[str]:
    start = file.read(LOOKED_AT_BYTES)
    if start.startswith(b"PK\x03\x04"):
        raise DataError(f"{origin}: this is a ZIP or spreadsheet file; save the sheet as CSV")
    if b"\0" in start:
        raise DataError(f"{origin}: this is a binary file, or UTF-16; save it as CSV in UTF-8")
    lines: list[str] = []
    with decoded(file) as text:
        while len(lines) < LOOKED_AT and (line := text.readline(LONGEST_LINE)):
            lines.append(line)
    return lines


def _agreement(lines: list[str], delimiter: str) -> float:
    """The share of lines that have as many fields, more than one, as most of them have."""
    try:
        counts = Counter(map(len, csv.reader(lines, delimiter=delimiter)))
    except csv.Error:
        return 0.0
    several = [times for fields, times in counts.items() if fields > 1]
    return max(several, default=0) / counts.total()


def _complete_rows(lines: list[str], delimiter: str, origin: str) -> list[tuple[int, list[str]]]:
    """The rows in the first lines, without a last one whose quotes close further down."""
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(read_rows(lines, delimiter, origin))
    except DataError:
        if len(lines) < LOOKED_AT or len(rows) < 2:
            raise
    return rows


def _has_header(first: list[str], rows: list[list[str]], origin: str) -> bool:
    """A header holds no numbers, or has a text above a number; decimals are values."""
    numbers = [is_number(field) for field in first]
    if not any(numbers):
        if _recurs(first, rows):
            raise DataError(_undecided(origin))
        return True
    if all(number or is_missing(field) for field, number in zip(first, numbers, strict=True)):
        return False
    below = rows[0] if rows else []
    for field, value in zip(first, below, strict=False):
        if is_number(value) and not is_number(field) and not is_missing(field):
            return True
    if any(number and not _is_whole(field) for field, number in zip(first, numbers, strict=True)):
        return False
    raise DataError(_undecided(origin))


def _recurs(first: list[str], rows: list[list[str]]) -> bool:
    """Whether ``first`` looks like one more row of text alone.

    Most of its texts come again in their own columns, which names of columns hardly do; a few
    may be rare ones, that do not come again so soon.
    """
    columns = list(zip_longest(*rows, fillvalue=""))
    if any(is_number(field) for column in columns for field in column):
        return False
    found = sum(field in column for field, column in zip(first, columns, strict=False))
    return 2 * found > len(first)


def _undecided(origin: str) -> str:
    return (
        f"{origin}: nobody can tell whether the first line is a header; "
        "set `data.header: true` or `data.header: false`"
    )


def _header_names(fields: list[str], origin: str) -> tuple[str, ...]:
    names = tuple(
        printable(field) or numbered
        for field, numbered in zip(fields, _numbered(len(fields)), strict=True)
    )
    for place, name in enumerate(names):
        if (before := names.index(name)) < place:
            raise DataError(
                f"{origin}: columns {before + 1} and {place + 1} are both called {quoted(name)}; "
                "rename one, or set `data.header: false` if the first line is no header"
            )
    return names


def _numbered(columns: int) -> tuple[str, ...]:
    return tuple(f"column {column}" for column in range(1, columns + 1))


def _is_whole(field: str) -> bool:
    return is_missing(field) or field.strip().lstrip("+-").isdecimal()
