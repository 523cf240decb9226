"""Draws what a classifier confuses, and how far its probabilities can be believed."""

from typing import TYPE_CHECKING

import numpy as np

from gdrun.evidence.pictures.confusion import CalibrationPicture, ConfusionPicture
from gdrun.pictures.drawing.style import COLOURS, FAINT, cut, key, letters_on, quiet, title
from gdrun.report.tables.numbers import two_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_WRITTEN = 12
"""With more classes there is no room for numbers."""
_MOST_NAMED = 40
"""Of more classes every so many is named."""
_LONGEST = 22
"""Letters of a class's name."""
_LETTERS = 60.0
"""The size of numbers, in points, times the number of classes."""
_LEVEL = 4
"""Letters of a name that need not be turned."""


def draw_confusion(value: ConfusionPicture, figure: "Figure") -> None:
    """A cell for each true and each predicted class: the share of the true class's rows."""
    from matplotlib import colormaps

    title(figure, value.title, ())
    axes = figure.subplots()
    shares = value.confusion.shares
    # Of more levels the bar would be pixels.
    blues = colormaps["Blues"].resampled(48)
    mesh = axes.pcolormesh(shares.mean, cmap=blues, vmin=0, vmax=1)
    names = [cut(name, _LONGEST) for name in value.confusion.class_names]
    each = -(-len(names) // _MOST_NAMED)
    named = names[::each]
    places = np.arange(0, len(names), each) + 0.5
    few = len(named) <= _MOST_WRITTEN
    size = "medium" if few else "xx-small"
    turned = max(map(len, names)) > _LEVEL
    axes.set_xticks(
        places, named, fontsize=size, rotation=(35 if few else 90) if turned else 0,
        ha="right" if turned else "center", va="top" if few or not turned else "center",
        rotation_mode="anchor",
    )  # fmt: skip
    axes.set_yticks(places, named, fontsize=size)
    axes.invert_yaxis()
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    axes.set_aspect("equal")
    size_of_numbers = float(np.clip(_LETTERS / len(names), 7, 14))
    if len(names) <= _MOST_WRITTEN:
        letters = letters_on(blues(shares.mean))
        for i, row in enumerate(shares.mean):
            for j, share in enumerate(row):
                if share > 0:
                    axes.text(
                        j + 0.5, i + 0.5, _share_in_words(share),
                        ha="center", va="center", fontsize=size_of_numbers,
                        color=letters[i, j],
                    )  # fmt: skip
    figure.colorbar(mesh, label="share of the true class")


def _share_in_words(share: float) -> str:
    """``.62``; what is not 0 or 1 is not written as if it were."""
    if share == 1:
        return "1"
    if share < 0.005:
        return "<.01"
    return ">.99" if share >= 0.995 else f"{share:.2f}".lstrip("0")


def draw_calibration(value: CalibrationPicture, figure: "Figure") -> None:
    """The accuracy over confidence, and how many rows have such a confidence."""
    title(figure, value.title, ())
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    for each in (axes, below):
        quiet(each)
    axes.plot(
        [0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--", label="perfectly calibrated"
    )
    told = [
        (each.confidence.mean, each.right)
        for each in value.calibration.bins
        if each.confidence and each.right
    ]
    known = [(x, right.ci95) for x, right in told if right.ci95]
    over = ", 95% intervals about seeds alone" if known else ""
    axes.plot(
        [x for x, _ in told], [right.mean for _, right in told], "o-", color=COLOURS[0],
        markersize=4.5, label=f"mean over seeds{over}" if len(value.calibration.seeds) > 1
        else "as found",
    )  # fmt: skip
    for x, (low, high) in known:
        axes.vlines(x, low, high, color=COLOURS[0], linewidth=1.2)
    axes.set_ylabel("accuracy")
    axes.set_ylim(-0.03, 1.03)
    error = value.calibration.error
    axes.set_title(
        f"expected calibration error {two_digits(error.mean)}", fontsize="small", loc="left"
    )
    bins = value.calibration.bins
    below.bar(
        [(each.low + each.high) / 2 for each in bins], [each.rows for each in bins],
        width=0.9 * (bins[0].high - bins[0].low), color=COLOURS[0], alpha=0.6,
    )  # fmt: skip
    below.set_xlim(-0.02, 1.02)
    below.set_ylabel("rows")
    below.set_xlabel("confidence")
    key(figure, axes.get_legend_handles_labels()[0], ())
