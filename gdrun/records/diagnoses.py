"""What the course of a training, and the network that came of it, give to think."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was seen of a trial; ``gdrun.evidence.diagnoses`` says what names mean."""

    name: str
    epoch: int | None = None
    """Since when, where that is part of it."""
    layer: int | None = None
    """Of which hidden layer, from 1 on, where it is of one."""


Diagnoses = tuple[Diagnosis, ...]
"""All that was seen of a trial, the most severe first."""
