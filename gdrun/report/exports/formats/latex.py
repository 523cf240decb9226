"""LaTeX: tables as ``tabular`` with the rules of ``booktabs``."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome
    from gdrun.report.tables.text_table import TextTable

_SIGNS = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "`": "\\textasciigrave{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    # At the start of a row these would be taken for an option of what ends the row above it.
    "[": "{[}",
    "*": "{*}",
    "±": "$\\pm$",
    "×": "$\\times$",
    "≈": "$\\approx$",
    "→": "$\\to$",
    "−": "$-$",
    "ε": "$\\varepsilon$",
    "²": "$^2$",
    "µ": "$\\mu$",
    "•": "\\textbullet{}",
    "–": "\\textendash{}",
    "…": "\\dots{}",
}
_MINUS = re.compile(r"(?<![\w.)-])-(?=[\d.\s=]|$)")


def write(outcome: "Outcome") -> str:
    """A training's metrics, or a sweep's variants."""
    from gdrun.report.exports.outcome_tables import outcome_tables

    return write_tables(outcome_tables(outcome))


def write_tables(tables: "Sequence[TextTable]") -> str:
    """Each with its title above and its notes below in comments, for the caption."""
    return "\n".join(map(_tabular, tables))


def _tabular(table: "TextTable") -> str:
    places = range(len(table.heading))
    lines = [f"% {_escaped(table.title)}"] if table.title else []
    lines += [
        f"\\begin{{tabular}}{{{''.join('rl'[place in table.left] for place in places)}}}",
        "\\toprule",
        _row(table.heading),
        "\\midrule",
        *map(_row, table.rows),
        "\\bottomrule",
        "\\end{tabular}",
        *(f"% {_escaped(note)}" for note in table.notes),
    ]
    return "".join(f"{line}\n" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(_escaped, cells)) + " \\\\"


def _escaped(text: str) -> str:
    """``text`` as LaTeX shows it; sign by sign, as what stands for one has others in it."""
    # Before a number, or alone as a mark, it is a minus; of two hyphens a dash would be made.
    text = _MINUS.sub("−", text)
    return "".join(_SIGNS.get(sign, sign) for sign in text).replace("-" * 2, "-{}-")


EXPORTER = Exporter("latex", (".tex",), "tables", write, write_tables=write_tables)
