"""Draws variants seed by seed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from gdrun.evidence.pictures.seeds import Seeds
from gdrun.pictures.drawing.scales import scale_widths
from gdrun.pictures.drawing.style import COLOURS, FAINT, INK, key, quiet, rows_of, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ABOVE, _BELOW = 0.08, 0.22
"""How far dots are above the middle of their row at least, and means below it."""
_HIGHEST = 0.4
"""How far the last of many equal dots is above the middle."""
_STEP = 0.09
"""From a dot to the next that has the same value."""


def heights_of(values: Mapping[int, float]) -> dict[int, float]:
    """How far the dot of each seed is above the middle of a row: equal values are piled up."""
    equal: dict[float, list[int]] = defaultdict(list)
    for seed in sorted(values):
        equal[values[seed]].append(seed)
    heights = {}
    for seeds in equal.values():
        step = min(_STEP, (_HIGHEST - _ABOVE) / max(len(seeds) - 1, 1))
        heights.update({seed: _ABOVE + place * step for place, seed in enumerate(seeds)})
    return heights


def draw(value: Seeds, figure: "Figure") -> None:
    """A row for each variant, the first on top; seeds that belong together are joined."""
    from matplotlib.lines import Line2D

    names = [
        each.name + (f" ({each.diverged} diverged)" if each.diverged else "")
        for each in value.variants
    ]
    axes = rows_of(figure, names, value.named_by)
    title(figure, value.title, value.notes)
    quiet(axes)
    scale_widths(axes, value.scale, *value.span)
    # What is beyond the frame, as 0 may be, is at its edge.
    low, high = axes.get_xlim()
    heights = [heights_of(each.values) for each in value.variants]
    for seed in value.paired:
        rows = [row for row, each in enumerate(value.variants) if seed in each.values]
        across = np.clip([value.variants[row].values[seed] for row in rows], low, high)
        up = [row - heights[row][seed] for row in rows]
        axes.plot(across, up, color=FAINT, linewidth=0.5, alpha=0.7, zorder=1, gid="pair")
    for row, (each, of_row) in enumerate(zip(value.variants, heights, strict=True)):
        if not of_row:
            continue
        axes.plot(
            np.clip([each.values[seed] for seed in of_row], low, high),
            [row - up for up in of_row.values()], "o",
            markersize=3.5, color=COLOURS[0], alpha=0.7, zorder=2, clip_on=False, gid="seeds",
        )  # fmt: skip
        if each.summary:
            if each.summary.ci95:
                ends = np.clip(each.summary.ci95, low, high)
                axes.hlines(row + _BELOW, *ends, color=INK, linewidth=1.5)
            axes.plot(each.summary.mean, row + _BELOW, "D", color=INK, markersize=4, gid="mean")
    axes.set_xlabel(value.metric.replace(".", " "))
    intervals = any(each.summary and each.summary.ci95 for each in value.variants)
    handles = [
        Line2D([], [], linestyle="", marker="o", markersize=3.5, color=COLOURS[0], label="a seed"),
        Line2D([], [], linestyle="-" if intervals else "", marker="D", markersize=4, color=INK,
               label="mean and interval" if intervals else "mean"),
    ]  # fmt: skip
    if value.paired:
        handles.append(Line2D([], [], color=FAINT, linewidth=0.7, label="the same seed"))
    key(figure, handles, value.notes)
