"""What all pictures of a classifier ask for."""

from gdrun.pictures.kind import Subject
from gdrun.records import JUDGED


def why_not_classifier(subject: Subject) -> str:
    """Why a subject is not one classifier; empty if it is."""
    if not subject.candidates[0].variant.preparation.get("class_names"):
        return "it shows classes, and numbers are predicted"
    if len(subject.candidates) > 1:
        return "it is for one variant: name it, as ID:1"
    return ""


def why_not_judged(subject: Subject) -> str:
    """Why a subject is not one classifier that was asked for rows it was not trained on."""
    if reason := why_not_classifier(subject):
        return reason
    records = subject.candidates[0].outcome.records
    if any(portion in record.metrics for record in records for portion in (JUDGED, "test")):
        return ""
    return "no row was held out: add `data.split.validation` or `data.split.test`"
