"""A canvas within its axes, under a heading with what its lines mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from rich.text import Text

from gdrun.pictures.terminal.axes import Extent, Floats, Tick, ticks_of
from gdrun.pictures.terminal.canvas import ACROSS, DOWN, Canvas

LINES = 12
"""Of a picture whose heading takes one."""
_LEAST = 7
"""Rows of a canvas, whatever else there is."""
_BELOW = 2
"""Lines of the axis below."""
_LINES_A_TICK = 2
_LETTERS_A_TICK = 10


class Frame:
    """A canvas with axes; what is drawn on it comes between making it and ``lines``."""

    def __init__(
        self, heading: Sequence[Text], width: int, across: Extent, up: Extent, feet: int = 0
    ) -> None:
        """An empty canvas.

        Args:
            heading: Lines above.
            width: Letters of each line.
            across: From left to right.
            up: From the foot to the top.
            feet: So many lines come below.
        """
        self.across, self.up = across, up
        self._heading, self._width = heading, width
        height = max(_LEAST, LINES - len(heading) - _BELOW - feet)
        self.ticks = ticks_of(up, max(2, height // _LINES_A_TICK))
        self._left = max((len(each.label) for each in self.ticks), default=0)
        self.canvas = Canvas(width - self._left - 2, height)

    @property
    def most_ticks(self) -> int:
        """So many have room below."""
        return max(3, self._width // _LETTERS_A_TICK)

    def columns(self, values: ArrayLike) -> Floats:
        """The columns of dots at which values are."""
        return self.across.share(values) * (self.canvas.columns - 1)

    def place(self, value: float) -> int:
        """The letter of a row in which a value is."""
        return int(self.columns(value).round()) // ACROSS

    def heights(self, values: ArrayLike) -> Floats:
        """The rows of dots at which values are."""
        return (1 - self.up.share(values)) * (self.canvas.rows - 1)

    def through(self, values: Floats, heights: Floats) -> Floats:
        """A row for each column of dots, (columns,), on the straight lines from point to point.

        Args:
            values: Of the points, in order.
            heights: Their rows; NaN where the line is broken.
        """
        columns, at = self.columns(values), np.arange(self.canvas.columns, dtype=float)
        found: Floats = np.interp(at, columns, heights, left=np.nan, right=np.nan)
        # A single point lies between columns, and has its own.
        found[np.clip(np.rint(columns), 0, at[-1]).astype(int)] = heights
        return found

    def lines(
        self, ticks: Sequence[Tick], feet: Iterable[tuple[str, Mapping[int, Text]]] = ()
    ) -> list[Text]:
        """The whole picture.

        Args:
            ticks: On the axis below.
            feet: Lines below: a letter for the margin, and signs by their places.
        """
        of_row = {int(self.heights(tick.value).round()) // DOWN: tick.label for tick in self.ticks}
        places = [self.place(tick.value) for tick in ticks]
        lines = list(self._heading)
        for row, drawn in enumerate(self.canvas.lines()):
            edge = "┤" if row in of_row else "│"
            lines.append(Text(f"{of_row.get(row, ''):>{self._left}} {edge}").append_text(drawn))
        axis = ["─"] * (self.canvas.columns // ACROSS)
        for place in places:
            axis[place] = "┬"
        lines.append(Text(" " * (self._left + 1) + "└" + "".join(axis)))
        lines.append(Text(self._labels(ticks, places)))
        for margin, signs in feet:
            lines.append(self._foot(margin, signs))
        return lines

    def _labels(self, ticks: Sequence[Tick], places: Sequence[int]) -> str:
        """As many labels as do not touch."""
        row, free = "", 0
        for tick, place in zip(ticks, places, strict=True):
            middle = self._left + 2 + place
            start = min(max(middle - len(tick.label) // 2, 0), self._width - len(tick.label))
            if start >= free:
                row = row.ljust(start) + tick.label
                free = len(row) + 2
        return row

    def _foot(self, margin: str, signs: Mapping[int, Text]) -> Text:
        row = Text(f"{margin:>{self._left}}")
        for place, sign in sorted(signs.items()):
            row.pad_right(self._left + 2 + place - len(row))
            row.append_text(sign)
        return row


def flowing(entries: Iterable[Text], width: int, if_room: Text | None = None) -> list[Text]:
    """Entries of a legend, each shortened to the width, on as few lines as hold them.

    What comes ``if_room`` makes no line of its own.
    """
    lines = list(_flowing(entries, width))
    if if_room and lines[-1].cell_len + 2 + if_room.cell_len <= width:
        lines[-1].append("  ").append_text(if_room)
    return lines


def _flowing(entries: Iterable[Text], width: int) -> Iterator[Text]:
    line = Text()
    for entry in entries:
        short = entry.copy()
        short.truncate(width, overflow="ellipsis")
        if line and line.cell_len + 2 + short.cell_len > width:
            yield line
            line = Text()
        if line:
            line.append("  ")
        line.append_text(short)
    yield line
