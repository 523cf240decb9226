"""Markdown: a table of mean ± std."""

from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> str:
    """A row for each metric of a training, or for each variant of a sweep."""
    from gdrun.report.exports.summary_table import summary_table

    heading, rows = summary_table(outcome)
    lines = [heading, ["---", *("---:" for _ in heading[1:])], *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


EXPORTER = Exporter("markdown", (".md", ".markdown"), "a table", write)
