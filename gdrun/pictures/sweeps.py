"""What all pictures of a sweep ask for."""

from gdrun.evidence.endings import every_seed_diverged
from gdrun.evidence.pictures.labels import records_of
from gdrun.pictures.kind import Subject
from gdrun.records import JUDGED


def why_not_ranked(subject: Subject) -> str:
    """Why variants of a sweep have no order; empty if they have one."""
    if all(map(every_seed_diverged, records_of(subject.candidates))):
        return "every seed diverged"
    records = subject.candidates[0].outcome.records
    if any(subject.metric in record.metrics.get(JUDGED, {}) for record in records):
        return ""
    if any(JUDGED in record.metrics for record in records):
        return f"{JUDGED} {subject.metric} is not defined for what was predicted"
    return f"no trial has a {JUDGED} {subject.metric}: add `data.split.{JUDGED}`"
