"""What a classifier confuses."""

from gdrun.evidence.pictures.confusion import ConfusionPicture, confusion_picture
from gdrun.pictures.classifiers import why_not_judged
from gdrun.pictures.drawing.confusion import draw_confusion
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.numbers.rows import confusion_numbers


def make(subject: Subject) -> ConfusionPicture:
    """On test rows if there are some."""
    return confusion_picture(subject.candidates[0])


KIND = Kind(
    "confusion",
    "the predicted classes of each true class",
    place=50,
    why_not=why_not_judged,
    make=make,
    draw=draw_confusion,
    numbers=confusion_numbers,
    needs=frozenset({Need.OUTPUTS}),
)
