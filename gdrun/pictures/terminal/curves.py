"""Draws curves for a terminal."""

from collections.abc import Mapping

import numpy as np
from rich.text import Text

from gdrun.evidence.pictures.curves import RATE, Course, Curves, Panel
from gdrun.pictures.terminal.axes import Extent, Floats, extent_of, ticks_of
from gdrun.pictures.terminal.canvas import look, sample
from gdrun.pictures.terminal.frame import Frame, flowing

_ROOM_FOR_TWO = 110
"""From so many columns on there is room for two panels side by side."""
_BETWEEN = 3
_LEFT, _CROSS = "100", "x"
"""Dashes of a seed that diverged, and where it ends."""
_BAND = "⢂⢂"


def curves_lines(value: Curves, width: int) -> list[Text]:
    """The loss, and where there is room the metric beside it.

    Args:
        value: What is drawn.
        width: Columns.
    """
    panels = [panel for panel in value.panels if panel.quantity != RATE]
    keys = dict.fromkeys((c.variant, c.portion) for each in panels for c in _all_of(each))
    owners = {key: owner for owner, key in enumerate(keys)}
    single = len(value.variants) == 1

    def drawn(panel: Panel, columns: int) -> list[Text]:
        frame = _frame(panel, owners, columns, single=single)
        _draw(panel, owners, frame)
        return frame.lines(ticks_of(frame.across, frame.most_ticks, whole=True))

    if width < _ROOM_FOR_TWO or len(panels) == 1:
        return drawn(panels[0], width)
    each = (width - _BETWEEN) // 2
    left, right = (drawn(panel, each) for panel in panels[:2])
    for line, beside in zip(left, right, strict=True):
        line.pad_right(each + _BETWEEN - line.cell_len)
        line.append_text(beside)
    return left


def _all_of(panel: Panel) -> tuple[Course, ...]:
    return (*panel.courses, *panel.lost)


_Owners = Mapping[tuple[str, str], int]
"""Of variant and portion, in all panels."""


def _frame(panel: Panel, owners: _Owners, width: int, *, single: bool) -> Frame:
    ended = panel.courses or panel.lost
    means, lows, highs = (
        np.concatenate([getattr(each, name) for each in ended]) for name in ("mean", "low", "high")
    )
    last = max(float(each.epochs[-1]) for each in _all_of(panel))
    return Frame(
        _legend(panel, owners, width, single=single),
        width,
        Extent(0.0, max(last, 1.0)),
        extent_of(means, lows, highs, panel.scale),
    )


def _draw(panel: Panel, owners: _Owners, frame: Frame) -> None:
    canvas = frame.canvas
    for each in panel.lost:
        canvas.curve(_through(frame, each, each.mean), _owner(each, owners), _LEFT)
    # The first lies above the others.
    for course in reversed(panel.courses):
        owner = _owner(course, owners)
        canvas.curve(_through(frame, course, course.mean), owner, look(owner)[1])
    for course in panel.courses:
        low, high = (_through(frame, course, end) for end in (course.low, course.high))
        canvas.band(high, low, _owner(course, owners))
    for each in panel.lost:
        (row,), (column,) = frame.heights(each.mean[-1:]), frame.columns(each.epochs[-1:])
        canvas.mark(row, column, _CROSS, _owner(each, owners))


def _owner(course: Course, owners: _Owners) -> int:
    return owners[course.variant, course.portion]


def _through(frame: Frame, course: Course, values: Floats) -> Floats:
    return frame.through(course.epochs.astype(float), frame.heights(values))


def _legend(panel: Panel, owners: _Owners, width: int, *, single: bool) -> list[Text]:
    entries = [Text(f"{panel.quantity.replace('_', ' ')} over epochs", "bold")]
    for course in panel.courses:
        colour, dashes, _ = look(_owner(course, owners))
        name = course.portion if single else f"{course.variant} {course.portion}"
        entries.append(Text(sample(dashes), colour).append(f" {name}", "none"))
    if panel.lost:
        entries.append(Text(f"{_CROSS} diverged"))
    intervals = any(np.isfinite(course.low).any() for course in panel.courses)
    return flowing(entries, width, Text(f"{_BAND} 95% interval") if intervals else None)
