"""What the network is shown: a portion of the data, and a tile of its rows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.blocks.pointers import Pointer, advance, pointer
from gdrun.engine.blocks.products import copy
from gdrun.engine.compile.compiling import inner
from gdrun.engine.layers.network import Matrix
from gdrun.engine.layers.scratch import Scratch

ALL_ALIKE = np.zeros(0)
"""No weights of rows: all count alike."""
ALL_ALIKE.flags.writeable = False


class Portion(NamedTuple):
    """Rows of the data, read-only: inputs (rows, features) and targets (rows, columns)."""

    inputs: Matrix
    targets: Matrix
    weights: NDArray[np.float64] = ALL_ALIKE
    """(rows,): how much each counts in the loss, and in metrics that are weighted; empty if all
    count alike."""


class Examples(NamedTuple):
    """A portion, as pointers: whoever makes one keeps the portion alive."""

    inputs: Pointer
    targets: Pointer
    weights: Pointer
    """How much each row counts in the loss, and in metrics that are weighted."""
    weighted: int
    """Whether rows have weights; else all count alike."""
    rows: int
    columns: int
    target_columns: int


@inner
def examples_of(portion: Portion) -> Examples:
    """The portion's examples."""
    rows, columns = portion.inputs.shape
    return Examples(
        inputs=pointer(portion.inputs, 0),
        targets=pointer(portion.targets, 0),
        weights=pointer(portion.weights, 0),
        weighted=portion.weights.size > 0,
        rows=rows,
        columns=columns,
        target_columns=portion.targets.shape[1],
    )


@inner
def total_weight(examples: Examples, order: Pointer, start: int, stop: int) -> float:
    """How much the rows ``order[start:stop]`` count together."""
    if not examples.weighted:
        return float(stop - start)
    total = 0.0
    for i in range(start, stop):
        total += examples.weights[order[i]]
    return total


@inner
def load_tile(
    examples: Examples, order: Pointer, first: int, rows: int, scratch: Scratch
) -> Pointer:
    """Gathers the rows ``order[first : first + rows]``; returns where their inputs are.

    Inputs that lie together already stay where they are.
    """
    start = order[first]
    consecutive = 1
    while consecutive < rows and order[first + consecutive] == start + consecutive:
        consecutive += 1
    columns, target_columns = examples.columns, examples.target_columns
    if consecutive == rows:
        copy(
            advance(examples.targets, start * target_columns),
            scratch.targets,
            rows * target_columns,
        )
        return advance(examples.inputs, start * columns)
    for i in range(rows):
        row = order[first + i]
        copy(advance(examples.inputs, row * columns), advance(scratch.inputs, i * columns), columns)
        for j in range(target_columns):
            scratch.targets[i * target_columns + j] = examples.targets[row * target_columns + j]
    return scratch.inputs
