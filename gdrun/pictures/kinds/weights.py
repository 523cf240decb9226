"""Weights before and after training."""

from typing import TYPE_CHECKING

from gdrun.errors import PictureError
from gdrun.evidence.endings import usable
from gdrun.pictures.kind import Kind, Need, Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdrun.landscape.weights import Weights


def why_not(subject: Subject) -> str:
    """It takes one variant."""
    if len(subject.candidates) > 1:
        return "it is for one variant: name it, as ID:1"
    return ""


def make(subject: Subject) -> "Weights":
    """Of the first seed whose weights were kept."""
    from gdrun.landscape.stored import binding_of
    from gdrun.landscape.weights import weights
    from gdrun.trial.data_of_seeds import Datasets

    (candidate,) = subject.candidates
    variant = candidate.variant
    records = [
        each
        for each in candidate.outcome.records
        if each.variant == variant.name and usable(each) and each.weights.size
    ]
    if not records:
        raise PictureError(f"{variant.name}: no weights were kept: run it with --keep-weights all")
    seed = records[0].seed
    binding = binding_of(variant, candidate.outcome.request, seed, Datasets(), subject.parts)
    return weights(f"{variant.name}: weights of seed {seed}", binding, seed, records[0].weights)


def draw(value: "Weights", figure: "Figure") -> None:
    """Imported here, as it takes Matplotlib."""
    from gdrun.pictures.drawing.weights import draw as drawn

    drawn(value, figure)


KIND = Kind(
    "weights",
    "histograms of weights at the start and the end; images of units",
    place=60,
    why_not=why_not,
    make=make,
    draw=draw,
    needs=frozenset({Need.WEIGHTS}),
)
