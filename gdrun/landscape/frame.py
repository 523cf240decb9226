"""Which piece of a surface is shown, and at which heights it has contours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Losses = Callable[[Floats], Floats]
"""The surface: from points (n, 2) to losses (n,), which may not be finite."""

PANEL = (5.2, 3.1)
"""Width and height, in inches, of what is drawn in."""

_COARSE = 15
"""Points along each side, to look for the lowest."""
_NEAR_SIDE = 1
"""The lowest is too near to a side if it is within so many of them."""
_MOVE = 0.5
"""Of the frame's side."""
_MARGIN = 0.15
"""Around paths, of how far they reach, …"""
_LEAST_MARGIN = 0.07
"""… and of the frame, after its sides moved."""
_FIRST_STEPS = 4
"""So many of a path that runs away may widen the frame."""
_REACH_OF_AWAY = 20
"""How many times as wide as their first steps, if all do."""
_MOST_STRETCHED = 2.5
_LEVELS = 12
_MOST_LEVELS = 60


@dataclass(frozen=True)
class Frame:
    """A rectangle."""

    low: Floats
    """The lower left corner, (2,)."""
    high: Floats
    equal: bool
    """Whether both axes have one scale, so that descent is at right angles to contours."""

    def sides(self, points: int) -> tuple[Floats, Floats]:
        """So many coordinates along each side."""
        across, up = np.linspace(self.low, self.high, points).T
        return across, up

    def holds(self, points: Floats) -> NDArray[np.bool_]:
        """Which of some points (n, 2) are inside; those that are not finite are not."""
        found: NDArray[np.bool_] = np.all((points >= self.low) & (points <= self.high), axis=1)
        return found


def frame_of(paths: Sequence[tuple[Floats, bool]], losses: Losses, most_moves: int) -> Frame:
    """A frame that shows all calm paths, how others run away, and the lowest place near them.

    Args:
        paths: Of each its points (n, 2), and whether it runs away.
        losses: The surface.
        most_moves: So often sides move out if the lowest place is on them.
    """
    of_paths = np.array(_box(paths))
    margin = _MARGIN * (of_paths[1] - of_paths[0])
    low, high = of_paths[0] - margin, of_paths[1] + margin
    for _ in range(most_moves):
        sides = np.linspace(low, high, _COARSE).T
        grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        found = losses(grid)
        lowest = int(np.argmin(np.where(np.isfinite(found), found, np.inf)))
        reach, moved = _MOVE * (high - low), False
        for axis, place in enumerate((lowest % _COARSE, lowest // _COARSE)):
            if place <= _NEAR_SIDE:
                low[axis] -= reach[axis]
                moved = True
            elif place >= _COARSE - 1 - _NEAR_SIDE:
                high[axis] += reach[axis]
                moved = True
        if not moved:
            break
    margin = _LEAST_MARGIN * (high - low)
    low, high = np.minimum(low, of_paths[0] - margin), np.maximum(high, of_paths[1] + margin)
    per_inch = (high - low) / np.array(PANEL)
    grown = per_inch.max() / per_inch
    if grown.max() > _MOST_STRETCHED:
        return Frame(low, high, equal=False)
    more = (grown - 1) / 2 * (high - low)
    return Frame(low - more, high + more, equal=True)


def _box(paths: Sequence[tuple[Floats, bool]]) -> tuple[Floats, Floats]:
    """Around calm paths, and the first steps of those that run away if these are not far."""
    finite = [(points[np.isfinite(points).all(axis=1)], away) for points, away in paths]
    calm = [points for points, away in finite if not away]
    points = np.concatenate(calm or [points[:2] for points, _ in finite])
    low, high = points.min(axis=0), points.max(axis=0)
    # A point alone has a frame of the size of its coordinates.
    largest = float((high - low).max()) or max(0.1 * float(np.abs(points).max()), 1e-3)
    more = np.maximum(0.25 * largest - (high - low), 0) / 2
    low, high = low - more, high + more
    reach = float((high - low).max()) * (1 if calm else _REACH_OF_AWAY)
    least, most = low - reach, high + reach
    for points in (points for points, away in finite if away):
        for point in points[1 : 1 + _FIRST_STEPS]:
            if not np.all((point >= least) & (point <= most)):
                break
            low, high = np.minimum(low, point), np.maximum(high, point)
    return low, high


def levels_of(losses: Floats, lowest: float, start: float) -> Floats:
    """Heights of contours, each the same factor farther above the lowest loss than the one before.

    One of them goes through the start. The first is as near to the lowest as the grid can show.

    Args:
        losses: On the grid; what is not finite is left out.
        lowest: Not above any of them.
        start: The loss where paths start.
    """
    excess = losses[np.isfinite(losses)] - lowest
    top = float(excess.max(initial=0.0))
    middle = start - lowest if start > lowest else top
    if not 0 < top < np.inf:
        return np.zeros(0)
    tiny = np.finfo(float).tiny
    smallest = max(float(np.quantile(excess, 0.002)), 1e-6 * middle, tiny)
    factor = max((top / smallest) ** (1 / _LEVELS), 1.2)
    found = middle * factor ** np.arange(-float(_MOST_LEVELS), _MOST_LEVELS + 1)
    levels: Floats = lowest + found[(found >= smallest) & (found <= top)]
    return levels


def until_it_leaves(points: Floats, frame: Frame) -> tuple[Floats, int | None]:
    """A path as far as it is in the frame, with the place on its edge where it first leaves.

    Args:
        points: (n, 2).
        frame: It.

    Returns:
        The points (n, 2), and which of the given ones is the first outside; None if none is.
    """
    outside = np.flatnonzero(~frame.holds(points))
    if not len(outside):
        return points, None
    first = int(outside[0])
    if first == 0:
        return points[:0], 0
    before, after = points[first - 1], points[first]
    if not np.isfinite(after).all():
        return points[:first], first
    step = after - before
    edges = np.where(step > 0, frame.high, frame.low)
    beyond = (after < frame.low) | (after > frame.high)
    share = float(((edges - before)[beyond] / step[beyond]).min())
    return np.concatenate([points[:first], [before + share * step]]), first
