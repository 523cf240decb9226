"""Markdown: a table of mean ± std."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter, TextTable

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> str:
    """A row for each metric of a training, or for each variant of a sweep."""
    from gdrun.report.exports.summary_table import summary_table

    return _table(*summary_table(outcome))


def write_tables(tables: Sequence[TextTable]) -> str:
    """Each with its title in a line above it."""
    told = []
    for table in tables:
        title = table.title.replace("\n", " ")
        told.append(f"{title}\n\n{_table(table.heading, table.rows)}")
    return "\n".join(told)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---", *("---:" for _ in heading[1:])], *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


EXPORTER = Exporter("markdown", (".md", ".markdown"), "a table", write, write_tables=write_tables)
