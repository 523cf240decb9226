"""Ticks stand at round numbers."""

import pytest

from gdrun.pictures.drawing.scales import decade_ticks, in_words, near_one_ticks, ticks_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.01, "0.01"),
        (0.0001, "0.0001"),
        (1e-5, "10⁻⁵"),
        (3e-7, "3·10⁻⁷"),
        (20000.0, "20000"),
        (1e5, "10⁵"),
        (250000.0, "2.5·10⁵"),
        (-0.5, "−0.5"),
        (-1e10, "−10¹⁰"),
    ],
)
def test_numbers(value: float, words: str) -> None:
    assert in_words(value) == words


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        ([0.01, 1, 100], ["0.01", "1", "100"]),
        ([1e-6, 1e-4, 1e-2, 1.0, 100.0], ["10⁻⁶", "10⁻⁴", "10⁻²", "1", "10²"]),
        ([0, 0.5, 250000], ["0", "0.5", "2.5·10⁵"]),
        ([], []),
    ],
)
def test_decades_of_one_axis_are_written_alike(ticks: list[float], words: list[str]) -> None:
    assert ticks_in_words(ticks) == words


def test_decades() -> None:
    assert decade_ticks(0.02, 30) == pytest.approx([0.1, 1, 10])
    assert decade_ticks(0.1, 100) == pytest.approx([0.1, 1, 10, 100])
    assert decade_ticks(1e-9, 1e3, most=4) == pytest.approx([1e-9, 1e-5, 1e-1, 1e3])
    # Where there is at most one, steps between are told.
    assert decade_ticks(0.3, 4) == pytest.approx([0.5, 1, 2])
    assert decade_ticks(3, 4) == []


def test_near_one() -> None:
    assert near_one_ticks(0.15, 0.97) == [0.2, 0.5, 0.8, 0.9, 0.95]
    assert near_one_ticks(0.0, 0.97) == [0.0, 0.5, 0.8, 0.9, 0.95]
    assert near_one_ticks(0.85, 0.9985) == [0.9, 0.95, 0.98, 0.99, 0.995, 0.998]
    # Of many the last tell most.
    assert near_one_ticks(0.15, 0.97, most=2) == [0.5, 0.95]
