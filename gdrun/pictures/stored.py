"""What a picture is of, from the words by which a person names what is stored."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from gdrun.evidence.comparability import Candidate, check_named_once
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.store import Kept, Store, stored_variants


def stored_subject(store: Store, words: Sequence[str], needs: Collection[Need] = ()) -> Subject:
    """The variants that the words stand for; their records hold the arrays that are needed.

    Raises:
        StoreError: If a word stands for nothing, or a variant is named twice.
    """
    found = stored_variants(
        store,
        words,
        histories=Need.HISTORIES in needs,
        weights=Need.WEIGHTS in needs,
        documents=Need.DOCUMENTS in needs,
        outputs=Need.OUTPUTS in needs,
    )
    check_named_once(each.label for each in found)
    ids = dict.fromkeys(each.outcome.id or "" for each in found)
    command, metric = store.describe(next(iter(ids)))
    single = len(ids) == 1
    whole = single and len(found) == len(found[0].outcome.variants)
    several = "compare" if len(found) > 1 else "train"
    candidates = tuple(
        Candidate(each.outcome, each.variant, each.variant.name if single else each.label)
        for each in found
    )
    return Subject(
        candidates,
        command if whole else several,
        metric,
        lacking=_lacking(store, candidates),
    )


def _lacking(store: Store, candidates: Sequence[Candidate]) -> Mapping[Need, frozenset[str]]:
    kept: dict[str, Mapping[str, Kept]] = {}
    for outcome in (each.outcome for each in candidates):
        known = outcome.id or ""
        if known not in kept:
            names = [variant.name for variant in outcome.variants]
            kept[known] = dict(zip(names, store.kept(known), strict=True))
    told = [(each.label, kept[each.outcome.id or ""][each.variant.name]) for each in candidates]
    return {
        Need.HISTORIES: frozenset(label for label, of in told if not of.histories),
        Need.WEIGHTS: frozenset(label for label, of in told if not of.weights),
        Need.OUTPUTS: frozenset(label for label, of in told if not of.outputs),
        Need.PROBABILITIES: frozenset(label for label, of in told if not of.raw),
    }


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
