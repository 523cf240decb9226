"""Decisions over two inputs."""

from typing import TYPE_CHECKING

from gdrun.errors import PictureError
from gdrun.evidence.endings import usable
from gdrun.evidence.pictures.labels import whole_name
from gdrun.pictures.classifiers import why_not_classifier
from gdrun.pictures.drawing.boundary import draw
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.numbers.networks import boundary_numbers
from gdrun.wording import several

if TYPE_CHECKING:
    from gdrun.landscape.boundary import Boundary


def why_not(subject: Subject) -> str:
    """It takes one classifier with two inputs."""
    if reason := why_not_classifier(subject):
        return reason
    inputs = subject.candidates[0].variant.preparation.get("inputs")
    return "" if inputs == 2 else f"it is for two inputs, and there are {inputs}"


def make(subject: Subject) -> "Boundary":
    """Of all seeds whose weights were kept."""
    from gdrun.landscape.boundary import boundary
    from gdrun.landscape.stored import binding_of
    from gdrun.trial.data_of_seeds import Datasets
    from gdrun.trial.kernels import load_training_loop

    (candidate,) = subject.candidates
    variant = candidate.variant
    records = [
        each
        for each in candidate.outcome.records
        if each.variant == variant.name and usable(each) and each.weights.size
    ]
    if not records:
        raise PictureError(f"{variant.name}: no weights were kept: run it with --keep-weights all")
    binding = binding_of(
        variant, candidate.outcome.request, records[0].seed, Datasets(), subject.parts
    )
    # Predictions take it, and it may have to be compiled.
    load_training_loop(binding.config.training.dtype, subject.on_status)
    title = f"{whole_name(candidate)}: predicted class, {several(len(records), 'seed')}"
    return boundary(title, variant, records, binding.dataset, subject.parts)


KIND = Kind(
    "boundary",
    "for two inputs which class is predicted where, seed by seed",
    place=25,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=boundary_numbers,
    own_ground=True,
    needs=frozenset({Need.WEIGHTS, Need.DOCUMENTS}),
)
