"""Records: frozen types that rooms hand to each other, and that import nothing of gdrun."""

from gdrun.records.claims import Claim, Difference, Level, Meaning, Relation, ShareOfSeeds
from gdrun.records.diagnoses import Diagnoses, Diagnosis
from gdrun.records.experiments import DAMAGED, ExperimentSummary
from gdrun.records.layers import LayersSeen
from gdrun.records.metrics import (
    JUDGED,
    LOSS,
    PORTIONS,
    Measured,
    Metrics,
    PackedMetrics,
    portion_and_name,
    without_judged,
    without_portion,
)
from gdrun.records.outcomes import Outcome, Variant
from gdrun.records.outputs import (
    Document,
    Documents,
    KeepOutputs,
    Outputs,
    RowOutputs,
    numbers_of,
    probabilities_of,
    steps_of,
)
from gdrun.records.predictions import Answers, ClassAnswers, NumberAnswers, Prediction
from gdrun.records.progress import Leader, Progress
from gdrun.records.requests import Request
from gdrun.records.sharing import Shared
from gdrun.records.trials import NO_HISTORY, History, Record, Status

__all__ = [
    "DAMAGED",
    "JUDGED",
    "LOSS",
    "NO_HISTORY",
    "PORTIONS",
    "Answers",
    "Claim",
    "ClassAnswers",
    "Diagnoses",
    "Diagnosis",
    "Difference",
    "Document",
    "Documents",
    "ExperimentSummary",
    "History",
    "KeepOutputs",
    "LayersSeen",
    "Leader",
    "Level",
    "Meaning",
    "Measured",
    "Metrics",
    "NumberAnswers",
    "Outcome",
    "Outputs",
    "PackedMetrics",
    "Prediction",
    "Progress",
    "Record",
    "Relation",
    "Request",
    "RowOutputs",
    "ShareOfSeeds",
    "Shared",
    "Status",
    "Variant",
    "numbers_of",
    "portion_and_name",
    "probabilities_of",
    "steps_of",
    "without_judged",
    "without_portion",
]
