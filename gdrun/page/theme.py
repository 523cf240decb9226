"""The colours of pictures on a page: variables, so that light and dark follow the reader."""

from collections.abc import Mapping

from gdrun.pictures.drawing.style import COLOURS, FAINT, GRID, INK, PAPER

DARK_PAPER = "#1b1b1f"
_DARK = (
    "#6c98fe", "#ebb598", "#d9ff81", "#cf6706", "#27f4fe", "#7f83ea", "#a0add5", "#c0db15",
)  # fmt: skip
"""Told apart by colour-blind people on the dark ground, in the order of ``COLOURS``."""

_SERIES = {
    f"c{place}": (light, dark)
    for place, (light, dark) in enumerate(zip(COLOURS, _DARK, strict=False))
}
THEME: Mapping[str, tuple[str, str]] = {
    **_SERIES,
    "ink": (INK, "#ececf0"),
    "faint": (FAINT, "#a9aab4"),
    "grid": (GRID, "#3a3a42"),
    "paper": (PAPER, DARK_PAPER),
}
"""Variable → its colour in the light and in the dark."""

VARIABLES: Mapping[str, str] = {light: name for name, (light, _) in THEME.items()}
"""What Matplotlib draws with → the variable that it becomes."""
