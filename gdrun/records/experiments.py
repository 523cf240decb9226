"""What is told of a stored experiment without reading its trials."""

from dataclasses import dataclass
from datetime import datetime

DAMAGED = "damaged"


@dataclass(frozen=True)
class ExperimentSummary:
    """An experiment in a store: a line of ``gdrun runs``."""

    begun: datetime | None
    """In UTC; None if that is not known, as the experiment is damaged."""
    id: str
    name: str
    command: str
    status: str
    """``done``, ``interrupted``, ``running``, which a process that was killed leaves behind, or
    ``damaged``, if it is not what was written."""
    variants: int
    trials: int
    """That are stored."""
    planned: int
