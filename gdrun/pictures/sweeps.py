"""What all pictures of a sweep ask for."""

from gdrun.pictures.endings import every_seed_diverged
from gdrun.pictures.kind import Subject
from gdrun.records import JUDGED


def why_not_ranked(subject: Subject) -> str:
    """Why variants of a sweep have no order; empty if they have one."""
    if all(map(every_seed_diverged, subject.candidates)):
        return "every seed diverged"
    records = subject.candidates[0].outcome.records
    if any(subject.metric in record.metrics.get(JUDGED, {}) for record in records):
        return ""
    if any(JUDGED in record.metrics for record in records):
        return f"{JUDGED} {subject.metric} is not defined for what was predicted"
    return f"no trial has a {JUDGED} {subject.metric}: add `data.split.{JUDGED}`"
