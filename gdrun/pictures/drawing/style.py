"""How all pictures look: colours, lines and marks that can be told apart in grey, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.pictures.labels import LONGEST_NAME
from gdrun.wording import visible

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FAINT, GRID, PAPER = "#1b1b1f", "#55565e", "#d9d9de", "#ffffff"
ON_DARK, ON_LIGHT = "#fefefe", "#000000"
"""Letters on a colour that tells a value: a page that swaps ink and paper leaves them alone."""
COLOURS = (
    "#1c44d1", "#e06900", "#681600", "#9e5965", "#4293ff", "#62307f", "#7d78b3", "#3c002a",
)  # fmt: skip
"""Any two are at least 0.11 apart in Oklab, the first three 0.27, also as they are seen with one
kind of cones missing. All have a contrast of 3 : 1 to white, and lightnesses of their own."""
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 1.6)),
    (0, (1.2, 1.4)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (2.6, 1.2)),
    (0, (8, 1.4, 1.2, 1.4, 1.2, 1.4)),
    (0, (1.2, 3)),
    (0, (10, 3)),
)
MAP = "cividis"
"""For heat maps: told apart by colour-blind people, and in grey. Nuñez and others, 2018."""
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


_ROW, _AROUND = 0.22, 1.4
"""Inches for each row, and for what is around them."""

_DARK = 0.18
"""On a colour below this luminance light letters are read better than dark ones."""

_LETTERS = {"title": 11.4, "note": 18.5, "key": 14.0}
"""How many letters of each size an inch holds."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_POINTS = 72.0
"""In an inch."""
_KEY, _LINE = 8.5, 8.6
"""The size of the key's letters, and the height of a line of notes, in points."""
_BELOW_KEY = 0.4
"""What is left free below the key, in heights of its letters."""
_ROWS_OF_KEY = 2
"""For each row more, the figure is higher."""
_BESIDE_LETTERS = 0.64
"""Inches of an entry of the key that are no letters."""


@dataclass(frozen=True)
class Look:
    """How one of several things is drawn."""

    colour: str
    mark: str
    dashes: Any


def looks(number: int) -> list[Look]:
    """As many as are needed."""
    each = zip(cycle(COLOURS), cycle(MARKS), cycle(DASHES), strict=False)
    return [Look(*look) for look in islice(each, number)]


STYLE: Any = {
    "axes.edgecolor": FAINT,
    "axes.formatter.useoffset": False,
    "axes.labelcolor": INK,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "hatch.linewidth": 0.7,
    "legend.fontsize": _KEY,
    "legend.frameon": False,
    "legend.handlelength": 2.8,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "text.color": INK,
    # A name with two dollars is no formula.
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}
"""Matplotlib's settings, in place of those of a user's own file."""


def empty_figure(size: tuple[float, float]) -> "Figure":
    """One of a width and height in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained")


def quiet(axes: "Axes") -> None:
    """Leaves out what says nothing."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def rows_of(figure: "Figure", names: Sequence[str], named_by: str) -> "Axes":
    """Axes with a row for each name, the first on top, in a figure that is high enough."""
    figure.set_figheight(max(figure.get_figheight(), _AROUND + _ROW * len(names)))
    axes = figure.subplots()
    axes.set_yticks(range(len(names)), [cut(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_ylabel(named_by)
    return axes


def cut(name: str, longest: int = LONGEST_NAME) -> str:
    """A name that leaves room for what it is the name of; its end is kept, where names differ."""
    name = visible(" ".join(name.split()))
    begin, end = longest // 2, len(name) - (longest - 1) // 2
    return name if len(name) <= longest else f"{name[:begin]}…{name[end:]}"


def letters_on(colours: NDArray[Any]) -> NDArray[np.str_]:
    """For each colour (…, 3 or 4) that of the letters that are read better on it.

    By the relative luminance of WCAG 2: the contrast is at least 4.5.
    """
    told = colours[..., :3]
    linear = np.where(told <= 0.04045, told / 12.92, ((told + 0.055) / 1.055) ** 2.4)
    return np.where(linear @ [0.2126, 0.7152, 0.0722] < _DARK, ON_DARK, ON_LIGHT)


def title(figure: "Figure", text: str, notes: Sequence[str]) -> None:
    """The title above, and notes below in small letters."""
    # How many seeds there are stays on one line.
    begin, _, last = text.rpartition(" ")
    wrapped = _wrapped(f"{begin}{_NO_BREAK}{last}" if begin else last, figure, "title")
    figure.suptitle(
        wrapped.replace(_NO_BREAK, " "), fontsize=10, fontweight="bold", x=0.01, ha="left"
    )
    if notes:
        lines = "\n".join(_wrapped(note, figure, "note") for note in notes)
        figure.supxlabel(lines, fontsize="x-small", x=0.01, ha="left", color=FAINT)


def key(figure: "Figure", handles: "Sequence[Artist]", notes: Sequence[str]) -> None:
    """What lines and marks mean: below the axes, and above the notes that ``title`` put there.

    It is called last, when nothing changes the figure's size any more.
    """
    if not handles:
        return
    lines = sum(_wrapped(note, figure, "note").count("\n") + 1 for note in notes)
    labels = [str(each.get_label()) for each in handles]
    columns = _columns(labels, figure.get_figwidth() - 0.1)
    more = -(-len(handles) // columns) - _ROWS_OF_KEY
    figure.set_figheight(figure.get_figheight() + max(0, more) * 1.5 * _KEY / _POINTS)
    below = lines * _LINE / (_POINTS * figure.get_figheight())
    figure.set_layout_engine("constrained", rect=(0, below, 1, 1 - below))
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=columns,
        borderaxespad=_BELOW_KEY + lines * _LINE / _KEY,
    )


def _columns(labels: Sequence[str], width: float) -> int:
    """Beside each other in so many inches; each is as wide as its longest label."""
    letters_of = [len(label) for label in labels]
    for columns in range(len(labels), 1, -1):
        # As Matplotlib splits them.
        longest = (int(each.max()) for each in np.array_split(letters_of, columns))
        if sum(_BESIDE_LETTERS + letters / _LETTERS["key"] for letters in longest) <= width:
            return columns
    return 1


def take_notes(figure: "Figure") -> str:
    """Takes away title and notes, with the room that ``key`` left for these; returns the notes."""
    notes = " ".join(figure.get_supxlabel().split())
    figure.suptitle("")
    figure.supxlabel("")
    figure.set_layout_engine("constrained", rect=(0, 0, 1, 1))
    for legend in figure.legends:
        legend.borderaxespad = _BELOW_KEY
    return notes


def _wrapped(text: str, figure: "Figure", size: str) -> str:
    return fill(visible(text), max(20, int(figure.get_figwidth() * _LETTERS[size])))
