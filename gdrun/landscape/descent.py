"""Descent seen from above: the loss as a surface over two numbers, and paths on it.

Of a network with two parameters these are the numbers. Of a larger one they are coordinates in a
plane through the end of its best path. The plane's directions are those in which the paths are
farthest from there, their principal components. The surface is the loss in that plane, and paths
lie near it.

Source: H. Li, Z. Xu, G. Taylor, C. Studer and T. Goldstein, "Visualizing the loss landscape of
neural nets", NeurIPS 2018, section 7, for paths in the plane of principal components.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.landscape.frame import Frame, frame_of, levels_of, until_it_leaves
from gdrun.landscape.losses import losses_at, most_at_once, on_few_rows
from gdrun.landscape.paths import Path, path_of
from gdrun.landscape.plane import Plane, principal_plane, whole_plane
from gdrun.trial.binding import Binding
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.training import Loop
from gdrun.wording import several

Floats = NDArray[np.float64]

GRID = 121
"""Points of the surface along each side; of larger networks fewer, as each takes longer."""
_GRIDS_OF_PLANES = ((1e6, 45), (4e6, 33), (np.inf, 25))
"""Up to so many rows × parameters so many points."""
_FAINT = 0.5
"""Of a path's variation: where less is in the plane, a note says so."""
_MOST_OF_AWAY, _FEWEST_OF_AWAY = 50, 2
"""Points that decide a plane in which all paths run away, …"""
_FAR_ABOVE = 10.0
"""… as far as the loss is not so many times that of the first."""
_MOST_MOVES, _MOST_MOVES_OF_PLANE = 14, 2
"""Losses of larger networks may fall for ever, far from where the paths are."""


@dataclass(frozen=True)
class PathOnSurface:
    """How one variant's training went."""

    name: str
    start: Floats
    """Before the first step, (2,)."""
    points: Floats
    """As far as it is in the frame, ended on its edge: (points, 2); none if it starts outside."""
    end: Floats
    """What training ended with, (2,)."""
    loss: float
    """J there."""
    every: int
    """Steps from one point to the next."""
    steps: int
    """Of the whole training."""
    leaves_at: int | None
    """The first step that is outside the frame; 0 if it starts there, None if none is."""
    diverged: bool
    share: float
    """How much of its variation is in the plane, 0 to 1."""
    as_stored: bool
    """Whether it ended with the weights that are stored."""
    taken: str
    """``restored`` or ``averaged`` if the end is not where the last step led; else empty."""

    @property
    def ends_inside(self) -> bool:
        """Whether its end is to be seen."""
        return self.leaves_at is None and not self.diverged

    @property
    def came_to(self) -> str:
        """``J 0.92 after 40 steps``, or how it left."""
        where = ""
        if self.leaves_at:
            leaves = "leaves at" if self.diverged else "out of sight from"
            where = f", {leaves} step {self.leaves_at:,}"
        elif self.leaves_at is not None:
            where = ", out of sight from the start"
        if self.diverged:
            return f"diverges{where}"
        taken = f" ({self.taken} weights)" if self.taken else ""
        return f"J {self.loss:.2g}{taken} after {several(self.steps, 'step')}{where}"


@dataclass(frozen=True)
class Descent:
    """Paths of some variants on one surface."""

    title: str
    names: tuple[str, str]
    """Of the two numbers."""
    frame: Frame
    across: Floats
    """Where the surface is known, (n,)."""
    up: Floats
    losses: Floats
    """J: (up, across), not finite where it overflows."""
    lowest: float
    """The least J of the grid and of all points that are shown."""
    lowest_at: tuple[float, float]
    levels: Floats
    """J of the contours, ascending; empty where the surface is flat."""
    paths: tuple[PathOnSurface, ...]
    in_plane: bool
    """Whether the network has more parameters than the two numbers."""
    notes: tuple[str, ...]

    @property
    def lowest_on_edge(self) -> bool:
        """Whether it is where the grid ends, as the loss falls on beyond the frame."""
        x, y = self.lowest_at
        return x in self.across[[0, -1]] or y in self.up[[0, -1]]


@dataclass(frozen=True)
class Training:
    """A trial that is trained again for its path."""

    name: str
    binding: Binding
    steps: int
    """How many it took, …"""
    weights_sha256: str
    """… and the hash of its weights, as they are stored."""

    @property
    def expected_seconds(self) -> float:
        """About how long that takes."""
        binding = self.binding
        whole = binding.config.training.epochs * binding.steps_per_epoch
        return binding.expected_seconds * self.steps / max(whole, 1)


