"""How far variants are from the best."""

from gdrun.errors import StoreError
from gdrun.evidence.pictures.differences import (
    Differences,
    differences_of_candidates,
    differences_of_sweep,
)
from gdrun.pictures.drawing.differences import draw
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.variants import differences_numbers
from gdrun.pictures.sweeps import why_not_ranked


def why_not(subject: Subject) -> str:
    """It takes several variants that can be compared."""
    if len(subject.candidates) < 2:
        return "there is one variant, and nothing that it differs from"
    if subject.command == "sweep":
        return why_not_ranked(subject)
    if subject.command != "compare":
        return "it is for a sweep, or for several variants"
    try:
        differences_of_candidates(subject.candidates, subject.metric)
    except StoreError as error:
        # The option that the message ends with is one of gdrun compare.
        return str(error).partition("; --force")[0]
    return ""


def make(subject: Subject) -> Differences:
    """As the ranking or the comparison judges them."""
    if subject.command == "sweep":
        return differences_of_sweep(subject.candidates[0].outcome, subject.metric, subject.about)
    return differences_of_candidates(subject.candidates, subject.metric)


KIND = Kind(
    "differences",
    "variants minus the best, with the intervals that decide",
    place=12,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=differences_numbers,
)
