"""Draws weights before and after training."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.landscape.weights import Weights
from gdrun.pictures.drawing.style import COLOURS, quiet, title
from gdrun.report.tables.numbers import two_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ACROSS = 8
"""Images in a row."""


def draw(value: Weights, figure: "Figure") -> None:
    """A histogram for each layer, and images of the first one's units above."""
    title(figure, value.title, ())
    part: Any = figure
    if value.images is not None:
        figure.set_figheight(6.0)
        halves: Any = figure.subfigures(2, 1, height_ratios=[1.2, 1])
        _draw_images(value.images, halves[0])
        part = halves[1]
    rows = part.subplots(1, len(value.layers), squeeze=False)[0]
    for axes, layer in zip(rows, value.layers, strict=True):
        quiet(axes)
        axes.stairs(
            layer.start, layer.edges, color=COLOURS[0], fill=True, alpha=0.35,
            label=f"start, std {two_digits(layer.start_std)}",
        )  # fmt: skip
        axes.stairs(
            layer.end, layer.edges, color=COLOURS[1], linewidth=1.4,
            label=f"end, std {two_digits(layer.end_std)}",
        )  # fmt: skip
        shape = " × ".join(map(str, layer.shape))
        axes.set_title(f"{layer.name} ({shape})", fontsize="small")
        axes.set_xlabel("weight")
        axes.set_ylim(0, 1.3 * max(layer.start[layer.start < 1].max(initial=0.0), layer.end.max()))
        axes.legend(fontsize="x-small", frameon=False, loc="upper center", ncols=1)
    rows[0].set_ylabel("share of weights")


def _draw_images(images: Any, figure: Any) -> None:
    """Units side by side, all in one scale: white is 0, blue below, red above."""
    reach = float(np.abs(images).max()) or 1.0
    down = math.ceil(len(images) / _ACROSS)
    cells = figure.subplots(down, min(_ACROSS, len(images)), squeeze=False).ravel()
    for axes in cells:
        axes.set_axis_off()
    for axes, image in zip(cells, images, strict=False):
        axes.imshow(image, cmap="RdBu_r", vmin=-reach, vmax=reach)
    figure.suptitle(
        "first layer's units: red above 0, blue below", fontsize="small", x=0.01, ha="left"
    )