def descent(
    title: str, seed: int, trainings: Sequence[Training], on_status: Callable[[str], None]
) -> Descent:
    """Trains some variants again, and tells how they went.

    Args:
        title: What it is called.
        seed: Of the trials.
        trainings: At least one. They have the same network, loss and data.
        on_status: Told, in words, of what takes long.

    Raises:
        PictureError: If a network has one parameter, or every path overflows at once.
        KeyboardInterrupt: After Ctrl-C.
    """
    binding = trainings[0].binding
    if sum(tensor.size for tensor in binding.tensors) < 2:
        raise PictureError("a network with one parameter moves on a line, and has no surface")
    loop = load_training_loop(binding.config.training.dtype, on_status)
    paths = [
        path_of(each.binding, seed, each.steps, on_status, paths=len(trainings))
        for each in trainings
    ]
    if all(path.steps and len(_bounded(path.thetas)) < 2 for path in paths):
        raise PictureError(
            f"there is no path to draw: after {several(paths[0].every, 'step')} the parameters are "
            "too large to compute with: take a lower learning rate"
        )
    ends = losses_at(binding, np.stack([path.end for path in paths]), loop)
    starts = losses_at(binding, np.stack([path.thetas[0] for path in paths]), loop)
    away = [
        path.diverged or not end <= start
        for path, end, start in zip(paths, ends, starts, strict=True)
    ]
    plane, names = _plane(binding, paths, ends, away, loop)
    seen = on_few_rows(binding)

    def surface(points: Floats) -> Floats:
        step = most_at_once(len(plane.origin))
        pieces = (points[first : first + step] for first in range(0, len(points), step))
        return np.concatenate([losses_at(seen, plane.thetas_at(p), loop) for p in pieces])

    with np.errstate(over="ignore", invalid="ignore"):
        projected = [plane.project(path.thetas) for path in paths]
        in_plane = names is None
        moves = _MOST_MOVES_OF_PLANE if in_plane else _MOST_MOVES
        frame = frame_of(list(zip(projected, away, strict=True)), surface, moves)
        across, up = frame.sides(_points_along(seen) if in_plane else GRID)
        grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        shown = [
            _on_surface(each, path, points, float(end), frame, plane)
            for each, path, points, end in zip(trainings, paths, projected, ends, strict=True)
        ]
        # Where a path ends may be lower than any point of the grid, or where one runs away from.
        ends_shown = np.concatenate([[path.end, path.start] for path in shown])
        low_points = ends_shown[frame.holds(ends_shown)]
        everywhere = np.concatenate([grid, low_points])
        heights = surface(everywhere)
    lowest = int(np.argmin(np.where(np.isfinite(heights), heights, np.inf)))
    losses = heights[: len(grid)].reshape(len(up), len(across))
    return Descent(
        title,
        names or ("first direction", "second direction"),
        frame,
        across,
        up,
        losses,
        float(heights[lowest]),
        (float(everywhere[lowest, 0]), float(everywhere[lowest, 1])),
        levels_of(losses, float(heights[lowest]), float(starts[0])),
        tuple(shown),
        in_plane,
        tuple(_notes(shown, _train_rows(seen), _train_rows(binding), in_plane=in_plane)),
    )


def _points_along(binding: Binding) -> int:
    work = binding.parameters * _train_rows(binding)
    return next(points for most, points in _GRIDS_OF_PLANES if work <= most)


def _train_rows(binding: Binding) -> int:
    return len(binding.problem.data.train.targets)


def _plane(
    binding: Binding, paths: Sequence[Path], ends: Floats, away: Sequence[bool], loop: Loop
) -> tuple[Plane, tuple[str, str] | None]:
    """Where the surface is, and what its coordinates are called if they are parameters."""
    if len(paths[0].end) == 2:
        first, second = _names(binding)
        return whole_plane(), (f"θ₀: {first}", f"θ₁: {second}")
    # What runs away would be all that counts.
    calm = [k for k, runs in enumerate(away) if not runs]
    if not calm:
        begun = [_before_it_runs_away(binding, path, loop) for path in paths]
        return principal_plane(begun, paths[0].thetas[0]), None
    best = min(calm, key=lambda k: ends[k])
    return principal_plane([paths[k].thetas for k in calm], paths[best].end), None


def _before_it_runs_away(binding: Binding, path: Path, loop: Loop) -> Floats:
    """Its first points, until it overflows or the loss is far above that of the first."""
    first = _bounded(path.thetas[:_MOST_OF_AWAY])
    losses = losses_at(binding, first, loop)
    high = np.flatnonzero(~(losses <= _FAR_ABOVE * losses[0]))
    return first[: max(_FEWEST_OF_AWAY, high[0] if len(high) else len(first))]


def _bounded(thetas: Floats) -> Floats:
    """The points of a path before it overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        lost = np.flatnonzero(~np.isfinite((thetas**2).sum(axis=1)))
    return thetas[: lost[0]] if len(lost) else thetas


def _names(binding: Binding) -> list[str]:
    """What each of two parameters is, in words."""
    features = binding.dataset.feature_names
    found = []
    for tensor in binding.tensors:
        for i in range(tensor.size):
            alone = tensor.role == "weight" and tensor.size == len(features)
            found.append(f"weight of {features[i]}" if alone else tensor.role)
    return found


def _on_surface(
    training: Training, path: Path, points: Floats, loss: float, frame: Frame, plane: Plane
) -> PathOnSurface:
    seen, left = until_it_leaves(points, frame)
    taken = "averaged" if training.binding.config.training.average else "restored"
    return PathOnSurface(
        training.name,
        points[0],
        seen,
        plane.project(path.end[np.newaxis])[0],
        loss,
        path.every,
        path.steps,
        None if left is None else min(left * path.every, path.steps),
        path.diverged,
        plane.share_of(_bounded(path.thetas)),
        path.weights_sha256 == training.weights_sha256,
        "" if path.diverged or path.ends_with_last_step else taken,
    )


def _notes(paths: Sequence[PathOnSurface], seen: int, rows: int, *, in_plane: bool) -> list[str]:
    notes = []
    if seen < rows:
        notes.append(f"Contours are of {seen:,} of {rows:,} training rows.")
    if in_plane:
        notes.append(
            "A path is drawn at its nearest points in the plane, where J may be higher than on the "
            "path: one that leaves the plane seems to climb."
        )
    if faint := [path.name for path in paths if in_plane and path.share < _FAINT]:
        notes.append(f"Of {', '.join(faint)} less than half of the variation is in the plane.")
    if others := [path.name for path in paths if not path.as_stored]:
        notes.append(
            f"Trained again, other weights came out than are stored, of {', '.join(others)}: "
            "another version or CPU computed those."
        )
    return notes
