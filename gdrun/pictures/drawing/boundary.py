"""Draws decisions over two inputs."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.pictures.drawing.style import COLOURS, INK, MARKS, PAPER, cut, key, title
from gdrun.wording import several

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gdrun.landscape.boundary import Boundary

MOST_SEEDS = 5
"""So many are shown one by one."""
_COLUMNS = 3
_DEEPEST, _PALEST = 0.5, 0.06
"""How much of a region's colour is left where all seeds agree, and where none does."""


def draw(value: "Boundary", figure: "Figure") -> None:
    """What most seeds predict, and some seeds one by one, with the training rows of the first."""
    seeds = len(value.of_seeds)
    shown = list(value.of_seeds.items())[:MOST_SEEDS] if seeds > 1 else []
    notes = []
    if shown:
        notes.append("The paler a region is, the fewer seeds agree on its class.")
    if len(shown) < seeds and shown:
        notes.append(f"The first {MOST_SEEDS} seeds are shown one by one.")
    notes.append(f"Marks: training rows of seed {next(iter(value.of_seeds))}.")
    title(figure, value.title, notes)
    count = 1 + len(shown)
    columns = 2 if count == 4 else min(_COLUMNS, count)
    rows = math.ceil(count / columns)
    # A figure of its own, so that names as long as it are written once.
    inner: Any = figure.subfigures()
    inner.supxlabel(cut(value.names[0]), fontsize="medium")
    inner.supylabel(cut(value.names[1]), fontsize="medium")
    panels = inner.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    size = 4.5 if count == 1 else 3.2
    _draw_regions(value, value.shares.argmax(axis=0), value.agreement, panels[0], size)
    if shown:
        panels[0].set_title(f"most of {several(seeds, 'seed')}", fontsize="small")
    for axes, (seed, predicted) in zip(panels[1:], shown, strict=False):
        _draw_regions(value, predicted, np.ones(predicted.shape), axes, size)
        axes.set_title(f"seed {seed}", fontsize="small")
    for axes in panels[count:]:
        axes.set_visible(False)
    for axes in panels[max(0, count - columns) : count]:
        # Also above a panel that is left out.
        axes.tick_params(labelbottom=True)
    key(figure, [_meaning(k, name) for k, name in enumerate(value.class_names)], notes)


def _meaning(k: int, name: str) -> "Artist":
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="", markersize=6, label=cut(_class(name)), **_style(k))


def _draw_regions(
    value: "Boundary",
    predicted: NDArray[np.intp],
    agreement: NDArray[np.float64],
    axes: "Axes",
    size: float,
) -> None:
    """The class of each point as a colour, and the rows as marks."""
    from matplotlib.colors import to_rgb

    colours = np.array([to_rgb(_colour(k)) for k in range(len(value.class_names))])
    depth = _PALEST + (_DEEPEST - _PALEST) * agreement
    image = np.concatenate([colours[predicted], depth[:, :, np.newaxis]], axis=2)
    # Each point is the middle of its pixel.
    half = (value.across[1] - value.across[0]) / 2, (value.up[1] - value.up[0]) / 2
    extent = (
        value.across[0] - half[0], value.across[-1] + half[0],
        value.up[0] - half[1], value.up[-1] + half[1],
    )  # fmt: skip
    axes.imshow(image, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    for k in range(len(value.class_names)):
        region = (predicted == k).astype(float)
        if 0 < region.mean() < 1:
            axes.contour(value.across, value.up, region, [0.5], colors=INK, linewidths=0.7)
        rows = value.points[value.targets == k]
        axes.plot(*rows.T, linestyle="", markersize=size, **_style(k))


def _colour(k: int) -> str:
    return COLOURS[k % len(COLOURS)]


def _class(name: str) -> str:
    """What the key calls a class: a number alone would mean nothing."""
    return f"class {name}" if name.lstrip("-").isdecimal() else name


def _style(k: int) -> Any:
    """A row's mark: that of every other class is a light one with a rim, as greys are alike.

    Of classes with the same colour each has another mark.
    """
    is_light = k % 2
    return {
        "marker": MARKS[(k + k // len(COLOURS)) % len(MARKS)],
        "color": PAPER if is_light else _colour(k),
        "markeredgecolor": _colour(k) if is_light else PAPER,
        "markeredgewidth": 0.9 if is_light else 0.4,
    }
