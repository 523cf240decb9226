"""Tables as plain HTML for a notebook, whose own colours they have."""

from collections.abc import Sequence
from html import escape

from gdrun.report.tables.text_table import TextTable


def tables_as_html(tables: Sequence[TextTable]) -> str:
    """Each with its title above and its notes below; all text is escaped."""
    return "\n".join(map(_table, tables))


def _table(table: TextTable) -> str:
    aligned = ["left" if place in table.left else "right" for place, _ in enumerate(table.heading)]
    lines = ["<table>"]
    if table.title:
        lines.append(
            f'<caption style="text-align:left; white-space:nowrap">{escape(table.title)}</caption>'
        )
    lines += [f"<thead>{_row('th', aligned, table.heading)}</thead>", "<tbody>"]
    lines += [_row("td", aligned, row) for row in table.rows]
    lines += ["</tbody>", "</table>"]
    if table.notes:
        lines.append(f"<p><small>{'<br>'.join(map(escape, table.notes))}</small></p>")
    return "\n".join(lines)


def _row(tag: str, aligned: Sequence[str], cells: Sequence[str]) -> str:
    told = (
        f'<{tag} style="text-align:{where}">{escape(cell)}</{tag}>'
        for where, cell in zip(aligned, cells, strict=True)
    )
    return f"<tr>{''.join(told)}</tr>"
