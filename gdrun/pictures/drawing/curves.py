"""Draws curves."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.pictures.curves import RATE, Course, Curves, Panel
from gdrun.evidence.pictures.scales import Scale
from gdrun.pictures.drawing.scales import scale_heights, set_ticks
from gdrun.pictures.drawing.style import (
    DASHES,
    INK,
    PAPER,
    Look,
    cut,
    key,
    looks,
    quiet,
    title,
)
from gdrun.records import JUDGED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_Array = NDArray[Any]

_DASHES: Any = {"train": DASHES[1], "validation": DASHES[0], "test": DASHES[2], "": DASHES[0]}
_MARKED = 7
"""Marks of one line."""
_MOST_OF_BAND = 500
"""So many points has a band's edge, for long trainings would make a file of megabytes."""
_BEYOND = 0.25
"""How much of its height a frame is higher if seeds run away."""


def draw(curves: Curves, figure: "Figure") -> None:
    """Draws a panel below the other."""
    title(figure, curves.title, curves.notes)
    heights = [1.0 if panel.quantity == RATE else 2.2 for panel in curves.panels]
    rows = figure.subplots(len(curves.panels), 1, sharex=True, squeeze=False, height_ratios=heights)
    of_course = _Looks(curves)
    for axes, panel in zip(rows[:, 0], curves.panels, strict=True):
        _draw_panel(panel, axes, of_course, curves)
    rows[-1, 0].set_xlabel("epoch")
    rows[-1, 0].xaxis.get_major_locator().set_params(integer=True)
    rows[-1, 0].margins(x=0.02)
    figure.align_ylabels(rows[:, 0].tolist())
    key(figure, _handles(curves, of_course), curves.notes)


class _Looks:
    """How courses are told apart.

    Variants have colours and marks, portions dashes; of a single variant portions have both.
    """

    def __init__(self, curves: Curves) -> None:
        self._single = len(curves.variants) == 1
        self.of_variant = dict(zip(curves.variants, looks(len(curves.variants)), strict=True))

    def of(self, variant: str, portion: str) -> Look:
        look = looks(2)[portion == "train"] if self._single else self.of_variant[variant]
        return Look(look.colour, look.mark, _DASHES[portion])

    def place(self, variant: str) -> int:
        return list(self.of_variant).index(variant)


def _draw_panel(panel: Panel, axes: "Axes", of_course: _Looks, curves: Curves) -> None:
    quiet(axes)
    axes.set_ylabel(panel.quantity.replace("_", "\n" if panel.quantity == RATE else " "))
    if panel.span is None:
        return
    scale_heights(axes, panel.scale, *_with_room(panel))
    if panel.quantity == RATE and panel.scale is Scale.LINEAR:
        # Few ticks have room, and round ones would miss the rate that was asked for.
        set_ticks(axes.yaxis, [0, float(f"{panel.span[1]:.3g}")])
    for course in panel.courses:
        look = of_course.of(course.variant, course.portion)
        if not course.portion:
            _draw_rate(course, axes, look, of_course.place(course.variant), len(curves.variants))
            continue
        if curves.each_seed:
            _draw_seeds(course, axes, look)
        else:
            _draw_bands(
                course, axes, look, logarithmic=panel.logarithmic, with_ranges=curves.with_ranges
            )
        _draw_mean(course, axes, look, of_course.place(course.variant), len(curves.variants))
    for course in panel.lost if panel.quantity != RATE else ():
        _draw_lost(course, axes, of_course.of(course.variant, course.portion))
    for mark in panel.restored:
        axes.plot(
            mark.epoch, _lifted(np.array(mark.value), axes), "o",
            color=of_course.of(mark.variant, JUDGED).colour,
            markersize=4.5, markerfacecolor=PAPER, zorder=4, gid="weights-taken",
        )  # fmt: skip


def _with_room(panel: Panel) -> tuple[float, float]:
    """Of seeds that diverged one sees that they leave, and not how far they get."""
    assert panel.span
    low, high = panel.span
    if panel.lost and panel.courses and panel.scale is not Scale.NEAR_ONE:
        logarithmic = panel.scale is Scale.LOGARITHMIC
        high = high * (high / low) ** _BEYOND if logarithmic else high + _BEYOND * (high - low)
    return low, high


