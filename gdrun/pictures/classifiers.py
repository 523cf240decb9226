"""What all pictures of a classifier ask for."""

from gdrun.pictures.kind import Subject


def why_not_classifier(subject: Subject) -> str:
    """Why a subject is not one classifier; empty if it is."""
    if not subject.candidates[0].variant.preparation.get("class_names"):
        return "it shows classes, and numbers are predicted"
    if len(subject.candidates) > 1:
        return "it is for one variant: name it, as ID:1"
    return ""
