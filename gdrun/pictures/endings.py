"""How trials ended, of which there is nothing to show."""

from gdrun.evidence.comparability import Candidate
from gdrun.records import Status


def every_seed_diverged(candidate: Candidate) -> bool:
    """Whether trials of a variant ended, and each of them diverged."""
    found = {
        record.status
        for record in candidate.outcome.records
        if record.variant == candidate.variant.name
    }
    return found == {Status.DIVERGED}
