"""How far probabilities can be believed."""

from typing import TYPE_CHECKING

from gdrun.evidence.pictures.confusion import CalibrationPicture, calibration_picture
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.numbers.rows import calibration_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def why_not(subject: Subject) -> str:
    """It takes one classifier."""
    if len(subject.candidates) > 1:
        return "it is for one variant: name it, as ID:1"
    if not subject.candidates[0].variant.preparation.get("class_names"):
        return "it shows classes, and numbers are predicted"
    return ""


def make(subject: Subject) -> CalibrationPicture:
    """On test rows if there are some."""
    return calibration_picture(subject.candidates[0])


def draw(value: CalibrationPicture, figure: "Figure") -> None:
    """Imported here, as it takes Matplotlib."""
    from gdrun.pictures.drawing.confusion import draw_calibration

    draw_calibration(value, figure)


KIND = Kind(
    "calibration",
    "whether what is said with a confidence of 0.8 is right in 0.8",
    place=51,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=calibration_numbers,
    needs=frozenset({Need.OUTPUTS}),
)
