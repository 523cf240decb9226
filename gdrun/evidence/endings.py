"""How trials ended, and which of them count."""

from collections.abc import Iterable

from gdrun.records import Outcome, Record, Status
from gdrun.statistics import Share, share_of


def usable(record: Record) -> bool:
    """Whether a trial's metrics enter its variant's averages: it ended, and did not diverge."""
    return record.status.complete and record.status is not Status.DIVERGED


def share_diverged(records: Iterable[Record]) -> Share | None:
    """How many of the trials that ended diverged; None if none has ended."""
    ended = [record for record in records if record.status.complete]
    diverged = sum(record.status is Status.DIVERGED for record in ended)
    return share_of(diverged, len(ended)) if ended else None


def every_seed_diverged(records: Iterable[Record]) -> bool:
    """Whether trials ended, and each of them diverged, so that there is no metric."""
    return {record.status for record in records} == {Status.DIVERGED}


def by_variant(outcome: Outcome) -> dict[str, list[Record]]:
    """The records of each variant by its name, in the order of variants; some may have none."""
    found: dict[str, list[Record]] = {variant.name: [] for variant in outcome.variants}
    for record in outcome.records:
        found[record.variant].append(record)
    return found
