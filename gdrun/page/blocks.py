"""What a page is made of, before there is any HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

_SHORT = 20
"""Cells with fewer letters stay in one line."""
_LONGEST_WORD = 32
"""Words with more letters are broken, or a table would be too wide for paper."""
_BREAKS = re.compile(r"(?<=[(\[{=])(?=\S)|(?<=,)(?=[^\s\d])")
"""After brackets, equals signs and commas, but for those within numbers."""


@dataclass(frozen=True)
class Lines:
    """Sentences, each in a line of its own."""

    kind: ClassVar[str] = "lines"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """A text as it was written."""

    kind: ClassVar[str] = "code"
    caption: str
    text: str


@dataclass(frozen=True)
class Pairs:
    """What things are, each with a heading."""

    kind: ClassVar[str] = "pairs"
    pairs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Table:
    """A table; cells are texts, and each row has as many as there are headings."""

    kind: ClassVar[str] = "table"
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bold: frozenset[int] = frozenset()
    """Rows that stand out."""
    folded: str = ""
    """If it is shown only when it is asked for, by what words."""

    @property
    def textual(self) -> tuple[bool, ...]:
        """For each column whether it holds words, which are to the left."""
        return tuple(
            any(_is_text(row[place]) for row in self.rows) for place in range(len(self.headings))
        )

    @staticmethod
    def wrapping(cell: str) -> str:
        """Whether a cell of words is ``short`` and stays in one line, may be broken between its
        ``words``, or is ``long`` and broken anywhere."""
        if len(cell) < _SHORT:
            return "short"
        words = (piece for word in cell.split() for piece in pieces(word))
        return "words" if max(map(len, words), default=0) <= _LONGEST_WORD else "long"


@dataclass(frozen=True)
class Picture:
    """A picture with the table behind it."""

    svg: str
    """An ``svg`` element, of which all that comes from outside is escaped."""
    title: str
    caption: str
    notes: str
    """What is to be known of lines and marks; empty if nothing."""
    own_ground: bool
    """Whether it keeps a light ground in the dark."""
    table: Table


@dataclass(frozen=True)
class Pictures:
    """Pictures, side by side where there is room."""

    kind: ClassVar[str] = "pictures"
    pictures: tuple[Picture, ...]


Block = Lines | Code | Pairs | Table | Pictures


@dataclass(frozen=True)
class Section:
    """A part of a page that can be linked to."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """The sections of one experiment, or of a comparison."""

    id: str
    title: str
    description: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Page:
    """A whole report."""

    title: str
    chapters: tuple[Chapter, ...]
    """At least one; of a single one the title is the page's."""
    made_by: str


def _is_text(cell: str) -> bool:
    """Whether a cell is more than a number and its spread."""
    return sum(letter.isalpha() for letter in cell) > max(3, len(cell) // 3)


def pieces(text: str) -> Sequence[str]:
    """A text in the pieces between which a line may end, beside the ends of words."""
    return _BREAKS.split(text)


def without_empty(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Those that say something."""
    return tuple(each for each in sections if each.blocks)
