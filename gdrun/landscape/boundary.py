"""Which class networks with two inputs predict where, seed by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdrun.data import Dataset
from gdrun.errors import PictureError
from gdrun.files.new_rows import rows_of_arrays
from gdrun.parts.normalizers import Affine
from gdrun.prediction import predict
from gdrun.records import ClassAnswers, Record, Variant

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

GRID = 121
"""Points along each side."""

_MARGIN = 0.1
"""Of the frame, around the data."""


@dataclass(frozen=True)
class Boundary:
    """Decisions over two inputs, in their original units."""

    title: str
    names: tuple[str, str]
    """Of the inputs."""
    class_names: tuple[str, ...]
    across: Floats
    """(GRID,)."""
    up: Floats
    of_seeds: Mapping[int, Integers]
    """By seed the class at each point, (up, across)."""
    points: Floats
    """The training rows, (rows, 2)."""
    targets: Integers
    """Their classes, (rows,)."""

    @property
    def shares(self) -> Floats:
        """The share of seeds for each class, (classes, up, across)."""
        predicted = np.stack(list(self.of_seeds.values()))
        found: Floats = np.stack(
            [(predicted == k).mean(axis=0) for k in range(len(self.class_names))]
        )
        return found

    @property
    def agreement(self) -> Floats:
        """How far seeds agree at each point, (up, across): 1 if all predict the same class, 0 if
        each class is predicted by as many."""
        classes = len(self.class_names)
        found: Floats = (self.shares.max(axis=0) * classes - 1) / (classes - 1)
        return found


def boundary(
    title: str,
    variant: Variant,
    records: Sequence[Record],
    dataset: Dataset,
    parts: Sequence[Path],
) -> Boundary:
    """What each seed's network predicts on a grid around the training rows.

    Args:
        title: What it is called.
        variant: A classifier with two inputs.
        records: Its trials, with weights and documents.
        dataset: What the first of them was trained on.
        parts: Files of a user's own parts that the variant needs.

    Raises:
        GdrunError: If no weights were kept, or the inputs are no two numbers.
    """
    preparation = dataset.preparation
    fitted, encoding = preparation.fitted, preparation.encoding
    if encoding.categories or len(encoding.names) != 2 or not isinstance(fitted, Affine):
        raise PictureError(
            f"{variant.name}: the regions of classes are drawn over two numbers that are only "
            "shifted and scaled, which its inputs are not"
        )
    points = dataset.train.inputs.astype(np.float64) * fitted.scale + fitted.shift
    low, high = points.min(axis=0), points.max(axis=0)
    reach = _MARGIN * np.where(high > low, high - low, 1.0)
    across, up = np.linspace(low - reach, high + reach, GRID).T
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    of_seeds = {}
    for record in records:
        found = predict(
            variant, [record], lambda said: rows_of_arrays(grid, None, said, "the grid"), parts
        )
        assert isinstance(found.answers, ClassAnswers)
        of_seeds[record.seed] = found.answers.classes.reshape(GRID, GRID)
    return Boundary(
        title,
        (encoding.names[0], encoding.names[1]),
        dataset.class_names,
        across,
        up,
        of_seeds,
        points,
        dataset.train.original[:, 0].astype(np.intp),
    )
