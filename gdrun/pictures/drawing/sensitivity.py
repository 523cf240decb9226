"""Draws how a metric depends on one or two numbers."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.evidence.pictures.sensitivity import HeatMap, Line, Sensitivity
from gdrun.pictures.drawing.style import FAINT, INK, MAP, Look, looks, quiet, title
from gdrun.report.tables.numbers import in_digits_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FOOT = 0.22
"""Height of the panel of diverged seeds, of that above it."""
_WIDTH = 0.12
"""How far points of one value are moved apart, of the distance to the next."""

_RING: Any = {
    "marker": "o", "linestyle": "", "markersize": 10, "markerfacecolor": "none",
    "markeredgecolor": INK, "markeredgewidth": 0.8,
}  # fmt: skip
"""Around what may be the best."""


def draw_sensitivity(value: Sensitivity, figure: "Figure") -> None:
    """The metric above, and the share of diverged seeds along the foot, if there are any."""
    title(figure, value.title, value.notes)
    diverged = any(p.diverged and p.diverged.count for line in value.lines for p in line.points)
    if diverged:
        axes, foot = figure.subplots(2, 1, sharex=True, height_ratios=[1, _FOOT])
    else:
        axes, foot = figure.subplots(), None
    quiet(axes)
    axes.set_ylabel(value.metric.replace(".", " "))
    count = len(value.lines)
    for number, (line, look) in enumerate(zip(value.lines, looks(count), strict=True)):
        shift = (number - (count - 1) / 2) * _WIDTH / max(count, 1)
        _draw_line(line, axes, look, value.axis.logarithmic, shift)
        if foot:
            _draw_foot(line, foot, look, value.axis.logarithmic, shift)
    bottom = foot or axes
    if foot:
        quiet(foot)
        foot.set_ylabel("diverged")
        foot.set_ylim(-0.08, 1.08)
        foot.set_yticks([0, 1], ["0", "all"])
    if value.axis.logarithmic:
        bottom.set_xscale("log")
    bottom.set_xlabel(value.axis.name)
    axes.plot([], [], label="may be the best", **_RING)
    figure.legend(
        *axes.get_legend_handles_labels(), loc="outside right upper", frameon=False,
        fontsize="small",
    )  # fmt: skip


def _draw_line(line: Line, axes: "Axes", look: Look, logarithmic: bool, shift: float) -> None:
    told = [point for point in line.points if point.summary]
    x = _moved(np.array([point.value for point in told]), logarithmic, shift)
    means = [point.summary.mean for point in told if point.summary]
    style: Any = {"color": look.colour, "linestyle": look.dashes, "marker": look.mark}
    axes.plot(x, means, label=line.name or None, linewidth=1.4, markersize=4.5, **style)
    for at, point in zip(x, told, strict=True):
        if point.summary and point.summary.ci95:
            axes.vlines(at, *point.summary.ci95, color=look.colour, linewidth=1.2)
        if point.may_be_best and point.summary:
            axes.plot(at, point.summary.mean, **_RING)


def _draw_foot(line: Line, foot: "Axes", look: Look, logarithmic: bool, shift: float) -> None:
    told = [point for point in line.points if point.diverged]
    x = _moved(np.array([point.value for point in told]), logarithmic, shift)
    shares = [point.diverged.share for point in told if point.diverged]
    style: Any = {"color": look.colour, "linestyle": look.dashes, "marker": look.mark}
    foot.plot(x, shares, linewidth=1.0, markersize=3.5, **style)


def _moved(values: Any, logarithmic: bool, shift: float) -> Any:
    """Beside each other, so that intervals of several lines do not cover each other."""
    if logarithmic:
        return values * 10**shift
    steps = np.diff(values)
    return values + shift * (steps.min() if steps.size else 1.0)


def draw_heat_map(value: HeatMap, figure: "Figure") -> None:
    """A cell for each two values, with its mean: diverged ones hatched, the best outlined."""
    from matplotlib.patches import Rectangle

    title(figure, value.title, ("Outlined: may be the best. Bold: the first in order.",))
    axes = figure.subplots()
    xs, ys = value.across.values, value.up.values
    means = np.full((len(ys), len(xs)), np.nan)
    for cell in value.cells:
        if cell.point.summary:
            means[ys.index(cell.up), xs.index(cell.across)] = cell.point.summary.mean
    mesh = axes.pcolormesh(
        np.arange(len(xs) + 1) - 0.5, np.arange(len(ys) + 1) - 0.5, means,
        cmap=MAP if value.largest_is_best else f"{MAP}_r",
    )  # fmt: skip
    dark = _are_dark(mesh, means)
    for cell in value.cells:
        i, j = xs.index(cell.across), ys.index(cell.up)
        frame: Any = {"xy": (i - 0.5, j - 0.5), "width": 1, "height": 1, "fill": False}
        share = cell.point.diverged
        if share and share.count:
            axes.add_patch(Rectangle(**frame, hatch="///", edgecolor=FAINT, linewidth=0))
        if cell.point.may_be_best:
            axes.add_patch(Rectangle(**frame, edgecolor=INK, linewidth=1.5))
        text = (
            in_digits_of(cell.point.summary, cell.point.summary.mean) if cell.point.summary else ""
        )
        if share and share.count:
            text += (
                f"\n{share.count} of {share.n} diverged"
                if share.count < share.n
                else "all diverged"
            )
        axes.text(
            i, j, text, ha="center", va="center", fontsize="x-small",
            color="white" if dark[j, i] else INK, fontweight="bold" if cell.best else "normal",
        )  # fmt: skip
    axes.set_xticks(range(len(xs)), [f"{x:g}" for x in xs])
    axes.set_yticks(range(len(ys)), [f"{y:g}" for y in ys])
    axes.set_xlabel(value.across.name)
    axes.set_ylabel(value.up.name)
    figure.colorbar(mesh, label=value.metric.replace(".", " "))


def _are_dark(mesh: Any, means: Any) -> Any:
    """Whether white letters are read better than black ones on each cell."""
    red, green, blue, _ = np.moveaxis(mesh.cmap(mesh.norm(means)), -1, 0)
    brightness = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return np.isfinite(means) & (brightness < 0.18)
