"""What a classifier confuses, and how far its probabilities can be believed, as pictures."""

from dataclasses import dataclass, replace

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.confusion import Calibration, Confusion
from gdrun.evidence.judged_rows import MOST_HARDEST, JudgedRows, judge_rows
from gdrun.evidence.pictures.labels import label_of, whole_name
from gdrun.wording import several


@dataclass(frozen=True)
class ConfusionPicture:
    """A confusion matrix."""

    title: str
    confusion: Confusion


@dataclass(frozen=True)
class CalibrationPicture:
    """A reliability diagram."""

    title: str
    calibration: Calibration


def confusion_picture(candidate: Candidate) -> ConfusionPicture:
    """Of one variant, on test rows if there are some.

    Raises:
        StoreError: If no outputs were kept.
    """
    judged = _judged(candidate)
    assert judged.confusion is not None
    return ConfusionPicture(_title(candidate, judged, "predictions"), judged.confusion)


def calibration_picture(candidate: Candidate) -> CalibrationPicture:
    """Of one variant, on test rows if there are some.

    Raises:
        StoreError: If no outputs were kept.
        PictureError: If no probabilities were.
    """
    judged = _judged(candidate)
    assert judged.confusion is not None
    if judged.confusion.calibration is None:
        raise PictureError(
            f"{label_of(candidate)}: no probabilities were kept: run it again with "
            "--keep-outputs all"
        )
    title = _title(candidate, judged, "confidence")
    return CalibrationPicture(title, judged.confusion.calibration)


def _judged(candidate: Candidate) -> JudgedRows:
    outcome, variant = candidate.outcome, candidate.variant
    records = [record for record in outcome.records if record.variant == variant.name]
    alone = replace(outcome, variants=(variant,), records=records)
    return judge_rows(alone, None, confusion=True, hardest=MOST_HARDEST, exponential=False)


def _title(candidate: Candidate, judged: JudgedRows, what: str) -> str:
    seeds = several(len(judged.held_out.trials), "seed")
    return f"{whole_name(candidate)}: {what} of {judged.held_out.portion} rows, {seeds}"
