"""Draws what a classifier confuses, and how far its probabilities can be believed."""

from typing import TYPE_CHECKING

import numpy as np

from gdrun.evidence.pictures.confusion import CalibrationPicture, ConfusionPicture
from gdrun.pictures.drawing.style import COLOURS, FAINT, INK, cut, quiet, title
from gdrun.report.tables.numbers import two_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_WRITTEN = 12
"""With more classes there is no room for numbers."""


def draw_confusion(value: ConfusionPicture, figure: "Figure") -> None:
    """A cell for each true and each predicted class: the share of the true class's rows."""
    title(figure, value.title, value.notes)
    axes = figure.subplots()
    shares = value.confusion.shares
    mesh = axes.pcolormesh(shares.mean, cmap="Blues", vmin=0, vmax=1)
    names = [cut(name) for name in value.confusion.class_names]
    places = np.arange(len(names)) + 0.5
    axes.set_xticks(places, names, rotation=30 if max(map(len, names)) > 4 else 0)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlabel("said")
    axes.set_ylabel("true")
    axes.set_aspect("equal")
    if len(names) <= _MOST_WRITTEN:
        for i, row in enumerate(shares.mean):
            for j, share in enumerate(row):
                if share > 0:
                    axes.text(
                        j + 0.5, i + 0.5, f"{share:.2f}".lstrip("0") if share < 1 else "1",
                        ha="center", va="center", fontsize="x-small",
                        color="white" if share > 0.55 else INK,
                    )  # fmt: skip
    figure.colorbar(mesh, label="share of the true class's rows, mean over seeds")


def draw_calibration(value: CalibrationPicture, figure: "Figure") -> None:
    """The share that is right over confidence, and how many rows have such a confidence."""
    title(figure, value.title, value.notes)
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    for each in (axes, below):
        quiet(each)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--", label="as said")
    told = [
        (each.confidence.mean, each.right)
        for each in value.calibration.bins
        if each.confidence and each.right
    ]
    axes.plot(
        [x for x, _ in told], [right.mean for _, right in told], "o-", color=COLOURS[0],
        markersize=4.5, label="as found",
    )  # fmt: skip
    for x, right in told:
        if right.ci95:
            axes.vlines(x, *right.ci95, color=COLOURS[0], linewidth=1.2)
    axes.set_ylabel("share that is right")
    axes.set_ylim(-0.03, 1.03)
    error = value.calibration.error
    axes.set_title(f"expected calibration error {two_digits(error.mean)}", fontsize="small")
    axes.legend(frameon=False, fontsize="small", loc="upper left")
    bins = value.calibration.bins
    below.bar(
        [(each.low + each.high) / 2 for each in bins], [each.rows for each in bins],
        width=0.9 * (bins[0].high - bins[0].low), color=COLOURS[0], alpha=0.6,
    )  # fmt: skip
    below.set_ylabel("rows")
    below.set_xlabel("confidence")
