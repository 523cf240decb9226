"""Where a slope jumps, or bends, the part says that there are two sides."""

from typing import Any

import numpy as np
import pytest

from gdrun.parts.registry import parts

STEP = 1e-4
POINTS = np.arange(-5, 5, STEP) + STEP / 3
"""Neighbours lie on both sides of 0, ±1 and ±3."""


@pytest.mark.parametrize("name", parts("activations"))
def test_an_activation_tells_its_kinks(name: str) -> None:
    part: Any = parts("activations")[name]
    hyper = np.array(part().hyper())
    a, slope, side = (np.empty_like(POINTS) for _ in range(3))
    part.value(POINTS, hyper, a)
    part.derivative(POINTS, a, hyper, slope)
    part.sides(POINTS, hyper, side)
    bend = np.abs(np.diff(slope, 2)) > 0.3 * STEP
    same = (side[2:] == side[1:-1]) & (side[1:-1] == side[:-2])
    assert not (bend & same).any()


@pytest.mark.parametrize("name", parts("losses"))
def test_a_loss_tells_its_kinks(name: str) -> None:
    part: Any = parts("losses")[name]
    loss = part()
    hyper = np.array(loss.hyper())
    columns = 3 if loss.suits == "classes" else 1
    outputs = np.zeros((POINTS.size, columns))
    outputs[:, -1] = POINTS
    targets = np.full((POINTS.size, 1), 1.0)
    slope, side = np.empty_like(outputs), np.empty_like(outputs)
    part.value(outputs, targets, hyper, slope)
    part.sides(outputs, targets, hyper, side)
    bend = np.abs(np.diff(slope[:, -1], 2)) > 0.3 * STEP
    same = (side[2:] == side[1:-1]).all(axis=1) & (side[1:-1] == side[:-2]).all(axis=1)
    assert not (bend & same).any()
