"""The columns of a CSV or TSV file, field by field: text, missing values, and what is wrong."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.delimited.layout import Layout, decoded, is_missing, number, read_rows
from gdrun.wording import quoted, several

ROWS_AT_ONCE = 4096
DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?\s*")

Block = tuple[NDArray[np.int64], list[tuple[str, ...]]]
"""The line of each row, and for each column its fields."""


@dataclass
class Column:
    """What a column holds, gathered while the file is read."""

    name: str
    numbers: int = 0
    texts: int = 0
    first_text: tuple[int, str] = (0, "")
    """Its line and the text itself."""
    first_missing: int = 0
    """Its line; 0 is nowhere."""
    codes: dict[str, int] = field(default_factory=dict)
    """Each text that was met, and the number that stands for it."""

    @property
    def is_text(self) -> bool:
        """Whether the numbers in it, if any, are names too."""
        return self.texts > self.numbers

    def see(self, fields: Sequence[str], lines: NDArray[np.int64], origin: str) -> None:
        """Counts the fields; infinity is refused at once, as no column can use it."""
        values, texts = parsed(fields)
        for row in np.flatnonzero(np.isinf(values)).tolist():
            raise DataError(
                f"{origin}: line {lines[row]:,}, column {quoted(self.name)}: "
                f"{quoted(fields[row])} is not finite; fill in or leave out what is infinite"
            )
        missing = np.flatnonzero(np.isnan(values) & ~texts)
        if len(missing) and not self.first_missing:
            self.first_missing = int(lines[missing[0]])
        if texts.any() and not self.texts:
            first = int(texts.argmax())
            self.first_text = int(lines[first]), fields[first]
        self.texts += int(texts.sum())
        self.numbers += len(fields) - int(texts.sum()) - len(missing)

    def values(self, fields: Sequence[str]) -> NDArray[np.float64]:
        """Numbers, or the codes of texts; NaN where a value is missing."""
        if not self.is_text:
            return parsed(fields)[0]
        codes = self.codes
        return np.array(
            [
                np.nan if is_missing(text) else codes.setdefault(text.strip(), len(codes))
                for text in fields
            ],
            np.float64,
        )

    def check(self, origin: str) -> None:
        """Refuses text among numbers."""
        line, text = self.first_text
        comma, thousands = DECIMAL_COMMA.fullmatch(text), THOUSANDS.fullmatch(text)
        if not self.texts or (self.is_text and not comma and not thousands):
            return
        if thousands and comma:
            advice = "write decimals with a point, and no comma between thousands"
        elif thousands:
            advice = "write no comma between thousands"
        elif comma:
            advice = "write decimals with a point"
        else:
            advice = "correct it, or leave it empty and set `data.missing`"
        raise DataError(
            f"{origin}: line {line:,}, column {quoted(self.name)}: "
            f"the text {quoted(text)} is where numbers must be; {advice}"
        )


@dataclass(frozen=True)
class Fields:
    """All of a file's values."""

    values: NDArray[np.float64]
    """Shape (rows, columns): numbers, or the codes of texts; NaN where a value is missing."""
    lines: NDArray[np.int64]
    """Shape (rows,): the line in the file where each row starts."""
    columns: tuple[Column, ...]


def read_fields(file: IO[bytes], layout: Layout, places: Sequence[int], origin: str) -> Fields:
    """Reads some columns of an open file twice: to see what each holds, and to keep it.

    Raises:
        DataError: If rows have different lengths, numbers are not finite, or a column of numbers
            holds text.
        UnicodeDecodeError: If the file is not UTF-8.
    """
    columns = tuple(Column(layout.names[place]) for place in places)
    rows = 0
    with decoded(file) as text:
        for lines, fields in _blocks(text, layout, places, origin):
            for column, of_column in zip(columns, fields, strict=True):
                column.see(of_column, lines, origin)
            rows += len(lines)
    for column in columns:
        column.check(origin)
    values, all_lines = np.empty((rows, len(columns))), np.empty(rows, np.int64)
    start = 0
    with decoded(file) as text:
        for lines, fields in _blocks(text, layout, places, origin):
            block = slice(start, start + len(lines))
            all_lines[block] = lines
            for place, (column, of_column) in enumerate(zip(columns, fields, strict=True)):
                values[block, place] = column.values(of_column)
            start = block.stop
    return Fields(values, all_lines, columns)


def _blocks(
    text: Iterable[str], layout: Layout, places: Sequence[int], origin: str
) -> Iterator[Block]:
    rows = read_rows(text, layout.delimiter, origin)
    if layout.header:
        next(rows)
    while block := list(islice(rows, ROWS_AT_ONCE)):
        for line, fields in block:
            if len(fields) != len(layout.names):
                found = several(len(fields), "field")
                raise DataError(
                    f"{origin}: line {line:,} has {found}, but the first line has "
                    f"{len(layout.names):,}; fields that hold a delimiter need quotes"
                )
        columns = [tuple(fields[place] for _, fields in block) for place in places]
        yield np.array([line for line, _ in block]), columns


def parsed(fields: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """The numbers, NaN where there is none; and whether there is a text instead."""
    if "_" not in "".join(fields):
        try:
            return np.array(list(map(float, fields))), np.zeros(len(fields), np.bool_)
        except ValueError:
            pass
    values, texts = np.full(len(fields), np.nan), np.zeros(len(fields), np.bool_)
    for row, text in enumerate(fields):
        try:
            values[row] = number(text)
        except ValueError:
            texts[row] = not is_missing(text)
    return values, texts
