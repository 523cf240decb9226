"""Draws how far variants are from the best of the others."""

from typing import TYPE_CHECKING, Any

from gdrun.evidence.pictures.differences import Differences
from gdrun.pictures.drawing.style import COLOURS, INK, PAPER, key, quiet, rows_of, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_OPEN, _BEHIND = COLOURS[:2]


def draw(value: Differences, figure: "Figure") -> None:
    """A row for each variant, the first in order on top, and a line at no difference."""
    axes = rows_of(figure, [each.name for each in value.rows], value.named_by)
    title(figure, value.title, value.notes)
    quiet(axes)
    axes.axvline(0, color=INK, linewidth=1.2)
    for row, each in enumerate(value.rows):
        style = _style(each.behind)
        if each.interval:
            axes.hlines(row, *each.interval, color=style["color"], linewidth=2.2)
        if each.estimate is not None:
            axes.plot(each.estimate, row, linestyle="", **style)
        else:
            axes.annotate(
                "diverged", (0, row), xytext=(4, 0), textcoords="offset points", va="center",
                fontsize="x-small",
            )  # fmt: skip
    better = "right" if value.largest_is_best else "left"
    axes.set_xlabel(f"difference ({better} is better)")
    key(
        figure,
        [_handle(behind) for behind in sorted({row.behind for row in value.rows})],
        value.notes,
    )


def _handle(behind: bool) -> "Line2D":
    from matplotlib.lines import Line2D

    label = "not the best" if behind else "may be the best"
    return Line2D([], [], linewidth=2.2, label=label, **_style(behind))


def _style(behind: bool) -> Any:
    colour = _BEHIND if behind else _OPEN
    face = colour if behind else PAPER
    return {
        "color": colour,
        "marker": "v" if behind else "o",
        "markersize": 5.5,
        "markerfacecolor": face,
    }
