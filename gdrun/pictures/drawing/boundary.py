"""Draws decisions over two inputs."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.landscape.boundary import Boundary
from gdrun.pictures.drawing.style import COLOURS, INK, MARKS, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SEEDS = 5
"""So many are shown one by one."""


def draw(value: Boundary, figure: "Figure") -> None:
    """The share of seeds for each class, and some seeds one by one, with the training rows."""
    shown = list(value.of_seeds.items())[:MOST_SEEDS]
    count = 1 + (len(shown) if len(value.of_seeds) > 1 else 0)
    columns = min(3, count)
    rows = math.ceil(count / columns)
    title(figure, value.title, ())
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    shares = value.shares
    _draw_shares(value, shares, panels[0])
    panels[0].set_title(f"{len(value.of_seeds)} seeds: depth of colour is their share"
                        if count > 1 else "", fontsize="small")  # fmt: skip
    if count > 1:
        for axes, (seed, said) in zip(panels[1:], shown, strict=False):
            whole = np.stack([said == k for k in range(len(value.class_names))]).astype(float)
            _draw_shares(value, whole, axes)
            axes.set_title(f"seed {seed}", fontsize="small")
    for axes in panels[count:]:
        axes.set_visible(False)
    for axes in panels[::columns]:
        axes.set_ylabel(value.names[1])
    for axes in panels[max(0, count - columns) : count]:
        axes.set_xlabel(value.names[0])
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside lower right", ncols=4, frameon=False,
        fontsize="small",
    )  # fmt: skip


def _draw_shares(value: Boundary, shares: Any, axes: "Axes") -> None:
    from matplotlib.colors import to_rgb

    colours = np.array([to_rgb(COLOURS[k % len(COLOURS)]) for k in range(len(shares))])
    # Towards white, so that the rows are seen.
    mixed = 1 - 0.5 * np.einsum("kij,kc->ijc", shares, 1 - colours)
    extent = (value.across[0], value.across[-1], value.up[0], value.up[-1])
    axes.imshow(mixed, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    for k, name in enumerate(value.class_names):
        there = value.points[value.targets == k]
        axes.contour(value.across, value.up, shares[k], [0.5], colors=INK, linewidths=0.6)
        axes.plot(
            *there.T, MARKS[k % len(MARKS)], color=COLOURS[k % len(COLOURS)], markersize=2.5,
            markeredgecolor="white", markeredgewidth=0.3, label=name,
        )  # fmt: skip
