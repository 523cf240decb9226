"""The plane of the paths is that of their principal components."""

import numpy as np
import pytest

from gdrun.landscape.plane import principal_plane, whole_plane

RANDOM = np.random.default_rng(5)


def wandering(points: int, size: int) -> np.ndarray:
    """A path of random steps, of which some directions are longer."""
    return np.cumsum(RANDOM.normal(size=(points, size)) * np.linspace(3, 0.1, size), axis=0)


@pytest.mark.parametrize("size", [4, 30, 200], ids=["few", "as many", "many"])
def test_directions_are_those_of_the_singular_values(size: int) -> None:
    paths = [wandering(9, size), wandering(20, size)]
    origin = paths[1][-1]
    scaled = [(path - origin) / np.linalg.norm(path - path.mean(axis=0)) for path in paths]
    _, _, expected = np.linalg.svd(np.concatenate(scaled), full_matrices=False)
    found = principal_plane(paths, origin)
    assert found.directions @ found.directions.T == pytest.approx(np.eye(2), abs=1e-12)
    turned = np.abs(np.sum(found.directions * expected[:2], axis=1))
    assert turned == pytest.approx([1, 1], rel=1e-9)
    # The first path starts at the lower left, and the origin is 0.
    assert np.all(found.project(paths[0][:1]) < 0)
    assert found.project(origin[np.newaxis]) == pytest.approx(np.zeros((1, 2)))


def test_a_path_counts_as_much_as_a_longer_one() -> None:
    along = np.zeros((10, 5))
    along[:, 0] = np.linspace(0, 1000, 10)
    across = np.zeros((10, 5))
    across[:, 3] = np.linspace(0, 0.1, 10)
    found = principal_plane([along, across], np.zeros(5))
    assert found.share_of(along) == pytest.approx(1)
    assert found.share_of(across) == pytest.approx(1)


def test_what_the_plane_holds_is_the_share_of_the_variation() -> None:
    path = wandering(30, 8)
    found = principal_plane([path, wandering(30, 8)], path[-1])
    moved = path - path.mean(axis=0)
    beside = moved - moved @ found.directions.T @ found.directions
    expected = 1 - (beside**2).sum() / (moved**2).sum()
    assert found.share_of(path) == pytest.approx(expected)
    assert 0 < expected < 1
    assert found.share_of(path[:1]) == 1


@pytest.mark.parametrize("points", [1, 2, 5])
@pytest.mark.parametrize("size", [3, 300])
def test_a_straight_path_lies_in_a_plane_too(points: int, size: int) -> None:
    line = np.outer(np.arange(points), np.arange(1.0, size + 1))
    found = principal_plane([line], line[-1])
    assert found.directions @ found.directions.T == pytest.approx(np.eye(2), abs=1e-9)
    assert found.share_of(line) == pytest.approx(1)


def test_there_and_back() -> None:
    path = wandering(6, 7)
    found = principal_plane([path], path[-1])
    points = RANDOM.normal(size=(4, 2))
    assert found.project(found.thetas_at(points)) == pytest.approx(points)
    assert np.array_equal(whole_plane().project(points), points)
