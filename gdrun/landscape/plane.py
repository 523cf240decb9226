"""The plane near which the parameters of some trainings move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_POINTS = 100
"""So many of a path, spread evenly, decide the plane."""


@dataclass(frozen=True)
class Plane:
    """All points origin + x · first direction + y · second direction."""

    origin: Floats
    """(size,)."""
    directions: Floats
    """Of length 1, at right angles: (2, size)."""

    def project(self, thetas: Floats) -> Floats:
        """The coordinates (n, 2) of the nearest points to parameters (n, size)."""
        found: Floats = (thetas - self.origin) @ self.directions.T
        return found

    def thetas_at(self, points: Floats) -> Floats:
        """The parameters (n, size) with coordinates (n, 2)."""
        found: Floats = self.origin + points @ self.directions
        return found

    def share_of(self, thetas: Floats) -> float:
        """How much of a path's variation, the sum of its squared distances from its mean, is in
        the plane: 0 to 1, and 1 of what does not move."""
        moved = thetas - thetas.mean(axis=0)
        whole = float((moved**2).sum())
        return float(((moved @ self.directions.T) ** 2).sum()) / whole if whole else 1.0


def whole_plane() -> Plane:
    """Of a network with two parameters, which are the coordinates."""
    return Plane(np.zeros(2), np.eye(2))


def principal_plane(paths: Sequence[Floats], origin: Floats) -> Plane:
    """The plane through a point, in the two directions in which paths are farthest from it.

    Each path is scaled to a variation of 1 first: a long one would decide alone.

    Args:
        paths: Of each its finite points, (points, size); at least one path.
        origin: The point, (size,), of at least two parameters.
    """
    scaled = []
    for path in paths:
        places = np.unique(np.linspace(0, len(path) - 1, min(len(path), MOST_POINTS)).astype(int))
        points = path[places]
        variation = float(((points - points.mean(axis=0)) ** 2).sum())
        scaled.append((points - origin) / np.sqrt(variation or 1.0))
    directions = _principal_directions(np.concatenate(scaled))
    # A sign means nothing. So the first path starts at the lower left.
    start = (paths[0][0] - origin) @ directions.T
    return Plane(origin, directions * np.where(start > 0, -1.0, 1.0)[:, np.newaxis])


def _principal_directions(points: Floats) -> Floats:
    """The first two, (2, size), of points (n, size): of all planes through 0, the one that is
    nearest to them in the mean of squares."""
    count, size = points.shape
    if size <= count:
        _, found = np.linalg.eigh(points.T @ points)
        return found[:, :-3:-1].T
    # Of few points with many parameters: that matrix would be large.
    _, found = np.linalg.eigh(points @ points.T)
    longest = found[:, :-3:-1] if count > 1 else np.ones((1, 2))
    # Also of points on one line this makes two directions at right angles.
    directions, _ = np.linalg.qr(points.T @ longest)
    return directions.T
