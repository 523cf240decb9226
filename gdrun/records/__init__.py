"""Records: frozen types that rooms hand to each other, and that import nothing of gdrun."""

from gdrun.records.experiments import DAMAGED, ExperimentSummary
from gdrun.records.metrics import (
    JUDGED,
    LOSS,
    PORTIONS,
    Measured,
    Metrics,
    PackedMetrics,
    without_judged,
)
from gdrun.records.outcomes import Outcome, Variant
from gdrun.records.progress import Leader, Progress
from gdrun.records.sharing import Shared
from gdrun.records.trials import NO_HISTORY, History, Record, Status

__all__ = [
    "DAMAGED",
    "JUDGED",
    "LOSS",
    "NO_HISTORY",
    "PORTIONS",
    "ExperimentSummary",
    "History",
    "Leader",
    "Measured",
    "Metrics",
    "Outcome",
    "PackedMetrics",
    "Progress",
    "Record",
    "Shared",
    "Status",
    "Variant",
    "without_judged",
]
