"""Draws paths of descent over the loss."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdrun.pictures.drawing.style import FAINT, INK, PAPER, Look, cut, key, looks, title
from gdrun.report.tables.numbers import two_digits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gdrun.landscape.descent import Descent, PathOnSurface

_APART = 1 / 60
"""Of the frame: points that are nearer to the last marked one have no mark."""
_MOST_MARKS = 60
_LABELLED = 3
"""Of so many contours one says how high it is."""
_NEAR_EDGE = 0.1
"""Of the frame: a start that is nearer to an edge has its word on the other side."""
_LONG = 500
"""A path of more points is a thin line."""


def draw(value: "Descent", figure: "Figure") -> None:
    """Contours, and each path with a mark at each step until they would be too dense."""
    title(figure, value.title, value.notes)
    axes = figure.subplots()
    if len(value.levels):
        heights = np.where(np.isfinite(value.losses), value.losses, np.nan)
        contours = axes.contour(
            value.across, value.up, heights - value.lowest, value.levels - value.lowest,
            colors=FAINT, linewidths=0.7, alpha=0.7,
        )  # fmt: skip
        labels = axes.clabel(
            contours, (value.levels - value.lowest)[::_LABELLED], fontsize=6, inline_spacing=2,
            fmt=lambda above: two_digits(above + value.lowest),
        )  # fmt: skip
        for label in labels:
            # Letters as pale as their lines would be hard to read.
            label.set_alpha(1)
    # Short paths lie on long ones.
    order = sorted(range(len(value.paths)), key=lambda place: -_extent(value.paths[place]))
    for place, look in enumerate(looks(len(value.paths))):
        _draw_path(value, value.paths[place], look, axes, 3 + order.index(place))
    _draw_starts(value, axes)
    if not value.lowest_on_edge:
        axes.plot(
            *value.lowest_at, "+", color=INK, markersize=11, markeredgewidth=1.8, zorder=20,
            label=f"lowest here: J {value.lowest:.2g}",
        )  # fmt: skip
    axes.set_xlim(value.across[0], value.across[-1])
    axes.set_ylim(value.up[0], value.up[-1])
    if value.frame.equal:
        axes.set_aspect("equal")
    axes.set_xlabel(value.names[0])
    axes.set_ylabel(value.names[1])
    key(figure, axes.get_legend_handles_labels()[0], value.notes)


def _draw_path(
    value: "Descent", path: "PathOnSurface", look: Look, axes: "Axes", zorder: float
) -> None:
    share = f" ({path.share:.0%} in the plane)" if value.in_plane else ""
    on_edge = path.leaves_at is not None and len(path.points) > 1
    # The edge is no step.
    marked = _marked(path.points[:-1] if on_edge else path.points, value)
    axes.plot(
        *path.points.T, color=look.colour, linestyle=look.dashes, marker=look.mark,
        linewidth=1.5 if len(path.points) <= _LONG else 0.6, markersize=4.2,
        markevery=marked, markeredgecolor=PAPER, markeredgewidth=0.4, zorder=zorder,
        label=f"{cut(path.name)}: {path.came_to}{share}",
    )  # fmt: skip
    if on_edge:
        before, edge = path.points[-2:]
        axes.annotate(
            "", xy=tuple(edge), xytext=tuple(before + 0.8 * (edge - before)), zorder=zorder + 0.5,
            arrowprops={"arrowstyle": "-|>", "color": look.colour, "linewidth": 1.5,
                        "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14},
        )  # fmt: skip
    elif path.ends_inside:
        axes.plot(
            *path.end, look.mark, color=look.colour, markersize=7.5, markeredgecolor=PAPER,
            markeredgewidth=0.8, zorder=12,
        )  # fmt: skip


def _draw_starts(value: "Descent", axes: "Axes") -> None:
    """The word beside each: away from the lowest place, but not on the edge of the frame."""
    starts = {tuple(path.points[0]) for path in value.paths if len(path.points)}
    size = value.frame.high - value.frame.low
    for start in sorted(starts):
        away = (np.array(start) - value.lowest_at) / size
        away /= max(float(np.linalg.norm(away)), 1e-9)
        place = (np.array(start) - value.frame.low) / size
        away = np.where(place < _NEAR_EDGE, 1, np.where(place > 1 - _NEAR_EDGE, -1, away))
        axes.annotate(
            "start", start, xytext=tuple(away * (20, 14)), textcoords="offset points", ha="center",
            va="center", fontsize="small", zorder=11,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.8},
        )  # fmt: skip


def _extent(path: "PathOnSurface") -> float:
    return float(np.ptp(path.points, axis=0).max()) if len(path.points) else 0.0


def _marked(points: NDArray[np.float64], value: "Descent") -> list[int]:
    """Which points have a mark: the first that are not too near to the one before."""
    size = value.frame.high - value.frame.low
    marked: list[int] = []
    for place, point in enumerate(points / size):
        if not marked or np.linalg.norm(point - points[marked[-1]] / size) > _APART:
            marked.append(place)
        if len(marked) == _MOST_MARKS:
            break
    return marked
