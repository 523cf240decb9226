"""How far variants are from the best."""

from typing import TYPE_CHECKING

from gdrun.evidence.pictures.differences import (
    Differences,
    differences_of_candidates,
    differences_of_sweep,
)
from gdrun.pictures.kind import Kind, Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def why_not(subject: Subject) -> str:
    """It takes several variants."""
    if len(subject.candidates) < 2:
        return "there is one variant, and nothing that it differs from"
    return "" if subject.command in ("sweep", "compare") else "it is for a sweep, or for several"


def make(subject: Subject) -> Differences:
    """As the ranking or the comparison judges them."""
    if subject.command == "sweep":
        return differences_of_sweep(subject.candidates[0].outcome, subject.metric)
    return differences_of_candidates(subject.candidates)


def draw(value: Differences, figure: "Figure") -> None:
    """Imported here, as it takes Matplotlib."""
    from gdrun.pictures.drawing.differences import draw as drawn

    drawn(value, figure)


KIND = Kind(
    "differences",
    "variants minus the best, with the intervals that decide",
    place=12,
    why_not=why_not,
    make=make,
    draw=draw,
)
