"""The tables of what is confused, the hardest rows and calibration, for the formats of text."""

from collections.abc import Iterator, Sequence
from typing import Any

from gdrun.evidence.confusion import Confusion
from gdrun.evidence.judged_rows import JudgedRows
from gdrun.report.exports.exporter import TextTable
from gdrun.report.tables.confusion import (
    COUNTS,
    SHARES,
    bin_columns,
    class_columns,
    count_cells,
    error_line,
    share_cells,
    title_of,
)
from gdrun.report.tables.hardest import hardest_columns, hardest_title
from gdrun.report.tables.layout import Columns
from gdrun.wording import visible


def judged_tables(judged: JudgedRows) -> list[TextTable]:
    """Each with its title, which begins with that of all; a matrix is whole, however large."""
    of = title_of(judged)
    found = list(_of_classes(judged.confusion)) if judged.confusion else []
    if judged.hardest is not None:
        columns = hardest_columns(judged)
        found.append(_table(hardest_title(judged), columns, judged.hardest))
    return [TextTable(visible(f"{of}. {each.title}"), each.heading, each.rows) for each in found]


def _of_classes(confusion: Confusion) -> Iterator[TextTable]:
    names = [_one_line(name) for name in confusion.class_names]
    for title, cells in (
        (COUNTS, count_cells(confusion, std=True)),
        (SHARES, share_cells(confusion, std=True)),
    ):
        rows = [[name, *line] for name, line in zip(names, cells, strict=True)]
        yield TextTable(title, ["true", *names], rows)
    yield _table("Classes", class_columns(), confusion.classes)
    if confusion.calibration:
        yield _table(error_line(confusion.calibration), bin_columns(), confusion.calibration.bins)


def _table(title: str, columns: Columns[Any], rows: Sequence[Any]) -> TextTable:
    cells = [[_one_line(cell(row)) for cell in columns.values()] for row in rows]
    return TextTable(title, list(columns), cells)


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "\\n")
