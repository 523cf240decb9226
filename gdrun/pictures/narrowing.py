"""Which variants a picture is of that has no room for all."""

from dataclasses import replace

from gdrun.evidence.ranking import rank_variants
from gdrun.pictures.kind import Subject
from gdrun.records import JUDGED


def first_in_order(subject: Subject, most: int) -> Subject:
    """The first of a sweep by their validation metric or, without one, as they were named.

    What has no more than ``most`` variants comes back as it is.
    """
    candidates = subject.candidates
    if len(candidates) <= most:
        return subject
    ranking = rank_variants(candidates[0].outcome, subject.metric)
    by = f" by {JUDGED} {subject.metric}" if ranking else ""
    if ranking:
        of_name = {each.variant.name: each for each in candidates}
        candidates = tuple(
            of_name[each.variant.name] for each in ranking.variants if each.variant.name in of_name
        )
    note = f"The first {most} of {len(subject.candidates):,} variants{by}."
    return replace(subject, candidates=candidates[:most], notes=(*subject.notes, note))
