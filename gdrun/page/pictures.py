"""The pictures of a page: which suit, and drawing them."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from gdrun.errors import GdrunError
from gdrun.evidence.ranking import rank_variants
from gdrun.page.blocks import Block, Lines, Picture, Pictures, Table
from gdrun.page.svg import page_svg
from gdrun.pictures.drawing.saving import untitled_svg
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.registry import kinds
from gdrun.pictures.stored import stored_subject
from gdrun.store import Store

MOST_PICTURES = 15
"""On one page."""
SIZE = (4.8, 3.5)
"""Width and height in inches, for a column of a page."""
_CURVES_OF = 3
"""Of more variants than one picture of curves takes, it is of so many."""
_TRAIN_AGAIN = ("descent",)
"""Kinds that take a training, for which only networks of two parameters are small enough."""


class Drawing:
    """Draws pictures for one page, and counts them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._drawn = 0

    def blocks(self, words: Sequence[str], *, of_first: bool = True) -> tuple[Block, ...]:
        """Pictures of what the words stand for, and why others are left out.

        Kinds that take fewer variants are drawn of the first in order, unless ``of_first`` is
        false.
        """
        whole = stored_subject(self._store, words)
        pictures, left_out = [], []
        for kind, subject_words in _chosen(whole, words, of_first=of_first):
            if self._drawn == MOST_PICTURES:
                left_out.append(f"{kind.name}: a page has at most {MOST_PICTURES} pictures")
                continue
            try:
                known = subject_words is words and not kind.needs
                subject = whole if known else stored_subject(self._store, subject_words, kind.needs)
                value = kind.make(subject)
            except GdrunError as error:
                left_out.append(f"{kind.name}: {error}")
                continue
            self._drawn += 1
            pictures.append(_picture(kind, value, subject_words, f"p{self._drawn}-"))
        found: list[Block] = [Pictures(tuple(pictures))] if pictures else []
        if left_out:
            found.append(Lines(("Not drawn:", *left_out)))
        return tuple(found)


def _chosen(
    whole: Subject, words: Sequence[str], *, of_first: bool
) -> Iterator[tuple[Kind, Sequence[str]]]:
    """Kinds that suit the whole, or else the first variants in order, with words for these."""
    first = _first(whole) if of_first and len(whole.candidates) > 1 else []
    for kind in kinds().values():
        if kind.name in _TRAIN_AGAIN and not _has_two_parameters(whole):
            continue
        if not kind.why_not(whole):
            yield kind, words
            continue
        for some in (first[:_CURVES_OF], first[:1]):
            subject = Subject(tuple(whole.candidates[i] for i in some), "compare", whole.metric)
            if some and not kind.why_not(subject):
                known = whole.candidates[0].outcome.id
                yield kind, [f"{known}:{place + 1}" for place in some]
                break


def _first(whole: Subject) -> list[int]:
    """The places of an experiment's first variants, the best in front."""
    ranking = rank_variants(whole.candidates[0].outcome, whole.metric)
    if ranking is None:
        return list(range(min(_CURVES_OF, len(whole.candidates))))
    return [ranked.number - 1 for ranked in ranking.variants[:_CURVES_OF]]


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


def _picture(kind: Kind, value: Any, words: Sequence[str], prefix: str) -> Picture:
    content, notes = untitled_svg(kind, value, SIZE)
    numbers = kind.numbers(value)
    command = f"gdrun {shlex.join(['plot', *words, '--kind', kind.name])}"
    return Picture(
        page_svg(content, prefix, value.title, f"{kind.shows}. The table below has the numbers."),
        value.title,
        f"{kind.shows[:1].upper()}{kind.shows[1:]}: {command}",
        notes,
        kind.own_ground,
        Table(value.title, numbers.headings, numbers.rows, folded="The numbers of this picture"),
    )
