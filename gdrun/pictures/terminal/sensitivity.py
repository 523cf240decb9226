"""Draws how a metric depends on a number, for a terminal."""

import math

import numpy as np
from rich.text import Text

from gdrun.evidence.pictures.scales import Scale, along, back
from gdrun.evidence.pictures.sensitivity import Line, Sensitivity
from gdrun.evidence.pictures.swept import Axis
from gdrun.pictures.terminal.axes import Extent, Tick, extent_of
from gdrun.pictures.terminal.canvas import look, sample
from gdrun.pictures.terminal.frame import Frame, flowing

_BARS = "▁▂▃▄▅▆▇█"
_NONE = "·"
_BAR = "⡂"
_AROUND = 0.03
"""Free at each side, as a share of the whole."""


def sensitivity_lines(value: Sensitivity, width: int) -> list[Text]:
    """The metric, and below it the share of diverged seeds of each line that has some.

    Args:
        value: What is drawn.
        width: Columns.

    Raises:
        ValueError: If every seed diverged.
    """
    diverging = [
        owner
        for owner, line in enumerate(value.lines)
        if any(point.diverged and point.diverged.count for point in line.points)
    ]
    frame = Frame(
        _legend(value, width, diverged=bool(diverging)),
        width,
        _across(value),
        _up(value),
        len(diverging),
    )
    for owner, line in reversed(list(enumerate(value.lines))):
        _draw(line, owner, value.axis, frame)
    for owner, line in enumerate(value.lines):
        _mark(line, owner, value.axis, frame)
    placed = value.axis.placed(value.axis.values).tolist()
    ticks = [Tick(at, f"{number:g}") for at, number in zip(placed, value.axis.values, strict=True)]
    feet = [
        (look(owner)[2], _shares(value.lines[owner], owner, value.axis, frame))
        for owner in diverging
    ]
    return frame.lines(ticks, feet)


def _across(value: Sensitivity) -> Extent:
    scale = Scale.LOGARITHMIC if value.axis.logarithmic else Scale.LINEAR
    first, last = along(value.axis.placed(value.axis.values)[[0, -1]], scale).tolist()
    room = (last - first) * _AROUND
    begin, end = back([first - room, last + room], scale).tolist()
    return Extent(begin, end, scale)


def _up(value: Sensitivity) -> Extent:
    summaries = [point.summary for line in value.lines for point in line.points if point.summary]
    means = np.array([each.mean for each in summaries])
    lows, highs = np.array([each.ci95 or (math.nan, math.nan) for each in summaries]).T
    return extent_of(means, lows, highs, value.scale)


def _draw(line: Line, owner: int, axis: Axis, frame: Frame) -> None:
    """From point to point, broken where every seed diverged."""
    values = axis.placed([point.value for point in line.points])
    means = np.array([point.summary.mean if point.summary else math.nan for point in line.points])
    heights = frame.heights(means)
    frame.canvas.curve(frame.through(values, heights), owner, look(owner)[1])
    for point, column in zip(line.points, frame.columns(values), strict=True):
        if point.summary and point.summary.ci95:
            bottom, top = np.rint(frame.heights(point.summary.ci95)).tolist()
            rows = np.arange(max(int(top), 0), min(int(bottom), frame.canvas.rows - 1) + 1)
            # Every other dot, as a line would look like one of the curves.
            rows = rows[rows % 2 == 0]
            frame.canvas.dots(rows, np.full(rows.shape, round(float(column))), owner)


def _mark(line: Line, owner: int, axis: Axis, frame: Frame) -> None:
    for point in line.points:
        if point.summary:
            row = frame.heights(point.summary.mean).round()
            column = frame.columns(axis.placed([point.value])[0]).round()
            frame.canvas.mark(float(row), float(column), look(owner)[2], owner)


def _shares(line: Line, owner: int, axis: Axis, frame: Frame) -> dict[int, Text]:
    """A bar below each point, as high as the share of seeds that diverged."""
    shares: dict[int, float] = {}
    for point in line.points:
        if point.diverged:
            place = frame.place(axis.placed([point.value])[0])
            shares[place] = max(point.diverged.share, shares.get(place, 0.0))
    colour = look(owner)[0]
    return {place: Text(_bar(share), colour) for place, share in shares.items()}


def _bar(share: float) -> str:
    return _BARS[math.ceil(share * len(_BARS)) - 1] if share else _NONE


def _legend(value: Sensitivity, width: int, *, diverged: bool) -> list[Text]:
    entries = [Text(f"{value.metric.replace('.', ' ')} over {value.axis.name}", "bold")]
    if len(value.lines) > 1:
        for owner, line in enumerate(value.lines):
            colour, dashes, mark = look(owner)
            entries.append(Text(mark + sample(dashes, 3), colour).append(f" {line.name}", "none"))
    if diverged:
        entries.append(Text(f"{_BARS[-1]} diverged"))
    intervals = any(
        point.summary and point.summary.ci95 for line in value.lines for point in line.points
    )
    return flowing(entries, width, Text(f"{_BAR} 95% interval") if intervals else None)
