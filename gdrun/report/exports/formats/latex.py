"""LaTeX: a table of mean ± std, as ``tabular`` with the rules of ``booktabs``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter, TextTable

if TYPE_CHECKING:
    from gdrun.records import Outcome

_SIGNS = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "±": "$\\pm$",
    "–": "--",
    "…": "\\dots{}",
}


def write(outcome: "Outcome") -> str:
    """A row for each metric of a training, or for each variant of a sweep."""
    from gdrun.report.exports.summary_table import summary_table

    return _tabular(*summary_table(outcome))


def write_tables(tables: Sequence[TextTable]) -> str:
    """Each with its title in a comment above it, for the caption."""
    told = []
    for table in tables:
        title = table.title.replace("\n", " ")
        told.append(f"% {title}\n{_tabular(table.heading, table.rows)}")
    return "\n".join(told)


def _tabular(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"\\begin{{tabular}}{{l{'r' * (len(heading) - 1)}}}", "\\toprule"]
    lines += [" & ".join(map(_escaped, heading)) + " \\\\", "\\midrule"]
    lines += [" & ".join(map(_escaped, row)) + " \\\\" for row in rows]
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"]) + "\n"


def _escaped(text: str) -> str:
    """``text`` as LaTeX shows it; sign by sign, as what stands for one has others in it."""
    return "".join(_SIGNS.get(sign, sign) for sign in text)


EXPORTER = Exporter("latex", (".tex",), "a table", write, write_tables=write_tables)
