"""Every seed of some variants."""

from gdrun.evidence.endings import every_seed_diverged
from gdrun.evidence.pictures.labels import records_of
from gdrun.evidence.pictures.seeds import MOST_SHOWN, Seeds, seeds
from gdrun.pictures.drawing.seeds import draw
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.variants import seeds_numbers


def why_not(subject: Subject) -> str:
    """Too many rows have no room, and what has other metrics is no row."""
    if len(subject.candidates) > MOST_SHOWN:
        return f"it shows at most {MOST_SHOWN} variants: name some, as ID:1 ID:2"
    if any(subject.metric not in each.outcome.metric_names for each in subject.candidates):
        return f"not all of them have the metric {subject.metric}"
    if all(map(every_seed_diverged, records_of(subject.candidates))):
        return "every seed diverged"
    records = [record for each in subject.candidates for record in each.outcome.records]
    if not any(subject.metric in told for each in records for told in each.metrics.values()):
        return f"{subject.metric} is not defined for what was predicted"
    return ""


def make(subject: Subject) -> Seeds:
    """With the metric that variants are judged by."""
    return seeds(subject.candidates, subject.metric, subject.about)


KIND = Kind(
    "seeds",
    "every seed a dot beside mean and interval, paired seeds joined",
    place=30,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=seeds_numbers,
)
