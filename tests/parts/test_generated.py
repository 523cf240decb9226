"""Generated data is what its formula says."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.parts.registry import parts
from gdrun.parts.sources import Blobs, Points

POINTS = [name for name, part in parts("sources").items() if issubclass(part, Points)]


def made(name: str, **settings: Any) -> Table:
    part: Any = parts("sources")[name]
    table: Table = part(**settings).read(Path("no such folder"), np.random.default_rng(0))
    return table


def test_four_rows_of_xor_without_noise_are_the_truth_table() -> None:
    table = made("xor", rows=4, noise=0.0)
    truth = {(0.0, 0.0): 0, (0.0, 1.0): 1, (1.0, 0.0): 1, (1.0, 1.0): 0}
    corners = [tuple(row) for row in table.inputs.tolist()]
    assert dict(zip(corners, table.targets.tolist(), strict=True)) == truth


def test_moons_are_halves_of_two_circles() -> None:
    table = made("moons", rows=100, noise=0.0)
    upper, lower = (table.inputs[table.targets == label] for label in (0, 1))
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert (upper[:, 1] > -1e-12).all()
    assert (lower[:, 1] < 0.5 + 1e-12).all()


def test_circles_have_their_radii() -> None:
    table = made("circles", rows=100, noise=0.0, factor=0.3)
    radius = np.hypot(*table.inputs.T)
    np.testing.assert_allclose(radius, np.where(table.targets == 1, 0.3, 1.0))


def test_spirals_turn_as_often_as_asked() -> None:
    table = made("spirals", rows=3000, noise=0.0, classes=3, turns=2.0)
    for label in range(3):
        arm = table.inputs[table.targets == label]
        radius = np.hypot(*arm.T)
        np.testing.assert_allclose(radius, np.linspace(0, 1, 1000), atol=1e-12)
        angle = np.unwrap(np.arctan2(arm[1:, 1], arm[1:, 0]))
        assert angle[-1] - angle[0] == pytest.approx(2 * np.pi * 2.0 * (1 - radius[1]))
        # At the end of its whole turns an arm is at its own start angle.
        end = 2 * np.pi * label / 3
        np.testing.assert_allclose(arm[-1], [np.cos(end), np.sin(end)], atol=1e-12)


def test_blobs_have_the_noise_as_their_width() -> None:
    table = made("blobs", rows=40_000, noise=0.5, classes=4, columns=3)
    for label in range(4):
        cloud = table.inputs[table.targets == label]
        np.testing.assert_allclose(cloud.std(axis=0), 0.5, rtol=0.03)
        assert (np.abs(cloud.mean(axis=0)) < 10.1).all()


@pytest.mark.parametrize("name", POINTS)
def test_classes_are_balanced(name: str) -> None:
    rows = np.bincount(made(name, rows=120).targets)
    assert set(rows) == {120 // len(rows)}


@pytest.mark.parametrize("name", ["xor", "moons", "circles"])
def test_noise_is_normal_with_the_given_deviation(name: str) -> None:
    exact, noisy = (made(name, rows=40_000, noise=noise) for noise in (0.0, 0.2))
    deviations = noisy.inputs - exact.inputs
    assert deviations.std() == pytest.approx(0.2, rel=0.02)
    assert (deviations**4).mean() / deviations.var() ** 2 == pytest.approx(3, rel=0.05)


def test_a_line_has_its_slope_and_intercept() -> None:
    table = made("linear", slope=-3.0, intercept=0.5, noise=0.0)
    slope, intercept = np.polyfit(table.inputs[:, 0], table.targets, 1)
    assert (slope, intercept) == pytest.approx((-3.0, 0.5))
    residuals = made("linear", rows=40_000, noise=0.3)
    line = np.polyval(np.polyfit(residuals.inputs[:, 0], residuals.targets, 1), residuals.inputs)
    assert (residuals.targets - line[:, 0]).std() == pytest.approx(0.3, rel=0.02)


def test_a_sine_has_its_frequency() -> None:
    table = made("sine", frequency=2.0, noise=0.0)
    np.testing.assert_allclose(table.targets, np.sin(4 * np.pi * table.inputs[:, 0]))


@pytest.mark.parametrize("rows", [8, 11])
def test_no_angle_of_a_circle_is_met_twice(rows: int) -> None:
    """As scikit-learn's ``make_circles(shuffle=False)``: 0 and 2π are one place."""
    table = made("circles", rows=rows, noise=0.0)
    for label, angles in enumerate(np.bincount(table.targets)):
        circle = table.inputs[table.targets == label]
        found = np.arctan2(circle[:, 1], circle[:, 0]) % (2 * np.pi)
        np.testing.assert_allclose(found, 2 * np.pi * np.arange(angles) / angles, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("moons", {"noise": 1.7e308}),
        ("blobs", {"noise": 1.7e308}),
        ("spirals", {"turns": 1e308}),
        ("linear", {"slope": 1.7e308, "intercept": 1.7e308}),
        ("linear", {"noise": 1.7e308}),
        ("sine", {"frequency": 1e308}),
    ],
)
def test_numbers_that_overflow_are_refused_in_words(name: str, settings: dict[str, float]) -> None:
    with np.errstate(all="raise"), pytest.raises(DataError, match=f"{next(iter(settings))} 1"):
        made(name, **settings)


def test_more_than_fits_into_memory_is_refused_in_words() -> None:
    """80 terabytes, which no system promises."""
    with pytest.raises(DataError, match="memory"):
        made("blobs", rows=100_000_000, columns=100_000)


def test_blobs_drawn_one_after_another_have_the_same_centres() -> None:
    """As separate sources for training and testing are; the points themselves are others."""
    blobs = Blobs(rows=3000, columns=4)
    rng = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(0, 0)))
    train, test = (blobs.read(Path(), rng) for _ in range(2))
    assert (train.inputs != test.inputs).all()
    for label in range(3):
        first, second = (t.inputs[t.targets == label].mean(axis=0) for t in (train, test))
        np.testing.assert_allclose(first, second, atol=0.25)
    other = blobs.read(Path(), np.random.default_rng(6))
    assert np.abs(other.inputs[0] - test.inputs[0]).max() > 1.0
