"""Ticks stand at round numbers, not too many."""

import pytest

from gdrun.pictures.ticks import decade_ticks, near_one_ticks, power_of_ten, round_ticks


def test_round_numbers() -> None:
    assert round_ticks(0.0, 1.0, 6) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert round_ticks(0.29, 0.31, 3) == pytest.approx([0.29, 0.3, 0.31])
    assert round_ticks(0, 3, 9, whole=True) == [0, 1, 2, 3]


def test_decades() -> None:
    assert decade_ticks(0.02, 30, 7) == pytest.approx([0.1, 1, 10])
    assert decade_ticks(0.1, 100, 7) == pytest.approx([0.1, 1, 10, 100])
    assert decade_ticks(1e-9, 1e3, 4) == pytest.approx([1e-8, 1e-4, 1])
    # Where there is at most one, steps between are told, or round numbers.
    assert decade_ticks(0.3, 4, 7) == pytest.approx([0.5, 1, 2])
    assert decade_ticks(3, 4, 7) == pytest.approx([3, 4])
    assert decade_ticks(3.1, 3.9, 5) == pytest.approx([3.2, 3.4, 3.6, 3.8])


def test_near_one() -> None:
    assert near_one_ticks(0.15, 0.97, 7) == [0.2, 0.5, 0.8, 0.9, 0.95]
    assert near_one_ticks(0.0, 0.97, 7) == [0.2, 0.5, 0.8, 0.9, 0.95]
    assert near_one_ticks(0.85, 0.9985, 7) == [0.9, 0.95, 0.98, 0.99, 0.995, 0.998]
    # Of many those from the top.
    assert near_one_ticks(0.15, 0.97, 2) == [0.2, 0.8, 0.95]
    assert near_one_ticks(0.961, 0.962, 7) == []


def test_powers() -> None:
    assert [power_of_ten(power) for power in (-12, 0, 5)] == ["10⁻¹²", "10⁰", "10⁵"]
