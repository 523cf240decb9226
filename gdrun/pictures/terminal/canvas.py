"""A canvas of dots: a braille letter shows two columns of four."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

Floats = NDArray[np.float64]

ACROSS, DOWN = 2, 4
"""Dots of a letter."""

_BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""What each dot adds to the number of a letter, by row and column; after Unicode's chart."""

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")
"""By their names, so that a terminal shows those of its theme."""
DASHES = ("1", "11110000", "100", "1111001000", "110000", "11111111001100")
"""Which dots along a line are drawn, again and again."""
MARKS = "oxv+#*@%"


def look(owner: int) -> tuple[str, str, str]:
    """Colour, dashes and mark of one of several lines."""
    return (
        COLOURS[owner % len(COLOURS)],
        DASHES[owner % len(DASHES)],
        MARKS[owner % len(MARKS)],
    )


class Canvas:
    """Letters in rows; lines belong to owners, whose looks they have. Row 0 is on top."""

    def __init__(self, width: int, height: int) -> None:
        """An empty one of so many letters."""
        self.columns, self.rows = ACROSS * width, DOWN * height
        self._dots = np.zeros((self.rows, self.columns), bool)
        self._owners = np.full((height, width), -1)
        self._shaders = np.full((height, width), -1)
        self._marks: dict[tuple[int, int], tuple[str, int]] = {}

    def dots(self, rows: NDArray[np.int64], columns: NDArray[np.int64], owner: int) -> None:
        """Sets dots; those outside are left out."""
        inside = (rows >= 0) & (rows < self.rows) & (columns >= 0) & (columns < self.columns)
        rows, columns = rows[inside], columns[inside]
        self._dots[rows, columns] = True
        self._owners[rows // DOWN, columns // ACROSS] = owner

    def curve(self, heights: Floats, owner: int, dashes: str) -> None:
        """A line without gaps but for its dashes, through a row for each column of dots.

        Args:
            heights: (columns,): NaN where there is no line; others may be outside.
            owner: Whose it is.
            dashes: As in ``DASHES``.
        """
        (columns,) = np.isfinite(heights).nonzero()
        if not columns.size:
            return
        rows = np.rint(np.clip(heights[columns], -DOWN, self.rows + DOWN)).astype(np.int64)
        climbs = np.diff(rows, prepend=rows[0])
        climbs[np.diff(columns, prepend=columns[0]) > 1] = 0
        steps, counts = np.sign(climbs), np.maximum(np.abs(climbs), 1)
        along = np.arange(counts.sum())
        # How many dots of its column come before each.
        before = along - np.repeat(counts.cumsum() - counts, counts)
        first = np.where(climbs == 0, rows, rows - climbs + steps)
        drawn = np.array([each == "1" for each in dashes])[along % len(dashes)]
        reached = np.repeat(first, counts) + np.repeat(steps, counts) * before
        self.dots(reached[drawn], np.repeat(columns, counts)[drawn], owner)

    def band(self, low: Floats, high: Floats, owner: int) -> None:
        """Sparse dots between two rows of each column, (columns,); letters with a line have none.

        So it comes after all lines.
        """
        rows, columns = np.arange(self.rows)[:, None], np.arange(self.columns)
        phase = owner % 2
        sparse = (rows % 2 == phase) & ((rows + columns) % 4 == phase)
        top, bottom = np.fmin(low, high), np.fmax(low, high)
        free = (self._owners < 0).repeat(DOWN, axis=0).repeat(ACROSS, axis=1)
        shaded = sparse & free & (rows >= top) & (rows <= bottom)
        self._dots |= shaded
        letters = shaded.reshape(len(self._owners), DOWN, -1, ACROSS).any(axis=(1, 3))
        self._shaders[letters & (self._shaders < 0)] = owner

    def mark(self, row: float, column: float, sign: str, owner: int) -> None:
        """A sign in place of the letter at a dot, or beside it if another is there already."""
        height, width = self._owners.shape
        at = min(max(int(row) // DOWN, 0), height - 1)
        across = min(max(int(column) // ACROSS, 0), width - 1)
        for aside in (0, 1, -1, 2, -2, 3, -3):
            place = at, across + aside
            if 0 <= place[1] < width and self._marks.get(place, (sign, owner)) == (sign, owner):
                self._marks[place] = sign, owner
                return

    def lines(self) -> list[Text]:
        """What is seen, row by row."""
        letters = np.full(self._owners.shape, _BLANK)
        for row, bits in enumerate(_BITS):
            for column, bit in enumerate(bits):
                letters += bit * self._dots[row::DOWN, column::ACROSS]
        return [self._line(row, each) for row, each in enumerate(letters.tolist())]

    def _line(self, row: int, letters: Sequence[int]) -> Text:
        line = Text()
        for column, letter in enumerate(letters):
            text = " " if letter == _BLANK else chr(letter)
            owner, shader = int(self._owners[row, column]), int(self._shaders[row, column])
            text, owner = self._marks.get((row, column), (text, owner))
            if owner >= 0:
                line.append(text, look(owner)[0])
            elif shader >= 0:
                line.append(text, f"dim {look(shader)[0]}")
            else:
                line.append(text)
        return line


def sample(dashes: str, width: int = 5) -> str:
    """A short piece of a line, for a legend."""
    canvas = Canvas(width, 1)
    canvas.curve(np.ones(canvas.columns), 0, dashes)
    return canvas.lines()[0].plain
