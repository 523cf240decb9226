"""Weights before and after training."""

from typing import TYPE_CHECKING

from gdrun.errors import PictureError
from gdrun.evidence.endings import usable
from gdrun.evidence.pictures.labels import experiments_in_words, names_of
from gdrun.pictures.drawing.weights import draw
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.pictures.numbers.networks import weights_numbers
from gdrun.records import Record

if TYPE_CHECKING:
    from gdrun.landscape.weights import Weights

MOST_VARIANTS = 6


def why_not(subject: Subject) -> str:
    """There is a row for each of several variants."""
    if len(subject.candidates) > MOST_VARIANTS:
        return f"it shows at most {MOST_VARIANTS} variants: name some, as ID:1 ID:2"
    return ""


def make(subject: Subject) -> "Weights":
    """Of the first seed of which all variants kept their weights."""
    from gdrun.landscape.stored import binding_of
    from gdrun.landscape.weights import TrainedNetwork, weights
    from gdrun.trial.data_of_seeds import Datasets

    kept: list[dict[int, Record]] = [
        {
            record.seed: record
            for record in each.outcome.records
            if record.variant == each.variant.name and usable(record) and record.weights.size
        }
        for each in subject.candidates
    ]
    for each, records in zip(subject.candidates, kept, strict=True):
        if not records:
            raise PictureError(
                f"{each.variant.name}: no weights were kept: run it again with --keep-weights all"
            )
    common = set(kept[0]).intersection(*kept)
    if not common:
        raise PictureError("the variants kept weights of no seed in common")
    seed, datasets = min(common), Datasets()
    names = names_of(subject.candidates)
    networks = [
        TrainedNetwork(
            name,
            binding_of(each.variant, each.outcome.request, seed, datasets, subject.parts),
            records[seed].weights,
        )
        for name, each, records in zip(names, subject.candidates, kept, strict=True)
    ]
    said = experiments_in_words(subject.candidates)
    title = f"{said}: weights before and after training, seed {seed}"
    return weights(title, seed, networks)


KIND = Kind(
    "weights",
    "histograms of weights at the start and the end; images of units",
    place=60,
    why_not=why_not,
    make=make,
    draw=draw,
    numbers=weights_numbers,
    needs=frozenset({Need.WEIGHTS}),
)
