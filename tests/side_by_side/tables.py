"""What a random config may learn from: how it is said, and what its rows look like."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.side_by_side.drawing import Part, draw_parameters, written

LOSSES = {
    "many": {"cross_entropy", "multi_margin"},
    "two": {"cross_entropy", "multi_margin", "binary_cross_entropy", "hinge"},
    "numbers": {"mse", "mae", "huber", "log_cosh"},
    "counts": {"poisson", "mse", "huber"},
}
"""The losses that suit a target of many classes, of two, of numbers, and of counts."""

ONE_OUTPUT = {"binary_cross_entropy", "hinge"}


@dataclass(frozen=True)
class Table:
    """A source of data."""

    source: Any
    """What ``data.source`` says."""
    inputs: int
    target: str
    """A key of ``LOSSES``."""
    outputs: int
    """Classes, or numbers to predict."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """What the ``data`` section needs to say besides."""


_Files = tuple[Table, ...]

PACKAGED = {
    "iris": Table("iris", 4, "many", 3),
    "wine": Table("wine", 13, "many", 3),
    "digits": Table("digits", 64, "many", 10),
    "breast_cancer": Table("breast_cancer", 30, "two", 2),
    "diabetes": Table("diabetes", 10, "numbers", 1),
}

FILES: Mapping[str, _Files] = {
    "npz": (
        Table("classes.npz", 4, "many", 3),
        Table({"name": "npz", "path": "two.npz"}, 4, "two", 2),
        Table("numbers.npz", 4, "numbers", 2),
        Table("counts.npz", 4, "counts", 1),
        Table("classes.npz", 4, "counts", 1, {"task": "regression"}),
        Table({"train": "classes.npz", "validation": "classes.npz"}, 4, "many", 3),
    ),
    "csv": (
        Table("mixed.csv", 5, "many", 3, {"missing": "drop"}),
        Table("mixed.csv", 5, "many", 3, {"missing": "mean", "target": "kind"}),
        Table("mixed.csv", 7, "numbers", 1, {"missing": "drop", "target": "length"}),
        Table({"name": "tsv", "path": "plain.tsv"}, 3, "numbers", 1, {"header": False}),
        Table("plain.tsv", 3, "numbers", 1, {"target": 0}),
        Table("plain.csv.gz", 3, "numbers", 1, {"target": "y"}),
        Table({"train": "train.csv", "test": "test.csv"}, 3, "numbers", 1),
    ),
    "idx": (
        Table({"X": "images.gz", "y": "labels"}, 9, "many", 3),
        Table({"name": "idx", "X": "images.gz", "y": "labels"}, 9, "many", 3),
    ),
}

_Said = Mapping[str, Any]
GENERATED: Mapping[str, Callable[[Any, _Said], Table]] = {
    "xor": lambda source, _: Table(source, 2, "two", 2),
    "moons": lambda source, _: Table(source, 2, "two", 2),
    "circles": lambda source, _: Table(source, 2, "two", 2),
    "spirals": lambda source, said: _of_classes(source, 2, said.get("classes", 2)),
    "blobs": lambda source, said: _of_classes(
        source, said.get("columns", 2), said.get("classes", 3)
    ),
    "linear": lambda source, _: Table(source, 1, "numbers", 1),
    "sine": lambda source, _: Table(source, 1, "numbers", 1),
}


def _of_classes(source: Any, inputs: int, classes: int) -> Table:
    return Table(source, inputs, "two" if classes == 2 else "many", classes)


def draw_table(part: Part, rng: random.Random) -> Table:
    """A table of that source.

    Raises:
        KeyError: If nothing is known of a source of that name: it is to be written down here.
    """
    if part.name in PACKAGED:
        return PACKAGED[part.name]
    if part.name in FILES:
        return rng.choice(FILES[part.name])
    said = draw_parameters(part, rng) | {"rows": rng.randint(24, 80)}
    return GENERATED[part.name](written(part, said, rng), said)