def _draw_bands(
    course: Course, axes: "Axes", look: Look, *, logarithmic: bool, with_ranges: bool
) -> None:
    bottom = axes.get_ylim()[0]
    band: Any = {"color": look.colour, "linewidth": 0}
    low = np.where(course.low > 0, course.low, course.least) if logarithmic else course.low
    ends = [(low, course.high, 0.22), (course.least, course.most, 0.10)]
    for low, high, alpha in ends[: 1 + with_ranges]:
        epochs, least, most = _thinned(np.asarray(course.epochs), low, high)
        axes.fill_between(epochs, np.maximum(least, bottom), most, alpha=alpha, **band)


def _thinned(epochs: _Array, low: _Array, high: _Array) -> tuple[_Array, _Array, _Array]:
    """A band of no more epochs than can be told apart; it is nowhere narrower than it was."""
    starts = np.arange(0, len(epochs), -(-len(epochs) // _MOST_OF_BAND))
    kept = epochs[starts]
    kept[-1] = epochs[-1]
    return kept, np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)


def _draw_seeds(course: Course, axes: "Axes", look: Look) -> None:
    if len(course.of_seeds) > 1:
        for values in course.of_seeds.values():
            axes.plot(
                course.epochs,
                _lifted(values, axes),
                color=look.colour,
                linestyle=look.dashes,
                linewidth=0.6,
            )


def _lifted(values: _Array, axes: "Axes") -> _Array:
    """A logarithmic axis has no place for 0 but its foot."""
    if axes.get_yscale() != "log":
        return values
    return np.where(values <= 0, axes.get_ylim()[0], values)


def _draw_rate(course: Course, axes: "Axes", look: Look, place: int, many: int) -> None:
    """Of each seed, as a mean would hide the steps; a rate holds for a whole epoch."""
    seeds = np.unique(list(course.of_seeds.values()), axis=0)
    for number, rates in enumerate(seeds):
        axes.step(
            course.epochs, rates, where="mid", color=look.colour,
            linewidth=1.4 if len(seeds) == 1 else 0.7,
            marker=look.mark if many > 1 and not number else "", markersize=3,
            markevery=_marked(course, place, many),
        )  # fmt: skip


def _marked(course: Course, place: int, many: int) -> tuple[int, int]:
    """The first mark and the distance to the next: those of several lines are side by side."""
    step = max(1, len(course.epochs) // _MARKED)
    return int(step * (place + 0.5) / many), step


def _draw_mean(course: Course, axes: "Axes", look: Look, place: int, many: int) -> None:
    is_judged = course.portion == JUDGED
    axes.plot(
        course.epochs, _lifted(course.mean, axes), color=look.colour, linestyle=look.dashes,
        linewidth=1.7 if is_judged else 1.3, marker=look.mark, markersize=4 if is_judged else 3,
        markevery=_marked(course, place, many),
    )  # fmt: skip


def _draw_lost(course: Course, axes: "Axes", look: Look) -> None:
    """Until it left, or to the edge of the frame, where it is marked."""
    axes.plot(course.epochs, course.mean, color=look.colour, linestyle=look.dashes, linewidth=0.9)
    end = np.clip(course.mean[-1], *axes.get_ylim())
    axes.plot(
        course.epochs[-1:], [end], "x", color=look.colour, markersize=6, markeredgewidth=1.6,
        clip_on=False, zorder=5, gid="diverged",
    )  # fmt: skip


def _handles(curves: Curves, of_course: _Looks) -> list[Any]:
    from matplotlib.lines import Line2D

    courses = [course for panel in curves.panels for course in (*panel.courses, *panel.lost)]
    portions = dict.fromkeys(course.portion for course in courses if course.portion)
    handles = []
    if len(curves.variants) > 1:
        for name, look in of_course.of_variant.items():
            handles.append(
                Line2D([], [], color=look.colour, marker=look.mark, markersize=4, label=cut(name))
            )
        for portion in portions:
            handles.append(Line2D([], [], color=INK, linestyle=_DASHES[portion], label=portion))
    else:
        for portion in portions:
            look = of_course.of(curves.variants[0], portion)
            handles.append(
                Line2D([], [], color=look.colour, linestyle=look.dashes, marker=look.mark,
                       markersize=4, label=portion)
            )  # fmt: skip
    if any(panel.lost for panel in curves.panels):
        handles.append(
            Line2D([], [], color=INK, marker="x", markeredgewidth=1.6, linestyle="",
                   label="diverged")
        )  # fmt: skip
    if any(panel.restored for panel in curves.panels):
        handles.append(
            Line2D([], [], color=INK, marker="o", markerfacecolor=PAPER, linestyle="",
                   label="weights taken")
        )  # fmt: skip
    return handles
