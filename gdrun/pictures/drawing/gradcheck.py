"""Draws the error of differences against ε."""

from typing import TYPE_CHECKING

from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.pictures.drawing.scales import log_ticks
from gdrun.pictures.drawing.style import COLOURS, FAINT, quiet, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(value: Valley, figure: "Figure") -> None:
    """Both axes logarithmic; small ε on the left."""
    title(figure, value.title, value.notes)
    axes = figure.subplots()
    quiet(axes)
    for name, errors, colour, look in (
        ("central differences", value.plain, COLOURS[0], "o-"),
        ("extrapolated", value.extrapolated, COLOURS[1], "s--"),
    ):
        axes.plot(value.steps, errors, look, color=colour, markersize=4, label=name)
    axes.axhline(value.tolerance, color=FAINT, linewidth=1, linestyle=":", label="tolerance")
    axes.set_xscale("log")
    axes.set_yscale("log")
    log_ticks(axes.xaxis)
    log_ticks(axes.yaxis)
    axes.set_xlabel("ε")
    axes.set_ylabel("median relative error")
    axes.annotate(
        "rounding", (0.02, 0.95), xycoords="axes fraction", fontsize="small", color=FAINT, va="top"
    )
    axes.annotate(
        "truncation", (0.98, 0.95), xycoords="axes fraction", fontsize="small", color=FAINT,
        ha="right", va="top",
    )  # fmt: skip
    axes.legend(frameon=False, fontsize="small", loc="lower left")
