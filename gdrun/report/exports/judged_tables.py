"""The tables of what is confused, the hardest rows and calibration, for the formats of text."""

from collections.abc import Iterator
from dataclasses import replace

from gdrun.evidence.confusion import Confusion
from gdrun.evidence.judged_rows import JudgedRows
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
from gdrun.report.tables.hardest import hardest_columns, hardest_title, texts_of_hardest
from gdrun.report.tables.text_table import TextTable, one_line, text_table


def judged_tables(judged: JudgedRows) -> list[TextTable]:
    """Each with its title, which begins with that of all; a matrix is whole, however large."""
    of = one_line(title_of(judged))
    found = list(_of_classes(judged.confusion)) if judged.confusion else []
    if judged.hardest is not None:
        columns, left = hardest_columns(judged), texts_of_hardest(judged)
        found.append(text_table(hardest_title(judged), judged.hardest, columns, left=left))
    return [replace(each, title=f"{of}. {each.title}") for each in found]


def _of_classes(confusion: Confusion) -> Iterator[TextTable]:
    names = [one_line(name) for name in confusion.class_names]
    for title, cells in (
        (COUNTS, count_cells(confusion, std=True)),
        (SHARES, share_cells(confusion, std=True)),
    ):
        rows = [[name, *line] for name, line in zip(names, cells, strict=True)]
        yield TextTable(title, ["true", *names], rows)
    yield text_table("Classes", confusion.classes, class_columns(), left=("class",))
    if confusion.calibration:
        bins = confusion.calibration.bins
        yield text_table(
            error_line(confusion.calibration), bins, bin_columns(), left=("confidence",)
        )
