"""Markdown: tables as GitHub's dialect has them."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome
    from gdrun.report.tables.text_table import TextTable

_SIGNS = {sign: f"\\{sign}" for sign in "\\`*[]~|$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
# Inside a word an underscore is only that.
_EMPHASIS = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BEGINS = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+#=]))")


def write(outcome: "Outcome") -> str:
    """A training's metrics, or a sweep's variants."""
    from gdrun.report.exports.outcome_tables import outcome_tables

    return write_tables(outcome_tables(outcome))


def write_tables(tables: "Sequence[TextTable]") -> str:
    """Each with its title in a line above it, and its notes in a list below."""
    return "\n".join(map(_table, tables))


def _table(table: "TextTable") -> str:
    places = range(len(table.heading))
    lines = [_line(table.title), ""] if table.title else []
    lines += [
        _row(map(_escaped, table.heading)),
        _row("---" if place in table.left else "---:" for place in places),
        *(_row(map(_escaped, row)) for row in table.rows),
    ]
    if table.notes:
        lines += ["", *(f"- {_line(note)}" for note in table.notes)]
    return "".join(f"{line}\n" for line in lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    """``text`` that begins no heading and no list, either."""
    return _BEGINS.sub(r"\1\\", _escaped(text))


def _escaped(text: str) -> str:
    """``text`` as Markdown shows it."""
    return "".join(_SIGNS.get(sign, sign) for sign in _EMPHASIS.sub("\0", text)).replace(
        "\0", "\\_"
    )


EXPORTER = Exporter("markdown", (".md", ".markdown"), "tables", write, write_tables=write_tables)
