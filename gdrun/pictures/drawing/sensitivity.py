"""Draws how a metric depends on a number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.pictures.scales import Scale, along, back, half_way_to_one
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
_LEAST_GAP = 0.06
"""The distance between the nearest two values counts as no less than this share of the axis."""
_LARGEST = 1e307
"""Beyond are numbers for which axes have no room."""
_ENDLESS = 100.0
"""Decades."""
_LONGEST_BAR = 3.0
"""A bar may be so many times as long as the others, to be in the frame as a whole."""
_MARGIN = 0.5
"""Distance from the outermost values to the frame, of that between the nearest two."""

RING: Any = {
    "marker": "o", "linestyle": "", "markersize": 11, "markerfacecolor": "none",
    "markeredgecolor": INK, "markeredgewidth": 0.9, "clip_on": False,
}  # fmt: skip
"""Around what may be the best."""


class _Places:
    """Where things stand along the swept number: beside each other at each of its values."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        at = self._forward(axis.values)
        self._gap = max(float(np.diff(at).min()), _LEAST_GAP * float(np.ptp(at)))
        self.limits = self._back(at[[0, -1]] + np.array([-1, 1]) * _MARGIN * self._gap)

    def _forward(self, values: Sequence[float]) -> NDArray[np.float64]:
        return along(self._axis.placed(values), self._scale)

    @property
    def _scale(self) -> Scale:
        return Scale.LOGARITHMIC if self._axis.logarithmic else Scale.LINEAR

    def _back(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.clip(back(at, self._scale), -_LARGEST, _LARGEST)

    def beside(self, values: Sequence[float], shift: float) -> NDArray[np.float64]:
        """Values moved by a share of the distance between the nearest two."""
        return self._back(self._forward(values) + shift * self._gap)


def draw_sensitivity(value: Sensitivity, figure: "Figure") -> None:
    """The metric above, and the share of diverged seeds along the foot, if there are any."""
    title(figure, value.title, value.notes)
    if any(_share(point) for line in value.lines for point in line.points):
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
    bottom = foot or axes
    if foot:
        _draw_foot(value, foot, of_line, places)
        quiet(foot)
        foot.set_ylabel("diverged")
        foot.set_ylim(0, 1.02)
        foot.set_yticks([0, 1], ["0%", "100%"])
        figure.align_ylabels([axes, foot])
    if value.axis.logarithmic:
        bottom.set_xscale("log")
    bottom.set_xlim(*places.limits)
    ticks_at(bottom.xaxis, value.axis)
    bottom.set_xlabel(value.axis.name)
    key(figure, _handles(value, of_line), value.notes)


def _with_intervals(value: Sensitivity) -> tuple[float, float]:
    """A frame for the means of the value's own and their bars, if these are not far longer."""
    assert value.span
    low, high = value.span
    told = [
        point.summary
        for line in value.lines
        for point in line.points
        if point.summary and low <= point.summary.mean <= high
    ]
    bars = [(each.mean, *each.ci95) for each in told if each.ci95]
    if not bars:
        return low, high
    means, lows, highs = along(np.transpose(bars), value.scale)
    below, above = means - lows, highs - means
    # On a logarithmic scale a bar to 0 is endless.
    ends = [length for length in (*below, *above) if length < _ENDLESS]
    most = _LONGEST_BAR * float(np.median(ends)) if ends else 1.0
    bottom = (means - np.minimum(below, most)).min()
    top = (means + np.minimum(above, most)).max()
    reached = back([bottom, top], value.scale)
    if value.scale is Scale.NEAR_ONE:
        reached = np.clip(reached, 0, half_way_to_one(high))
    return min(low, float(reached[0])), max(high, float(reached[1]))


def _share(point: Any) -> float:
    return point.diverged.share if point.diverged else 0.0


def _draw_line(line: Line, axes: "Axes", look: Look, places: _Places, shift: float) -> None:
    """Broken where every seed diverged. What is beyond the frame, as 0 may be, is at its edge."""
    bottom, top = axes.get_ylim()
    x = places.beside([point.value for point in line.points], shift)
    means = [point.summary.mean if point.summary else np.nan for point in line.points]
    heights = np.clip(means, bottom, top)
    if np.isnan(heights).all():
        return
    axes.plot(
        x, heights, color=look.colour, linestyle=look.dashes, marker=look.mark, linewidth=1.6,
        markersize=5, clip_on=False,
    )  # fmt: skip
    for at, height, point in zip(x, heights, line.points, strict=True):
        if point.summary and point.summary.ci95:
            ends = np.clip(point.summary.ci95, bottom, top)
            axes.vlines(at, *ends, color=look.colour, linewidth=1.2)
            _draw_cut_ends(at, point.summary.ci95, axes, look)
        if point.may_be_best and point.summary:
            axes.plot(at, height, **RING)


def _draw_cut_ends(at: float, ends: tuple[float, float], axes: "Axes", look: Look) -> None:
    """An arrow where a bar goes on beyond the frame."""
    bottom, top = axes.get_ylim()
    for mark, edge, beyond in (("v", bottom, ends[0] < bottom), ("^", top, ends[1] > top)):
        if beyond:
            axes.plot(at, edge, mark, color=look.colour, markersize=5, clip_on=False, gid="cut")


def _draw_foot(value: Sensitivity, foot: "Axes", of_line: "list[Look]", places: _Places) -> None:
    """At each number the shares of those lines that lost seeds there, side by side."""
    for number in value.axis.values:
        losing = [
            (share, look)
            for line, look in zip(value.lines, of_line, strict=True)
            for share in [_share(point) for point in line.points if point.value == number]
            if share
        ]
        width = _BARS / max(len(losing), 2)
        for k, (share, look) in enumerate(losing):
            shift = (k - len(losing) / 2) * width
            left, right = (places.beside([number], shift + more)[0] for more in (0, width))
            foot.bar(
                left, share, right - left, align="edge", color=look.colour, edgecolor=PAPER,
                hatch="////", linewidth=0,
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
