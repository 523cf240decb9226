"""Text and marks stand out on both grounds."""

import pytest

from gdrun.page.theme import THEME
from gdrun.pictures.drawing.style import COLOURS


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [0, 1])
def test_contrasts(ground: int) -> None:
    paper = THEME["paper"][ground]
    for name in ("ink", "faint"):
        assert contrast(THEME[name][ground], paper) >= 4.5
    for place in range(len(COLOURS)):
        assert contrast(THEME[f"c{place}"][ground], paper) >= 3


def test_no_colour_stands_for_two_things() -> None:
    for ground in (0, 1):
        colours = [pair[ground] for pair in THEME.values()]
        assert len(set(colours)) == len(colours)
