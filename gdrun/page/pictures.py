"""The pictures of a page: which suit, how chapters share the page, and drawing them."""

import shlex
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gdrun.errors import GdrunError
from gdrun.evidence.comparability import Candidate
from gdrun.page.blocks import Block, Lines, Picture, Pictures, Table
from gdrun.page.svg import page_svg
from gdrun.pictures.drawing.saving import untitled_svg
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.narrowing import first_in_order
from gdrun.pictures.registry import kinds
from gdrun.pictures.stored import stored_subject, with_arrays
from gdrun.pictures.suiting import why_not
from gdrun.store import Store

MOST_PICTURES = 15
"""On one page."""
SIZE = (4.8, 3.5)
"""Width and height in inches, for a column of a page."""
_FEWER = (3, 1)
"""Of a sweep with more variants than a kind takes, so many are tried."""
_TRAIN_AGAIN = ("descent",)
"""Kinds that take a training, for which only networks of two parameters are small enough."""


@dataclass(frozen=True)
class Wanted:
    """What a chapter's pictures are of."""

    words: tuple[str, ...]
    of_first: bool = True
    """Whether kinds that take fewer variants are drawn of the first in order."""


def draw_pictures(
    store: Store, wanted: Sequence[Wanted], parts: Sequence[Path]
) -> list[tuple[Block, ...]]:
    """For each chapter its pictures, and why others are left out.

    Each chapter gets its most telling picture, then each its next, until the page is full.

    Args:
        store: Where the words are found.
        wanted: One for each chapter.
        parts: Files of a user's own parts, whose code may be run.

    Raises:
        StoreError: If a word stands for nothing.
    """
    chapters = [_Chapter(store, each, parts) for each in wanted]
    turns, drawn = deque(chapters), 0
    while turns and drawn < MOST_PICTURES:
        chapter = turns.popleft()
        if chapter.draw_next(f"p{drawn + 1}-"):
            drawn += 1
            turns.append(chapter)
    return [chapter.blocks() for chapter in chapters]


class _Chapter:
    """The pictures of one chapter: drawn, waiting for their turn, or left out."""

    def __init__(self, store: Store, wanted: Wanted, parts: Sequence[Path]) -> None:
        self._store = store
        self._words = wanted.words
        self._whole = replace(stored_subject(store, wanted.words), parts=tuple(parts))
        self._drawn: list[Picture] = []
        self._waiting: deque[tuple[Kind, Subject]] = deque()
        self._left_out: dict[str, str] = {}
        """Why, by kind."""
        for kind, subject in _suited(self._whole, of_first=wanted.of_first):
            if why := why_not(kind, subject):
                self._left_out[kind.name] = why
            else:
                self._waiting.append((kind, subject))

    def draw_next(self, prefix: str) -> bool:
        """Draws the next picture, whose ids begin with ``prefix``; whether there was one."""
        while self._waiting:
            kind, subject = self._waiting.popleft()
            try:
                value = kind.make(with_arrays(self._store, subject, kind))
            except GdrunError as error:
                self._left_out[kind.name] = str(error)
                continue
            self._drawn.append(_picture(kind, value, self._command(kind, subject), prefix))
            return True
        return False

    def blocks(self) -> tuple[Block, ...]:
        """The pictures so far, and why others are left out."""
        found: list[Block] = [Pictures(tuple(self._drawn))] if self._drawn else []
        lines = [f"{name}: {self._left_out[name]}" for name in kinds() if name in self._left_out]
        if self._waiting:
            names = ", ".join(kind.name for kind, _ in self._waiting)
            lines.append(f"{names}: a page has at most {MOST_PICTURES} pictures")
        if lines:
            found.append(Lines(("Not drawn:", *lines)))
        return tuple(found)

    def _command(self, kind: Kind, subject: Subject) -> str:
        """What draws the same in a file of its own."""
        words = self._words if subject is self._whole else map(_word, subject.candidates)
        parts = (word for path in subject.parts for word in ("--parts", str(path)))
        return f"gdrun {shlex.join(['plot', *words, '--kind', kind.name, *parts])}"


def _suited(whole: Subject, *, of_first: bool) -> Iterator[tuple[Kind, Subject]]:
    """Each kind that suits the whole, or else its first variants, with what it suits.

    Where arrays are lacking it is the largest that has them, if one has.
    """
    if whole.command == "variance" or not any(each.outcome.records for each in whole.candidates):
        return
    subjects = [whole]
    if of_first and len(whole.candidates) > 1:
        subjects += [_first(whole, count) for count in _FEWER]
    for kind in kinds().values():
        if kind.name in _TRAIN_AGAIN and not _has_two_parameters(whole):
            continue
        suited = [each for each in subjects if not kind.why_not(each)]
        if suited:
            yield kind, next((each for each in suited if not why_not(kind, each)), suited[0])


def _first(whole: Subject, count: int) -> Subject:
    """An experiment's first variants, as if each had been trained alone."""
    return replace(first_in_order(whole, count), command="compare" if count > 1 else "train")


def _has_two_parameters(whole: Subject) -> bool:
    for each in whole.candidates:
        tensors: Any = each.variant.preparation["tensors"]
        if sum(_size(tensor["shape"]) for tensor in tensors) != 2:
            return False
    return True


def _size(shape: Sequence[int]) -> int:
    size = 1
    for each in shape:
        size *= each
    return size


def _word(candidate: Candidate) -> str:
    """What names one variant of an experiment."""
    return f"{candidate.outcome.id}:{candidate.outcome.variants.index(candidate.variant) + 1}"


def _picture(kind: Kind, value: Any, command: str, prefix: str) -> Picture:
    content, notes = untitled_svg(kind, value, SIZE)
    numbers = kind.numbers(value)
    return Picture(
        page_svg(content, prefix, value.title, f"{kind.shows}. The table below has the numbers."),
        value.title,
        f"{kind.shows[:1].upper()}{kind.shows[1:]}: {command}",
        notes,
        kind.own_ground,
        Table(value.title, numbers.headings, numbers.rows, folded="The numbers of this picture"),
    )
