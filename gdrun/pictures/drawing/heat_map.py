"""Draws a metric over two numbers."""

import math
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.evidence.pictures.scales import Scale
from gdrun.evidence.pictures.sensitivity import Cell, HeatMap
from gdrun.pictures.drawing.scales import in_words, scale_ticks, scaled_colours
from gdrun.pictures.drawing.style import FAINT, INK, MAP, PAPER, key, letters_on, title
from gdrun.report.tables.numbers import in_digits_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

_LEVELS = 48
"""Colours: with fewer shapes a vector file is smaller, and nobody sees more."""
_STEP_BEYOND = 0.25
"""How much of the map lies between what is beyond the scale and what is on it."""
_LETTERED = 9
"""Cells one beside the other, or above, of which each has room for its number."""
_MOST_LABELS = 12
_LETTERS_ACROSS = 10
"""Of labels side by side, in an inch of the figure."""
_MOST_TICKS = 6
"""Of the colour bar."""
_BAR = 0.14
"""Height of the share that diverged, of a cell's."""
_HATCH = "////"

Place = tuple[int, int]
"""Of a cell: its column and its row."""


def draw_heat_map(value: HeatMap, figure: "Figure") -> None:
    """A cell for each two values, with its mean."""
    from matplotlib.patches import Rectangle

    title(figure, value.title, value.notes)
    axes = figure.subplots()
    axes.spines[:].set_visible(False)
    xs, ys = value.across.values, value.up.values
    places = {(xs.index(cell.across), ys.index(cell.up)): cell for cell in value.cells}
    means = np.full((len(ys), len(xs)), np.nan)
    for (i, j), cell in places.items():
        if cell.point.summary:
            means[j, i] = cell.point.summary.mean
    low, high = value.span or (0.0, 1.0)
    told = means[np.isfinite(means)]
    beyond = (bool((told < low).any()), bool((told > high).any()))
    lettered = max(len(xs), len(ys)) <= _LETTERED
    mesh = axes.pcolormesh(
        np.arange(len(xs) + 1) - 0.5, np.arange(len(ys) + 1) - 0.5, np.ma.masked_invalid(means),
        cmap=_colours(beyond, largest_is_best=value.largest_is_best),
        norm=scaled_colours(value.scale, low, high), edgecolors=PAPER,
        linewidth=1.0 if lettered else 0.3,
    )  # fmt: skip
    letters = letters_on(np.asarray(mesh.cmap(mesh.norm(means))))
    for (i, j), cell in places.items():
        share = cell.point.diverged.share if cell.point.diverged else 0.0
        if share:
            whole = cell.point.summary is None
            axes.add_patch(
                Rectangle(
                    (i - 0.47, j - 0.47), 0.94 if whole else 0.94 * share, 0.94 if whole else _BAR,
                    facecolor=PAPER, edgecolor=FAINT, hatch=_HATCH, linewidth=0 if whole else 0.6,
                )
            )  # fmt: skip
        if cell.point.summary and lettered:
            axes.text(
                i, j, _written(cell, value), ha="center", va="center", fontsize=7.5,
                color=letters[j, i], fontweight="bold" if cell.in_set else "normal",
            )  # fmt: skip
        if cell.best and cell.point.summary:
            up = 0.28 if lettered else 0.0
            axes.plot(i, j + up, **_STAR)
    _outline(axes, {place for place, cell in places.items() if cell.in_set})
    _label(axes.xaxis, xs, figure.get_figwidth() * _LETTERS_ACROSS)
    _label(axes.yaxis, ys, math.inf)
    axes.tick_params(length=0)
    axes.set_xlabel(value.across.name)
    axes.set_ylabel(value.up.name)
    bar = figure.colorbar(
        mesh, label=value.metric.replace(".", " "), pad=0.02, aspect=28,
        extend={(True, False): "min", (False, True): "max"}.get(beyond, "neither"),
    )  # fmt: skip
    bar.outline.set_visible(False)
    scale_ticks(bar.ax.yaxis, value.scale, low, high, _MOST_TICKS)
    key(figure, _handles(value), value.notes)


_STAR: Any = {
    "marker": "*", "linestyle": "", "markersize": 12, "color": PAPER, "markeredgecolor": INK,
    "markeredgewidth": 0.9, "zorder": 5,
}  # fmt: skip


def _colours(beyond: tuple[bool, bool], *, largest_is_best: bool) -> "Colormap":
    """From bad to good. The outermost colour is for what is beyond: a step away from all others."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    whole = colormaps[MAP if largest_is_best else f"{MAP}_r"]
    first, last = (_STEP_BEYOND if beyond[0] else 0.0), (1 - _STEP_BEYOND if beyond[1] else 1.0)
    found = ListedColormap(whole(np.linspace(first, last, _LEVELS)))
    found.set_extremes(under=whole(0.0), over=whole(1.0))
    return found


def _label(axis: "Axis", values: tuple[float, ...], room: float) -> None:
    """Of many values every so many; askew if there is no room for all of their letters."""
    step = -(-len(values) // _MOST_LABELS)
    places = range(0, len(values), step)
    labels = [in_words(float(f"{values[place]:.3g}")) for place in places]
    askew = sum(len(label) + 2 for label in labels) > room
    turned: Any = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if askew else {}
    axis.set_ticks(list(places), labels, **turned)


def _written(cell: Cell, value: HeatMap) -> str:
    """The mean, with the digits of the first in order, or of its own where they span decades."""
    summary = cell.point.summary
    assert summary
    first = next((each.point.summary for each in value.cells if each.best), None)
    alike = summary if value.scale is Scale.LOGARITHMIC else first
    return in_digits_of(alike or summary, summary.mean)


def _outline(axes: "Axes", inside: Collection[Place]) -> None:
    """A dark line on a light one around cells that belong together."""
    from matplotlib.collections import LineCollection

    edges = list(edges_of(inside))
    for colour, width, above in ((PAPER, 4.2, 3), (INK, 1.9, 4)):
        axes.add_collection(
            LineCollection(
                edges,
                colors=colour,
                linewidths=width,
                capstyle="projecting",
                zorder=above,
                clip_on=False,
            )
        )


def edges_of(inside: Collection[Place]) -> Iterator[list[tuple[float, float]]]:
    """The edges between cells that are inside and those that are not, each from end to end."""
    for i, j in sorted(inside):
        for di, dj in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            if (i + di, j + dj) not in inside:
                x, y = i + di / 2, j + dj / 2
                yield [(x - dj / 2, y - di / 2), (x + dj / 2, y + di / 2)]


def _handles(value: HeatMap) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    if value.span:
        handles.append(Line2D([], [], label="ranked first", **_STAR))
    if any(cell.in_set for cell in value.cells):
        handles.append(
            Patch(facecolor="none", edgecolor=INK, linewidth=1.9, label="may be the best")
        )
    shares = [cell.point.diverged.share for cell in value.cells if cell.point.diverged]
    if any(shares):
        part = any(0 < share < 1 for share in shares)
        handles.append(
            Patch(facecolor=PAPER, edgecolor=FAINT, linewidth=0.6, hatch=_HATCH,
                  label="diverged (bar: share)" if part else "diverged")
        )  # fmt: skip
    return handles
