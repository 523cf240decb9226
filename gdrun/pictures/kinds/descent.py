"""Ways of descent over the loss."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdrun.errors import PictureError
from gdrun.evidence.pictures.labels import experiments_in_words, labels_of
from gdrun.pictures.kind import Kind, Subject

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdrun.landscape.descent import Descent

MOST_WAYS = 6


def why_not(subject: Subject) -> str:
    """Too many ways cover each other."""
    if len(subject.candidates) > MOST_WAYS:
        return f"it shows at most {MOST_WAYS} variants: name some, as ID:1 ID:2"
    return ""


def make(subject: Subject) -> "Descent":
    """The ways of the first seed that all have, which are trained again."""
    from gdrun.landscape.descent import descent
    from gdrun.landscape.stored import binding_of
    from gdrun.trial.data_of_seeds import Datasets

    seeds = [
        {r.seed: r for r in each.outcome.records if r.variant == each.variant.name}
        for each in subject.candidates
    ]
    common = set(seeds[0]).intersection(*seeds)
    if not common:
        raise PictureError("the variants have no seed in common")
    seed, datasets = min(common), Datasets()
    _, names = labels_of(subject.candidates)
    variants = []
    for name, each, records in zip(names, subject.candidates, seeds, strict=True):
        data: Any = each.variant.preparation.get("data")
        binding = binding_of(each.variant.config, data, Path.cwd(), seed, datasets)
        variants.append((name, binding, records[seed].weights_sha256))
    title = f"{experiments_in_words(subject.candidates)}: the loss, and ways down, seed {seed}"
    return descent(title, seed, variants, lambda _: None)


def draw(value: "Descent", figure: "Figure") -> None:
    """Imported here, as it takes Matplotlib."""
    from gdrun.pictures.drawing.descent import draw as drawn

    drawn(value, figure)


KIND = Kind(
    "descent",
    "the loss as contours with each variant's way, step by step",
    place=40,
    why_not=why_not,
    make=make,
    draw=draw,
)
