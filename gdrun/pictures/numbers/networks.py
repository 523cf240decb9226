"""The numbers of pictures of single networks."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.pictures.numbers.table import Numbers, number

if TYPE_CHECKING:
    from gdrun.landscape.boundary import Boundary
    from gdrun.landscape.descent import Descent
    from gdrun.landscape.weights import Weights


def descent_numbers(value: "Descent") -> Numbers:
    """A row for each path: where it began and ended, and what it came to."""
    return Numbers(
        ("path", "steps", "from", "to", "came to"),
        tuple(
            (each.name, f"{each.steps:,}", _place(each.start), _place(each.end), each.came_to)
            for each in value.paths
        ),
    )


def _place(point: NDArray[np.float64]) -> str:
    return f"({', '.join(map(number, point))})"


def boundary_numbers(value: "Boundary") -> Numbers:
    """A row for each class: its training rows, and how much of the frame each seed gives it."""
    predicted = np.stack(list(value.of_seeds.values()))
    shares = [(predicted == k).mean(axis=(1, 2)) for k in range(len(value.class_names))]
    return Numbers(
        ("class", "training rows", "share of the frame, mean over seeds", "least", "most"),
        tuple(
            (
                name,
                f"{int((value.targets == k).sum()):,}",
                *(number(float(each)) for each in (share.mean(), share.min(), share.max())),
            )
            for k, (name, share) in enumerate(zip(value.class_names, shares, strict=True))
        ),
    )


def weights_numbers(value: "Weights") -> Numbers:
    """A row for each layer."""
    return Numbers(
        ("network", "layer", "shape", "std at the start", "std at the end"),
        tuple(
            (
                each.network,
                each.name,
                " × ".join(map(str, each.shape)),
                number(each.start_std),
                number(each.end_std),
            )
            for each in value.layers
        ),
    )


def gradcheck_numbers(value: Valley) -> Numbers:
    """A row for each ε."""
    points = zip(value.steps, value.plain, value.extrapolated, strict=True)
    return Numbers(
        ("ε", "error of central differences", "error of the extrapolation"),
        tuple(tuple(map(number, point)) for point in points),
    )
