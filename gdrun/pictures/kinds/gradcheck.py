"""The error of differences against ε."""

from typing import TYPE_CHECKING, NoReturn

from gdrun.errors import PictureError
from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.networks import gradcheck_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WHY_NOT = "gradient checks are not stored: gdrun gradcheck CONFIG --plot FILE draws it"


def why_not(subject: Subject) -> str:  # noqa: ARG001
    """Nothing that is stored has it."""
    return _WHY_NOT


def make(subject: Subject) -> NoReturn:  # noqa: ARG001
    """Is never asked."""
    raise PictureError(_WHY_NOT)


def draw(value: Valley, figure: "Figure") -> None:
    """Imported here, as it takes Matplotlib."""
    from gdrun.pictures.drawing.gradcheck import draw as drawn

    drawn(value, figure)


KIND = Kind(
    "gradcheck",
    "the error of differences against their step, from gdrun gradcheck --plot",
    place=90,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=gradcheck_numbers,
)
