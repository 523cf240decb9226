"""Draws how a metric depends on a number."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.pictures.scales import Scale, half_way_to_one
from gdrun.evidence.pictures.sensitivity import Line, Sensitivity
from gdrun.evidence.pictures.swept import Axis
from gdrun.pictures.drawing.scales import scale_heights, ticks_at
from gdrun.pictures.drawing.style import INK, PAPER, Look, cut, key, looks, quiet, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FOOT = 0.22
"""Height of the panel of diverged seeds, of that above it."""
_WIDTH = 0.24
"""How far points of one value are moved apart, of the distance to the next value."""
_BARS = 0.6
"""How much of that distance bars of one value take together, if all lines have some."""
_MARGIN = 0.5
"""Distance from the outermost values to the frame, of that between the nearest two."""

RING: Any = {
    "marker": "o", "linestyle": "", "markersize": 11, "markerfacecolor": "none",
    "markeredgecolor": INK, "markeredgewidth": 0.9,
}  # fmt: skip
"""Around what may be the best."""


class _Places:
    """Where things stand along the swept number: beside each other at each of its values."""

    def __init__(self, axis: Axis) -> None:
        self._logarithmic = axis.logarithmic
        at = self._forward(np.array(axis.values))
        self._gap = float(np.diff(at).min())
        self.limits = self._back(at[[0, -1]] + np.array([-1, 1]) * _MARGIN * self._gap)

    def _forward(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log10(values) if self._logarithmic else values

    def _back(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        return 10.0**at if self._logarithmic else at

    def beside(self, values: "list[float]", shift: float) -> NDArray[np.float64]:
        """Values moved by a share of the distance between the nearest two."""
        return self._back(self._forward(np.array(values)) + shift * self._gap)


def draw_sensitivity(value: Sensitivity, figure: "Figure") -> None:
    """The metric above, and the share of diverged seeds along the foot, if there are any."""
    title(figure, value.title, value.notes)
    losing = [line for line in value.lines if any(map(_share, line.points))]
    if losing:
        axes, foot = figure.subplots(2, 1, sharex=True, height_ratios=[1, _FOOT])
    else:
        axes, foot = figure.subplots(), None
    quiet(axes)
    axes.set_ylabel(value.metric.replace(".", " "))
    places, of_line = _Places(value.axis), looks(len(value.lines))
    if value.span:
        scale_heights(axes, value.scale, *_with_intervals(value))
    for number, (line, look) in enumerate(zip(value.lines, of_line, strict=True)):
        middle = (len(value.lines) - 1) / 2
        shift = (number - middle) * _WIDTH / len(value.lines)
        _draw_line(line, axes, look, places, shift)
        if foot and line in losing:
            _draw_foot(line, foot, look, places, (number, len(value.lines)))
    bottom = foot or axes
    if foot:
        quiet(foot)
        foot.set_ylabel("diverged")
        foot.set_ylim(0, 1.02)
        foot.set_yticks([0, 1], ["0%", "100%"])
        figure.align_ylabels([axes, foot])
    if value.axis.logarithmic:
        bottom.set_xscale("log")
    bottom.set_xlim(*places.limits)
    ticks_at(bottom.xaxis, value.axis.values, logarithmic=value.axis.logarithmic)
    bottom.set_xlabel(value.axis.name)
    key(figure, _handles(value, of_line), value.notes)


def _with_intervals(value: Sensitivity) -> tuple[float, float]:
    """The means' own frame, and intervals as far as half its height beyond."""
    assert value.span
    low, high = value.span
    ends = [
        end
        for line in value.lines
        for point in line.points
        if point.summary and point.summary.ci95 and low <= point.summary.mean <= high
        for end in point.summary.ci95
    ]
    if value.scale is Scale.LOGARITHMIC:
        room = (high / low) ** 0.3
        near = [end for end in ends if low / room <= end <= high * room]
    elif value.scale is Scale.NEAR_ONE:
        near = [end for end in ends if 0 <= end <= half_way_to_one(high)]
    else:
        room = 0.5 * (high - low) or np.inf
        near = [end for end in ends if low - room <= end <= high + room]
    return min([low, *near]), max([high, *near])


def _share(point: Any) -> float:
    return point.diverged.share if point.diverged else 0.0


def _draw_line(line: Line, axes: "Axes", look: Look, places: _Places, shift: float) -> None:
    told = [point for point in line.points if point.summary]
    x = places.beside([point.value for point in told], shift)
    means = [point.summary.mean for point in told if point.summary]
    axes.plot(
        x, means, color=look.colour, linestyle=look.dashes, marker=look.mark, linewidth=1.6,
        markersize=5,
    )  # fmt: skip
    for at, point in zip(x, told, strict=True):
        if point.summary and point.summary.ci95:
            axes.vlines(at, *point.summary.ci95, color=look.colour, linewidth=1.2)
        if point.may_be_best and point.summary:
            axes.plot(at, point.summary.mean, **RING)


def _draw_foot(
    line: Line, foot: "Axes", look: Look, places: _Places, place: tuple[int, int]
) -> None:
    number, many = place
    values = [point.value for point in line.points]
    width = _BARS / many
    left = places.beside(values, number * width - _BARS / 2)
    right = places.beside(values, (number + 1) * width - _BARS / 2)
    foot.bar(
        left, [_share(point) for point in line.points], right - left, align="edge",
        color=look.colour, edgecolor=PAPER, hatch="////", linewidth=0,
    )  # fmt: skip


def _handles(value: Sensitivity, of_line: "list[Look]") -> list[Any]:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=look.colour, linestyle=look.dashes, marker=look.mark, markersize=5,
               label=cut(line.name))
        for line, look in zip(value.lines, of_line, strict=True)
        if line.name
    ]  # fmt: skip
    if any(point.may_be_best for line in value.lines for point in line.points):
        handles.append(Line2D([], [], label="may be the best", **RING))
    return handles
