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
