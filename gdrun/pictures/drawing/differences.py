"""Draws how far variants are from the best of the others."""

from typing import TYPE_CHECKING

from gdrun.evidence.pictures.differences import Differences
from gdrun.pictures.drawing.style import COLOURS, INK, quiet, rows_of, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_OPEN, _BEHIND = COLOURS[:2]


def draw(value: Differences, figure: "Figure") -> None:
    """A row for each variant, the first in order on top, and a line at no difference."""
    axes = rows_of(figure, [each.name for each in value.rows], value.named_by)
    title(figure, value.title, value.notes)
    quiet(axes)
    axes.axvline(0, color=INK, linewidth=1.2)
    for row, each in enumerate(value.rows):
        colour = _BEHIND if each.behind else _OPEN
        if each.interval:
            axes.hlines(row, *each.interval, color=colour, linewidth=2.2)
        if each.estimate is not None:
            axes.plot(
                each.estimate, row, "v" if each.behind else "o", color=colour, markersize=5.5,
                markerfacecolor=colour if each.behind else "white",
            )  # fmt: skip
        else:
            axes.annotate(
                "diverged", (0, row), xytext=(4, 0), textcoords="offset points", va="center",
                fontsize="x-small",
            )  # fmt: skip
    for mark, label, colour, face in (
        ("o", "may be the best", _OPEN, "white"),
        ("v", "not the best", _BEHIND, _BEHIND),
    ):
        axes.plot([], [], mark, color=colour, markerfacecolor=face, label=label)
    better = "right" if value.largest_is_best else "left"
    axes.set_xlabel(f"difference in {value.metric.replace('.', ' ')} ({better} is better)")
    figure.legend(loc="outside lower right", ncols=2, frameon=False, fontsize="small")
