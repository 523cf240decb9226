"""Draws weights before and after training."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.pictures.drawing.style import COLOURS, FAINT, INK, MAP, cut, key, quiet, title
from gdrun.report.tables.numbers import two_digits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gdrun.landscape.weights import LayerWeights, Weights

_IMAGES_ACROSS = 8
_LAYERS_ACROSS = 3
_ROW, _AROUND = 1.5, 1.3
"""Inches for each row of histograms, and for what is around them."""
_IMAGES_ROW = 0.75
_GAP = 8
"""Between images, as a part of their width."""
_BESIDE = 1.03
"""How far axes go, of the outermost edges."""
_REACH = 0.99
"""Of all weights so many have a colour of their own."""
_START: Any = {"facecolor": (COLOURS[0], 0.35), "edgecolor": COLOURS[0], "linewidth": 0.7}
"""How the histogram of the start looks, on which that of the end stands out."""


def draw(value: "Weights", figure: "Figure") -> None:
    """A histogram for each layer; images of the first layer's units above.

    Of several networks each has a row, and of their layers the first few are shown.
    """
    rows: dict[str, list[LayerWeights]] = {}
    for layer in value.layers:
        rows.setdefault(layer.network, []).append(layer)
    most = max(map(len, rows.values()))
    if several := len(rows) > 1:
        shown = [layers[:_LAYERS_ACROSS] for layers in rows.values()]
    else:
        (layers,) = rows.values()
        shown = [layers[i : i + _LAYERS_ACROSS] for i in range(0, most, _LAYERS_ACROSS)]
    images = 0 if value.images is None else math.ceil(len(value.images) / _IMAGES_ACROSS)
    height = _AROUND + _ROW * len(shown) + _IMAGES_ROW * images
    figure.set_figheight(max(figure.get_figheight(), height))
    notes = list(_notes(value, shown))
    if several and most > _LAYERS_ACROSS:
        notes.append(f"Of each network the first {_LAYERS_ACROSS} layers.")
    title(figure, value.title, notes)
    part: Any = figure.subfigures()
    if value.images is not None:
        ratios = [_IMAGES_ROW * images, _ROW * len(shown)]
        above, part = part.subfigures(2, 1, height_ratios=ratios)
        above.suptitle(_images_in_words(value), fontsize="small", x=0.01, ha="left")
        _draw_images(value.images, above)
    panels = part.subplots(len(shown), min(_LAYERS_ACROSS, most), squeeze=False)
    for row, layers in zip(panels, shown, strict=True):
        for axes, layer in zip(row, layers, strict=False):
            _draw_layer(layer, axes)
            # On a line of its own it does not run into the next title.
            named = f"{cut(layer.network)}\n" if several and axes is row[0] else ""
            shape = " × ".join(map(str, layer.shape))
            axes.set_title(f"{named}{layer.name} ({shape})", fontsize="small", loc="left")
        for axes in row[len(layers) :]:
            axes.set_visible(False)
    part.supxlabel("weight", fontsize="medium")
    part.supylabel("share of weights", fontsize="medium")
    key(figure, _meanings(), notes)


def _notes(value: "Weights", shown: "list[list[LayerWeights]]") -> Iterator[str]:
    if any(layer.spikes for layers in shown for layer in layers):
        yield "A bar with its share written beside it goes on above: most weights are in it."
    if value.images is not None:
        end = two_digits(_reach(value.images))
        yield f"Images: 0 is grey, dark blue −{end} and below, yellow {end} and above."


def _images_in_words(value: "Weights") -> str:
    assert value.images is not None
    few, units = len(value.images), value.units
    which = f"the first {few} of {units}" if few < units else f"all {units}"
    return f"the weights of {which} units of the first layer after training"


def _meanings() -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Patch(label="start", **_START),
        Line2D([], [], color=INK, linewidth=1.6, label="end"),
    ]


def _draw_layer(layer: "LayerWeights", axes: "Axes") -> None:
    quiet(axes)
    axes.stairs(layer.start, layer.edges, fill=True, **_START)
    axes.stairs(layer.end, layer.edges, color=INK, linewidth=1.3)
    top = 1.25 * layer.highest
    axes.set_ylim(0, top)
    axes.set_xlim(_BESIDE * layer.edges[0], _BESIDE * layer.edges[-1])
    spreads = f"std {two_digits(layer.start_std)} → {two_digits(layer.end_std)}"
    axes.text(
        0.02, 0.97, spreads, transform=axes.transAxes, fontsize="x-small", color=INK, va="top"
    )
    axes.locator_params("x", nbins=4)
    if not layer.spikes:
        return
    middles = (layer.edges[1:] + layer.edges[:-1]) / 2
    for row, (when, shares) in enumerate((("start", layer.start), ("end", layer.end))):
        spike = int(np.argmax(shares))
        if shares[spike] > top:
            axes.annotate(
                f"{when} {shares[spike]:.0%}", (middles[spike], top), (5, -12 - 10 * row),
                textcoords="offset points", fontsize="x-small", color=FAINT, va="top",
            )  # fmt: skip


def _reach(images: Any) -> float:
    """The weight of the last colours: few are beyond, which would make the others pale."""
    sizes = np.abs(images)
    return float(np.quantile(sizes, _REACH) or sizes.max()) or 1.0


def _draw_images(images: Any, figure: Any) -> None:
    """Units side by side, all in one scale: the middle of the map is 0."""
    reach = _reach(images)
    axes = figure.subplots()
    axes.set_axis_off()
    # One image is laid out in a tenth of the time that many take.
    axes.imshow(np.ma.masked_invalid(_tiled(images)), cmap=MAP, vmin=-reach, vmax=reach)


def _tiled(images: Any) -> Any:
    """Images (units, height, width) in one, row by row, with nothing between them."""
    units, height, width = images.shape
    across = min(_IMAGES_ACROSS, units)
    gap = max(1, width // _GAP)
    down, right = height + gap, width + gap
    whole = np.full((math.ceil(units / across) * down - gap, across * right - gap), np.nan)
    for unit, image in enumerate(images):
        i, j = divmod(unit, across)
        whole[i * down : i * down + height, j * right : j * right + width] = image
    return whole
