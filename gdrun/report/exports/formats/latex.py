"""LaTeX: a table of mean ± std, as ``tabular`` with the rules of ``booktabs``."""

from typing import TYPE_CHECKING

from gdrun.report.exports.exporter import Exporter

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
}


def write(outcome: "Outcome") -> str:
    """A row for each metric of a training, or for each variant of a sweep."""
    from gdrun.report.exports.summary_table import summary_table

    heading, rows = summary_table(outcome)
    lines = [f"\\begin{{tabular}}{{l{'r' * (len(heading) - 1)}}}", "\\toprule"]
    lines += [" & ".join(map(_escaped, heading)) + " \\\\", "\\midrule"]
    lines += [" & ".join(map(_escaped, row)) + " \\\\" for row in rows]
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"]) + "\n"


def _escaped(text: str) -> str:
    """``text`` as LaTeX shows it; sign by sign, as what stands for one has others in it."""
    return "".join(_SIGNS.get(sign, sign) for sign in text)


EXPORTER = Exporter("latex", (".tex",), "a table", write)
