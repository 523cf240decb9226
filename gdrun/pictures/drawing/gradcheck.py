"""Draws the error of differences against ε."""

from typing import TYPE_CHECKING

import numpy as np

from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.pictures.drawing.scales import in_words, log_ticks
from gdrun.pictures.drawing.style import COLOURS, FAINT, INK, PAPER, key, quiet, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROOM = 3.0
"""A factor, above and below the errors."""


def draw(value: Valley, figure: "Figure") -> None:
    """Both axes logarithmic, small ε on the left; the lowest error of each method has a ring."""
    title(figure, value.title, value.notes)
    axes = figure.subplots()
    quiet(axes)
    axes.set_xscale("log")
    axes.set_yscale("log", nonpositive="mask")
    methods = (
        ("central differences", value.plain, value.best_plain, COLOURS[0], "o", "-"),
        ("extrapolated", value.extrapolated, value.best_extrapolated, COLOURS[1], "s", "--"),
    )
    for name, errors, best, colour, mark, dashes in methods:
        axes.plot(
            value.steps, errors, color=colour, marker=mark, linestyle=dashes, markersize=4,
            linewidth=1.5,
            label=f"{name}: least {errors[best]:.1g} at ε = {in_words(float(value.steps[best]))}",
        )  # fmt: skip
        axes.plot(
            value.steps[best], errors[best], marker=mark, markersize=9, markerfacecolor=PAPER,
            markeredgecolor=colour, markeredgewidth=1.6, zorder=4,
        )  # fmt: skip
    sides = (
        (value.rounding, -1, "rounding, as 1/ε", "--"),
        (value.truncation, 2, "truncation, as ε²", "-."),
    )
    for constant, power, name, dashes in sides:
        if constant is not None:
            axes.plot(
                value.steps, constant * value.steps**power, color=FAINT, linestyle=dashes,
                linewidth=0.9, zorder=1.5, label=name,
            )  # fmt: skip
    axes.axhline(value.tolerance, color=INK, linewidth=0.9, linestyle=":", label="tolerance")
    axes.axvline(value.step, color=INK, linewidth=0.6, label="the check's largest ε")
    seen = np.concatenate([value.plain, value.extrapolated, [value.tolerance]])
    seen = seen[np.isfinite(seen) & (seen > 0)]
    axes.set_ylim(seen.min() / _ROOM, seen.max() * _ROOM)
    axes.set_xlim(value.steps[0] / _ROOM, value.steps[-1] * _ROOM)
    log_ticks(axes.xaxis)
    log_ticks(axes.yaxis)
    axes.set_xlabel("ε")
    axes.set_ylabel("median relative error")
    key(figure, axes.get_legend_handles_labels()[0], value.notes)
