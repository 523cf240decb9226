"""Draws how far variants are from the best of the others."""

from typing import TYPE_CHECKING, Any

from gdrun.evidence.pictures.differences import Difference, Differences
from gdrun.pictures.drawing.style import COLOURS, INK, PAPER, key, quiet, rows_of, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_OPEN, _BEHIND = COLOURS[:2]
_ROOM = 0.05
"""On both sides of what the frame is for, of its width."""
_EDGE = 0.12
"""The same on a side where numbers of what is beyond it stand."""


def draw(value: Differences, figure: "Figure") -> None:
    """A row for each variant, the first in order on top, and a line at no difference."""
    axes = rows_of(figure, list(map(_named, value.rows)), value.named_by)
    title(figure, value.title, value.notes)
    quiet(axes)
    axes.axvline(0, color=INK, linewidth=1.2)
    low, high = _frame(value)
    axes.set_xlim(*_with_room(value, low, high))
    for row, each in enumerate(value.rows):
        _draw_row(row, each, axes, beyond=_is_beyond(each, low, high))
    better = "right" if value.largest_is_best else "left"
    axes.set_xlabel(f"difference ({better} is better)")
    key(
        figure,
        [_handle(behind) for behind in sorted({row.behind for row in value.rows})],
        value.notes,
    )


def _frame(value: Differences) -> tuple[float, float]:
    """What the frame is for, with the intervals of all that is in it."""
    low, high = value.span or (0.0, 0.0)
    told = [each for each in value.rows if each.estimate is not None]
    while True:
        inside = [each for each in told if not _is_beyond(each, low, high)]
        ends = [end for each in inside for end in each.interval or ()]
        wider = min([low, *ends]), max([high, *ends])
        if wider == (low, high):
            return low, high
        low, high = wider


def _is_beyond(each: Difference, low: float, high: float) -> bool:
    return each.estimate is not None and not low <= each.estimate <= high


def _with_room(value: Differences, low: float, high: float) -> tuple[float, float]:
    size = high - low or 1.0
    beyond = any(_is_beyond(each, low, high) for each in value.rows)
    bad = _EDGE if beyond else _ROOM
    left, right = (bad, _ROOM) if value.largest_is_best else (_ROOM, bad)
    return low - left * size, high + right * size


def _draw_row(row: int, each: Difference, axes: "Axes", *, beyond: bool) -> None:
    """Its difference and interval; beyond the frame an arrow, and the number beside it."""
    style = _style(each.behind)
    if each.estimate is None:
        _write(_why_none(each), 0, row, 1, axes)
    elif not beyond:
        if each.interval:
            axes.hlines(row, *each.interval, color=style["color"], linewidth=2.2)
        axes.plot(each.estimate, row, linestyle="", **style)
    else:
        left, right = axes.get_xlim()
        edge, arrow, side = (left, "<", 1) if each.estimate < 0 else (right, ">", -1)
        axes.plot(edge, row, arrow, color=style["color"], markersize=7, clip_on=False, gid="beyond")
        _write(f"{each.estimate:.2g}".replace("-", "−"), edge, row, 2 * side, axes)


def _named(each: Difference) -> str:
    count = 0 if each.diverged is None or each.is_lost else each.diverged.count
    return f"{each.name} ({count} diverged)" if count else each.name


def _why_none(each: Difference) -> str:
    if not each.is_lost:
        return "not known"
    return "diverged" if each.behind else "diverged; too few seeds to decide"


def _write(text: str, at: float, row: int, letters: int, axes: "Axes") -> None:
    """So many letters to the right, or to the left, of a place."""
    axes.annotate(
        text, (at, row), xytext=(4 * letters, 0), textcoords="offset points", va="center",
        ha="left" if letters > 0 else "right", fontsize="x-small",
    )  # fmt: skip


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
