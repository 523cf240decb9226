"""What is told of a stored experiment without reading its trials."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ExperimentSummary:
    """An experiment in a store: a line of ``gdrun runs``."""

    begun: datetime
    """In UTC."""
    id: str
    name: str
    command: str
    status: str
    """``done``, ``interrupted``, or ``running``, which a process that was killed leaves behind."""
    variants: int
    trials: int
    """That are stored."""
    planned: int
