"""A table as plain text, for what is no terminal: it has all there is to say, however wide."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gdrun.wording import visible

Row = TypeVar("Row")


@dataclass(frozen=True)
class TextTable:
    """A table of cells that are text on one line each, and that nothing obeys."""

    title: str
    """What it is of; may be empty."""
    heading: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: Collection[int] = (0,)
    """The columns of text, from 0, which are to the left; numbers are to the right."""
    notes: Sequence[str] = ()
    """What is to be known of it, such as what intervals are about; a line each."""


def text_table(
    title: str,
    rows: Sequence[Row],
    columns: Mapping[str, Callable[[Row], str]],
    *,
    left: Collection[str] = (),
    notes: Sequence[str] = (),
) -> TextTable:
    """The table of which a terminal shows as much as it has place for.

    Args:
        title: What it is of.
        rows: What it has a row of.
        columns: Heading → what a row has under it, of the widest layout.
        left: Headings of the columns of text.
        notes: What is said under it.
    """
    return TextTable(
        one_line(title),
        [one_line(heading.replace("\n", " ").strip()) for heading in columns],
        [[one_line(cell(row)) for cell in columns.values()] for row in rows],
        [place for place, heading in enumerate(columns) if heading in left],
        [one_line(note) for note in notes],
    )


def one_line(text: str) -> str:
    """The text on one line, without what a terminal or an editor would obey."""
    return visible(text).replace("\n", "\\n")
