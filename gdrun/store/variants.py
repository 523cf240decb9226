"""Which variants a person means: all of an experiment, ``ID``, or one, ``ID:NAME``, ``ID:NUMBER``.

``ID`` is what ``Store.resolve`` takes. A name goes before a number. Names may hold colons, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from gdrun.errors import StoreError
from gdrun.records import Outcome, Variant
from gdrun.store.ids import Named


class StoredExperiments(Protocol):
    """What is needed of a store."""

    def experiments(self) -> Sequence[Named]: ...

    def resolve(self, word: str) -> str: ...

    def outcome(self, experiment: str, *, weights: bool = False) -> Outcome: ...


@dataclass(frozen=True)
class StoredVariant:
    """A variant with the whole experiment that it is from."""

    outcome: Outcome
    variant: Variant
    label: str
    """What tells it from those of other experiments."""


def stored_variants(store: StoredExperiments, words: Sequence[str]) -> list[StoredVariant]:
    """The variants that the words stand for, in their order; an experiment is read once.

    Raises:
        StoreError: If a word stands for none.
    """
    outcomes: dict[str, Outcome] = {}
    found = []
    for word in words:
        experiment, colon, wanted = _split(store, word)
        known = store.resolve(experiment)
        if known not in outcomes:
            outcomes[known] = store.outcome(known)
        outcome = outcomes[known]
        single = len(outcome.variants) == 1
        for variant in [_named(outcome, experiment, wanted)] if colon else outcome.variants:
            label = f"{outcome.experiment} ({known})" if single else f"{known}: {variant.name}"
            found.append(StoredVariant(outcome, variant, label))
    return found


def stored_outcome(store: StoredExperiments, word: str, *, weights: bool = False) -> Outcome:
    """An experiment; one of its variants is told as if it had been a training of that alone.

    Args:
        store: Where it is.
        word: ``ID``, ``ID:NAME`` or ``ID:NUMBER``.
        weights: Whether records hold theirs.

    Raises:
        StoreError: If the word stands for none.
    """
    experiment, colon, wanted = _split(store, word)
    outcome = store.outcome(store.resolve(experiment), weights=weights)
    if not colon:
        return outcome
    variant = _named(outcome, experiment, wanted)
    records = tuple(record for record in outcome.records if record.variant == variant.name)
    return replace(
        outcome,
        variants=(variant,),
        records=records,
        seconds=sum(record.seconds for record in records),
        steps=sum(record.steps for record in records),
    )


def _split(store: StoredExperiments, word: str) -> tuple[str, str, str]:
    """The experiment, a colon, and the variant; the last two are empty where none is meant.

    Of names that hold colons, the longest that an experiment has is meant.
    """
    if ":" not in word:
        return word, "", ""
    known = {name for each in store.experiments() for name in (each.id, each.name)}
    if word in known:
        return word, "", ""
    places = [place for place, letter in enumerate(word) if letter == ":"]
    place = next((each for each in reversed(places) if word[:each] in known), places[0])
    return word[:place], ":", word[place + 1 :]


def _named(outcome: Outcome, experiment: str, wanted: str) -> Variant:
    """The variant of that name, or else of that number."""
    variants = outcome.variants
    for variant in variants:
        if variant.name == wanted:
            return variant
    if wanted.isdecimal() and 0 < int(wanted) <= len(variants):
        return variants[int(wanted) - 1]
    listed = "\n".join(f"  {i}  {v.name}" for i, v in enumerate(variants, start=1))
    raise StoreError(f"{experiment} has no variant `{wanted}`; it has\n{listed}")
