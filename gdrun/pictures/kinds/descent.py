"""Paths of descent over the loss."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate, loss_of
from gdrun.evidence.pictures.labels import experiments_in_words, names_of
from gdrun.pictures.drawing.descent import draw
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.networks import descent_numbers
from gdrun.records import Record
from gdrun.report.tables.numbers import duration

if TYPE_CHECKING:
    from gdrun.landscape.descent import Descent

MOST_PATHS = 6
_SOON = 3
"""Seconds for which nobody needs a word."""
_STARTS = ("weights", "biases")
"""What a model's config says of its start, and not of its surface."""
_OF_LOSSES = ("class_weights",)
"""What ``training`` says of the loss."""


def why_not(subject: Subject) -> str:
    """Too many paths cover each other, and each must be on the same surface."""
    if len(subject.candidates) > MOST_PATHS:
        return f"it shows at most {MOST_PATHS} variants: name some, as ID:1 ID:2"
    surfaces = [_surface(each) for each in subject.candidates]
    different = [
        key for key in surfaces[0] if any(each[key] != surfaces[0][key] for each in surfaces)
    ]
    if different:
        return f"the variants differ in their {different[0]}, so each has a surface of its own"
    return ""


def _surface(candidate: Candidate) -> Mapping[str, Any]:
    """What decides the loss of given parameters, by what a person calls it."""
    variant = candidate.variant
    config: Mapping[str, Any] = variant.config
    model, training = config.get("model", {}), config.get("training", {})
    return {
        "data": variant.preparation.get("data"),
        "inputs": config.get("data", {}).get("normalize"),
        "targets": config.get("data", {}).get("normalize_target"),
        "network": _without_starts(model),
        "loss": loss_of(candidate),
        "penalty": config.get("penalty"),
        "class weights": {key: training.get(key) for key in _OF_LOSSES},
    }


def _without_starts(said: Any) -> Any:
    """A model or a layer without what it begins with."""
    if isinstance(said, Mapping):
        return {key: _without_starts(each) for key, each in said.items() if key not in _STARTS}
    if isinstance(said, (list, tuple)):
        return [_without_starts(each) for each in said]
    return said


def make(subject: Subject) -> "Descent":
    """The paths of the first seed that all have, which are trained again."""
    from gdrun.landscape.descent import Training, descent
    from gdrun.landscape.stored import binding_of
    from gdrun.trial.data_of_seeds import Datasets

    seeds: list[dict[int, Record]] = [
        {
            record.seed: record
            for record in each.outcome.records
            if record.variant == each.variant.name and record.status.complete
        }
        for each in subject.candidates
    ]
    common = set(seeds[0]).intersection(*seeds)
    if not common:
        raise PictureError("the variants have no seed in common that was trained to its end")
    seed, datasets = min(common), Datasets()
    trainings = []
    named = zip(names_of(subject.candidates), subject.candidates, seeds, strict=True)
    for name, each, records in named:
        request = each.outcome.request
        binding = binding_of(each.variant, request, seed, datasets, subject.parts)
        record = records[seed]
        trainings.append(Training(name, binding, record.steps, record.weights_sha256))
    parameters = trainings[0].binding.parameters
    over = "J(θ₀, θ₁)" if parameters == 2 else f"J of {parameters:,} parameters"
    title = f"{experiments_in_words(subject.candidates)}: descent on {over}, seed {seed}"
    seconds = sum(each.expected_seconds for each in trainings)
    if seconds > _SOON:
        subject.on_status(f"training again for the paths: about {duration(seconds)}")
    return descent(title, seed, trainings, subject.on_status)


KIND = Kind(
    "descent",
    "the loss as contours with each variant's path, step by step",
    place=40,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=descent_numbers,
)
