"""Which variants a person means: all of an experiment, ``ID``, or one, ``ID:NAME``, ``ID:NUMBER``.

``ID`` is what ``Store.resolve`` takes. A name goes before a number. Names may hold colons, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from gdrun.errors import StoreError
from gdrun.records import Outcome, Variant
from gdrun.store.ids import Named

MOST_OFFERED = 20
MOST_LISTED = 1000
"""So many variants are named to who names none of them."""


class StoredExperiments(Protocol):
    """What is needed of a store."""

    def experiments(self) -> Sequence[Named]: ...

    def resolve(self, word: str) -> str: ...

    def names(self, experiment: str) -> Sequence[str]: ...

    def outcome(
        self,
        experiment: str,
        *,
        histories: bool = False,
        weights: bool = False,
        documents: bool = False,
        outputs: bool = False,
        only: Sequence[int] | None = None,
    ) -> Outcome: ...

    def with_histories(self, outcome: Outcome, only: Sequence[int] | None = None) -> Outcome: ...


@dataclass(frozen=True)
class StoredVariant:
    """A variant with the whole experiment that it is from."""

    outcome: Outcome
    variant: Variant
    label: str
    """What tells it from those of other experiments."""


def stored_variants(
    store: StoredExperiments,
    words: Sequence[str],
    *,
    histories: bool = False,
    weights: bool = False,
    documents: bool = False,
    outputs: bool = False,
) -> list[StoredVariant]:
    """The variants that the words stand for, in their order; an experiment is read once.

    Args:
        store: Where they are.
        words: ``ID``, ``ID:NAME`` or ``ID:NUMBER`` each.
        histories: Whether records hold theirs.
        weights: Whether records hold theirs.
        documents: Whether records hold those that tell what weights and outputs are of.
        outputs: Whether records hold theirs, and the documents.

    Raises:
        StoreError: If a word stands for none.
    """
    meant = []
    of_experiment: dict[str, set[int]] = {}
    for word in words:
        experiment, colon, wanted = _split(store, word)
        known = store.resolve(experiment)
        names = store.names(known)
        places = [_place(names, experiment, wanted)] if colon else range(len(names))
        of_experiment.setdefault(known, set()).update(places)
        meant += [(known, place) for place in places]
    outcomes = {
        known: store.outcome(
            known,
            histories=histories,
            weights=weights,
            documents=documents,
            outputs=outputs,
            only=sorted(places),
        )
        for known, places in of_experiment.items()
    }
    found = []
    for known, place in meant:
        outcome = outcomes[known]
        variant = outcome.variants[place]
        single = len(outcome.variants) == 1
        label = f"{outcome.experiment} ({known})" if single else f"{known}: {variant.name}"
        found.append(StoredVariant(outcome, variant, label))
    return found


def stored_outcome(
    store: StoredExperiments,
    word: str,
    *,
    histories: bool = False,
    weights: bool = False,
    documents: bool = False,
    outputs: bool = False,
    single: bool = False,
) -> Outcome:
    """An experiment; one of its variants is told as if it had been a training of that alone.

    Args:
        store: Where it is.
        word: ``ID``, ``ID:NAME`` or ``ID:NUMBER``.
        histories: Whether records hold theirs; they are read when they are come to, for which the
            store must stay open.
        weights: Whether records hold theirs.
        documents: Whether records hold those that tell what weights and outputs are of.
        outputs: Whether records hold theirs, and the documents.
        single: Whether it must be one variant.

    Raises:
        StoreError: If the word stands for none, or for several where it must be one.
    """
    known, only = meant(store, word)
    if single and not only and len(names := store.names(known)) > 1:
        listed = _listed(names, f"{word}:", MOST_OFFERED)
        raise StoreError(f"{word} is a sweep: name one of its variants\n{listed}")
    outcome = store.outcome(known, weights=weights, documents=documents, outputs=outputs, only=only)
    if histories:
        outcome = store.with_histories(outcome, only)
    return alone(outcome, only[0]) if only else outcome


def meant(store: StoredExperiments, word: str) -> tuple[str, Sequence[int] | None]:
    """The id of the experiment that a word stands for, and the place of a variant that it names.

    Raises:
        StoreError: If the word stands for none.
    """
    experiment, colon, wanted = _split(store, word)
    known = store.resolve(experiment)
    return known, [_place(store.names(known), experiment, wanted)] if colon else None


def alone(outcome: Outcome, place: int) -> Outcome:
    """One variant of an outcome whose records are of that alone."""
    variant, variants = outcome.variants[place], len(outcome.variants)
    planned = max(len(outcome.records), outcome.planned // variants)
    return replace(
        outcome,
        variants=(variant,),
        planned=planned,
        interrupted=outcome.interrupted and len(outcome.records) < planned,
        facts=outcome.facts_of(variant),
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


def _place(names: Sequence[str], experiment: str, wanted: str) -> int:
    """The place of the variant of that name, or else of that number."""
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return int(wanted) - 1
    listed = _listed(names, "", MOST_LISTED)
    raise StoreError(f"{experiment} has no variant `{wanted}`; it has\n{listed}")


def _listed(names: Sequence[str], before: str, most: int) -> str:
    """Variants with their numbers, a line each."""
    lines = [f"  {before}{i}  {name}" for i, name in enumerate(names[:most], start=1)]
    more = len(names) - most
    return "\n".join([*lines, *([f"  … and {more:,} more"] if more > 0 else [])])
