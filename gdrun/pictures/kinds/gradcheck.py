"""The error of differences against ε."""

from typing import NoReturn

from gdrun.errors import PictureError
from gdrun.pictures.drawing.gradcheck import draw
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.networks import gradcheck_numbers

_WHY_NOT = "gradient checks are not stored: gdrun gradcheck CONFIG --plot FILE draws it"


def why_not(subject: Subject) -> str:  # noqa: ARG001
    """Nothing that is stored has it."""
    return _WHY_NOT


def make(subject: Subject) -> NoReturn:  # noqa: ARG001
    """Is never asked."""
    raise PictureError(_WHY_NOT)


KIND = Kind(
    "gradcheck",
    "the error of differences against their step, from gdrun gradcheck --plot",
    place=90,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=gradcheck_numbers,
)
