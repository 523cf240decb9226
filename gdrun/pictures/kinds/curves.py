"""Losses, metrics and rates over epochs."""

from gdrun.evidence.pictures.curves import MOST_VARIANTS, Curves, curves
from gdrun.pictures.drawing.curves import draw
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.narrowing import first_in_order
from gdrun.pictures.numbers.curves import curves_numbers


def why_not(subject: Subject) -> str:
    """Too many curves are a tangle; a sweep has an order, so that its first can be shown."""
    if len(subject.candidates) > MOST_VARIANTS and subject.command != "sweep":
        return f"it shows at most {MOST_VARIANTS} variants: name some, as ID:1 ID:2"
    return ""


def make(subject: Subject) -> Curves:
    """The curves of all candidates, or of a sweep's first."""
    shown = narrow(subject)
    return curves(shown.candidates, shown.metric, shown.notes)


def narrow(subject: Subject) -> Subject:
    """The first of a sweep's variants."""
    return first_in_order(subject, MOST_VARIANTS)


KIND = Kind(
    "curves",
    "loss, metric and learning rate over the epochs",
    place=20,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=curves_numbers,
    needs=frozenset({Need.HISTORIES}),
    narrow=narrow,
)
