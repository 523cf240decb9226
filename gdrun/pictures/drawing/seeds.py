"""Draws variants seed by seed."""

from typing import TYPE_CHECKING

import numpy as np

from gdrun.evidence.pictures.seeds import Seeds
from gdrun.pictures.drawing.style import COLOURS, FAINT, INK, quiet, rows_of, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SPREAD = 0.16
"""Dots are so far from the middle of their row at most."""


def draw(value: Seeds, figure: "Figure") -> None:
    """A row for each variant, the first on top; seeds that belong together are joined."""
    names = [
        each.name + (f" ({each.diverged} diverged)" if each.diverged else "")
        for each in value.variants
    ]
    axes = rows_of(figure, names, value.named_by)
    title(figure, value.title, value.notes)
    quiet(axes)
    rows = np.arange(len(value.variants))
    for seed in value.paired:
        across = [each.values[seed] for each in value.variants]
        axes.plot(across, rows - _SPREAD, color=FAINT, linewidth=0.5, alpha=0.5, zorder=1)
    for row, each in enumerate(value.variants):
        axes.plot(
            list(each.values.values()), [row - _SPREAD] * len(each.values), "o",
            markersize=3.5, color=COLOURS[0], alpha=0.6, zorder=2,
        )  # fmt: skip
        if each.summary:
            if each.summary.ci95:
                axes.hlines(row + _SPREAD, *each.summary.ci95, color=INK, linewidth=1.5)
            axes.plot(each.summary.mean, row + _SPREAD, "D", color=INK, markersize=4)
    axes.set_xlabel(value.metric.replace(".", " "))
