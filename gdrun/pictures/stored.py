"""What a picture is of, from the words by which a person names what is stored."""

from collections.abc import Collection, Sequence

from gdrun.evidence.comparability import Candidate
from gdrun.pictures.kind import Need, Subject
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
    return Subject(
        tuple(
            Candidate(each.outcome, each.variant, "" if single else each.label) for each in found
        ),
        command if single else "compare",
        metric,
    )
