"""How all pictures look: colours, lines and marks that can be told apart in grey, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FAINT = "#222222", "#8a8a8a"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#8a6d00", "#555555")
"""After M. Okabe and K. Ito's colours that colour-blind people can tell apart, darkened."""
DASHES = ("-", "--", "-.", ":")
MAP = "cividis"
"""For heat maps: told apart by colour-blind people, and in grey. Nuñez and others, 2018."""
MARKS = ("o", "s", "^", "D", "v", "P")


_ROW, _AROUND = 0.22, 1.4
"""Inches for each row, and for what is around them."""

_LONGEST = 38
"""Letters of a name."""


@dataclass(frozen=True)
class Look:
    """How one of several things is drawn."""

    colour: str
    mark: str
    dashes: str


def looks(number: int) -> list[Look]:
    """As many as are needed."""
    each = zip(cycle(COLOURS), cycle(MARKS), cycle(DASHES), strict=False)
    return [Look(*look) for look in islice(each, number)]


STYLE: Any = {
    "font.size": 9.0,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
}
"""Matplotlib's settings, in place of those of a user's own file."""


def empty_figure(size: tuple[float, float]) -> "Figure":
    """One of a width and height in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained")


def quiet(axes: "Axes") -> None:
    """Leaves out what says nothing."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def rows_of(figure: "Figure", names: Sequence[str], named_by: str) -> "Axes":
    """Axes with a row for each name, the first on top, in a figure that is high enough."""
    figure.set_figheight(max(figure.get_figheight(), _AROUND + _ROW * len(names)))
    axes = figure.subplots()
    axes.set_yticks(range(len(names)), [cut(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_ylabel(named_by)
    return axes


def cut(name: str) -> str:
    """A name that leaves room for what it is the name of."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def title(figure: "Figure", text: str, notes: Sequence[str]) -> None:
    """The title above, and notes below in small letters."""
    figure.suptitle(text, fontsize="medium", x=0.01, ha="left")
    if notes:
        figure.supxlabel("\n".join(notes), fontsize="x-small", x=0.01, ha="left", color=FAINT)
