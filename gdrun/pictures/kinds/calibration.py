"""How far probabilities can be believed."""

from gdrun.evidence.pictures.confusion import CalibrationPicture, calibration_picture
from gdrun.pictures.classifiers import why_not_judged
from gdrun.pictures.drawing.confusion import draw_calibration
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.numbers.rows import calibration_numbers


def make(subject: Subject) -> CalibrationPicture:
    """On test rows if there are some."""
    return calibration_picture(subject.candidates[0])


KIND = Kind(
    "calibration",
    "whether predictions with a confidence of 0.8 are right in 0.8",
    place=51,
    why_not=why_not_judged,
    make=make,
    draw=draw_calibration,
    numbers=calibration_numbers,
    needs=frozenset({Need.OUTPUTS, Need.PROBABILITIES}),
)
