"""How much each row counts: a column of the table, and what classes count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdrun.data.columns import line_of, place_of, without_column
from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.wording import meant_or_all, quoted

ClassWeights = Literal["balanced"] | Mapping[str, float]


def take_weights(table: Table, name: str) -> Table:
    """The table with one of its input columns as its ``weights``.

    Raises:
        DataError: If there is no such column, or it holds no weights.
    """
    place = place_of(table, name, "data.weights")
    name = quoted(table.feature_names[place])
    if place in table.texts:
        raise DataError(f"{table.origin}: the column {name} holds text, and no weights")
    weights = table.inputs[:, place].astype(np.float64)
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(bad):
        row = int(bad[0])
        raise DataError(
            f"{table.origin}: line {line_of(table, row):,}, column {name}: a weight must be a "
            f"number from 0 on, not {weights[row]:g}"
        )
    return replace(without_column(table, place), weights=weights)


def class_weights(
    said: ClassWeights, targets: NDArray[np.floating], names: Sequence[str]
) -> NDArray[np.float64]:
    """How much each class counts, shape (classes,).

    Args:
        said: From a class's name to its weight, and 1 for all others; or ``balanced``, which is
            n / (K · n_k) of n rows, K classes that occur, and n_k rows of a class: then all of
            these count alike together. As in scikit-learn.
        targets: The training rows' class indices, (rows, 1).
        names: The classes', in the order of their indices.

    Raises:
        DataError: If there is no such class.
    """
    if not isinstance(said, str):
        if unknown := [name for name in said if name not in names]:
            raise DataError(
                f"training.class_weights: there is no class {quoted(unknown[0])}; "
                f"{meant_or_all(unknown[0], names)}"
            )
        return np.array([said.get(name, 1.0) for name in names], np.float64)
    return balanced_weights(np.bincount(targets[:, 0].astype(np.intp), minlength=len(names)))


def balanced_weights(counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """What ``balanced`` makes of the number of training rows of each class, (classes,)."""
    occurring = counts > 0
    weights = np.zeros(len(counts))
    weights[occurring] = counts.sum() / (occurring.sum() * counts[occurring])
    return weights
