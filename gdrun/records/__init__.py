"""Records: frozen types that rooms hand to each other, and that import nothing of gdrun."""

from gdrun.records.experiments import ExperimentSummary
from gdrun.records.metrics import (
    JUDGED,
    LOSS,
    PORTIONS,
    Measured,
    Metrics,
    without_judged,
)
from gdrun.records.outcomes import Outcome, Variant
from gdrun.records.progress import Leader, Progress
from gdrun.records.trials import History, Record, Status

__all__ = [
    "JUDGED",
    "LOSS",
    "PORTIONS",
    "ExperimentSummary",
    "History",
    "Leader",
    "Measured",
    "Metrics",
    "Outcome",
    "Progress",
    "Record",
    "Status",
    "Variant",
    "without_judged",
]
