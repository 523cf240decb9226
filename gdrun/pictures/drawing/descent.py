"""Draws ways down over the loss."""

from typing import TYPE_CHECKING

import numpy as np

from gdrun.landscape.descent import Descent
from gdrun.pictures.drawing.style import INK, cut, looks, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEVELS = 16
_MARKED = 60
"""A way of no more points than these has a mark at each."""


def draw(value: Descent, figure: "Figure") -> None:
    """Lines of equal loss, dark where it is low, and each way with its beginning and its end."""
    notes = []
    if value.share is not None:
        notes.append(
            f"The plane in which the ways spread most; it holds {value.share:.0%} of their spread."
        )
    if any(not way.as_stored for way in value.ways):
        notes.append("Not all ways end with the weights that are stored: something else computed.")
    title(figure, value.title, notes)
    axes = figure.subplots()
    levels = _levels(value)
    shown = np.where(np.isfinite(value.losses), value.losses, levels[-1])
    shown = np.clip(shown, levels[0], levels[-1])
    axes.contourf(value.across, value.up, shown, levels, cmap="Greys_r", alpha=0.35, extend="max")
    axes.contour(value.across, value.up, shown, levels, colors="#777777", linewidths=0.5)
    for way, look in zip(value.ways, looks(len(value.ways)), strict=True):
        x, y = way.points.T
        mark = look.mark if len(x) <= _MARKED else ""
        axes.plot(
            x, y, color=look.colour, linestyle="-", linewidth=1.2, marker=mark, markersize=3,
            label=cut(way.name),
        )  # fmt: skip
        axes.plot(x[-1], y[-1], look.mark, color=look.colour, markersize=8, markeredgecolor="white")
    start = value.ways[0].points[0]
    axes.plot(*start, "*", color=INK, markersize=9, label="start")
    axes.set_xlim(value.across[0], value.across[-1])
    axes.set_ylim(value.up[0], value.up[-1])
    axes.set_xlabel(value.names[0])
    axes.set_ylabel(value.names[1])
    figure.legend(loc="outside lower right", ncols=3, frameon=False, fontsize="small")


def _levels(value: Descent) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Close together where the loss is low: losses above the lowest in equal factors."""
    finite = value.losses[np.isfinite(value.losses)]
    lowest = float(finite.min())
    start = max(float(way.losses[0]) for way in value.ways)
    most = max(float(np.quantile(finite, 0.95)), start) - lowest
    most = most if most > 0 else 1.0
    return lowest + np.geomspace(1e-3 * most, most, _LEVELS)
