"""What a picture is of, from the words by which a person names what is stored."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from gdrun.evidence.comparability import Candidate
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.store import Store, stored_variants


def stored_subject(store: Store, words: Sequence[str], needs: Collection[Need] = ()) -> Subject:
    """The variants that the words stand for; their records hold the arrays that are needed.

    Raises:
        StoreError: If a word stands for nothing.
    """
    found = stored_variants(
        store,
        words,
        histories=Need.HISTORIES in needs,
        weights=Need.WEIGHTS in needs,
        outputs=Need.OUTPUTS in needs,
    )
    ids = dict.fromkeys(each.outcome.id or "" for each in found)
    command, metric = store.describe(next(iter(ids)))
    single = len(ids) == 1
    whole = single and len(found) == len(found[0].outcome.variants)
    several = "compare" if len(found) > 1 else "train"
    return Subject(
        tuple(
            Candidate(each.outcome, each.variant, each.variant.name if single else each.label)
            for each in found
        ),
        command if whole else several,
        metric,
    )


def with_arrays(store: Store, subject: Subject, kind: Kind) -> Subject:
    """What a kind shows of a subject from the store, with the arrays that it needs."""
    narrowed = kind.narrow(subject)
    if not kind.needs:
        return narrowed
    words = []
    for each in narrowed.candidates:
        names = [variant.name for variant in each.outcome.variants]
        words.append(f"{each.outcome.id}:{names.index(each.variant.name) + 1}")
    return replace(narrowed, candidates=stored_subject(store, words, kind.needs).candidates)
