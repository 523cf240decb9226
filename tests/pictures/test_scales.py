"""Ticks stand at round numbers."""

import pytest

from gdrun.pictures.drawing.scales import in_words, ticks_in_words


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
