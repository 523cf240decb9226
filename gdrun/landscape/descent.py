"""Descent seen from above: the loss as a surface over two numbers, and ways down on it.

Of a network with two parameters these are the numbers. Of a larger one they are coordinates in the
plane of the two directions in which its ways spread most: the principal components of all their
points. The surface is the loss on that plane, and ways lie near it, not in it.

Source: H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, "Visualizing the loss landscape of
neural nets", NeurIPS 2018, section 7, for paths in the plane of principal components.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.landscape.losses import losses_at
from gdrun.landscape.paths import Path, path_of
from gdrun.trial.binding import Binding
from gdrun.trial.kernels import load_training_loop

Floats = NDArray[np.float64]

GRID = 61
"""Points of the surface along each side."""

_ABOVE_START = 3.0
"""What is above the lowest loss by so many times as much as the start leaves the frame."""
_MARGIN = 0.12
"""Of the frame, around the paths."""


@dataclass(frozen=True)
class Way:
    """How one variant went."""

    name: str
    points: Floats
    """In the plane: (points, 2)."""
    losses: Floats
    """At these points of the surface's parameters, (points,)."""
    every: int
    """Steps from one point to the next."""
    as_stored: bool
    """Whether it ended with the weights that are stored."""


@dataclass(frozen=True)
class Descent:
    """Ways of some variants over one surface."""

    title: str
    names: tuple[str, str]
    """Of the two numbers."""
    across: Floats
    """Where the surface is known, (GRID,)."""
    up: Floats
    losses: Floats
    """(up, across); infinite or NaN where it overflows."""
    ways: tuple[Way, ...]
    share: float | None
    """How much of the points' spread the plane holds; None where it holds all there is."""


def descent(
    title: str,
    seed: int,
    variants: Sequence[tuple[str, Binding, str]],
    on_status: Callable[[str], None],
) -> Descent:
    """Trains some variants again, and tells how they went.

    Args:
        title: What it is called.
        seed: Of the trials.
        variants: Of each its name, what is trained, and the hash of the weights that are stored.
            They have the same network, loss and data.
        on_status: Told, in words, of what takes long.

    Raises:
        PictureError: If there are not two parameters, or none of the ways can be shown.
    """
    binding = variants[0][1]
    paths = [path_of(each, seed, on_status) for _, each, _ in variants]
    plane = _plane(binding, paths)
    loop = load_training_loop(binding.config.training.dtype, on_status)
    ways = []
    for (name, _, stored), path in zip(variants, paths, strict=True):
        losses = losses_at(binding, path.thetas, loop)
        points = plane.project(path.thetas)
        ways.append(Way(name, points, losses, path.every, path.weights_sha256 == stored))
    across, up = _frame(ways)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    losses = losses_at(binding, plane.thetas_at(grid), loop).reshape(GRID, GRID)
    return Descent(title, plane.names, across, up, losses, tuple(ways), plane.share)


@dataclass(frozen=True)
class _Plane:
    """Parameters near a plane."""

    names: tuple[str, str]
    origin: Floats
    """(size,)."""
    directions: Floats
    """Of length 1, at right angles: (2, size)."""
    share: float | None

    def project(self, thetas: Floats) -> Floats:
        """Coordinates (n, 2) of parameters (n, size)."""
        found: Floats = (thetas - self.origin) @ self.directions.T
        return found

    def thetas_at(self, points: Floats) -> Floats:
        """The other way round."""
        found: Floats = self.origin + points @ self.directions
        return found


def _plane(binding: Binding, paths: Sequence[Path]) -> _Plane:
    thetas = np.concatenate([path.thetas for path in paths])
    finite = thetas[np.isfinite(thetas).all(axis=1)]
    if binding.parameters == 2 and thetas.shape[1] == 2:
        names = [
            tensor.name if tensor.size == 1 else f"{tensor.name}[{i}]"
            for tensor in binding.tensors
            for i in range(tensor.size)
        ]
        return _Plane((names[0], names[1]), np.zeros(2), np.eye(2), None)
    if thetas.shape[1] < 2 or len(finite) < 3:
        raise PictureError("a network with one parameter goes along a line, and has no surface")
    # Ways that run away would be all that spreads.
    tame = np.concatenate([path.thetas[_tame(path.thetas)] for path in paths])
    origin = tame.mean(axis=0)
    _, sizes, directions = np.linalg.svd(tame - origin, full_matrices=False)
    shares = sizes**2 / max(float((sizes**2).sum()), np.finfo(float).tiny)
    names = [f"direction {i + 1} ({shares[i]:.0%} of the spread)" for i in (0, 1)]
    return _Plane((names[0], names[1]), origin, directions[:2], float(shares[:2].sum()))


def _tame(thetas: Floats) -> NDArray[np.bool_]:
    """Which points are not far beyond where the way began."""
    far = np.linalg.norm(thetas - thetas[0], axis=1)
    size = max(float(np.linalg.norm(thetas[0])), 1.0)
    tame: NDArray[np.bool_] = np.isfinite(far) & (far < 10 * size)
    return tame


def _frame(ways: Sequence[Way]) -> tuple[Floats, Floats]:
    """Sides that hold the points whose losses are not far above those of the starts."""
    finite = [losses[np.isfinite(losses)] for losses in (way.losses for way in ways)]
    lowest = min(float(each.min()) for each in finite if each.size)
    start = max(float(way.losses[0]) for way in ways)
    most = lowest + _ABOVE_START * (start - lowest)
    inside = np.concatenate([way.points[~(way.losses > most)] for way in ways])
    inside = inside[np.isfinite(inside).all(axis=1)]
    low, high = inside.min(axis=0), inside.max(axis=0)
    size = np.maximum(high - low, 1e-6 * np.maximum(np.abs(high), 1.0))
    # A square: directions in it are those of the parameters.
    middle, reach = (low + high) / 2, (0.5 + _MARGIN) * size
    reach = np.maximum(reach, 0.35 * reach.max())
    sides = np.linspace(middle - reach, middle + reach, GRID)
    return sides[:, 0], sides[:, 1]
