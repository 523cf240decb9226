"""Draws curves."""

from typing import TYPE_CHECKING, Any

from gdrun.evidence.pictures.curves import RATE, Course, Curves, Panel
from gdrun.pictures.drawing.style import INK, Look, cut, looks, quiet, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DASHES: Any = {"train": "--", "validation": "-", "test": "-.", "": "-"}


def draw(curves: Curves, figure: "Figure", *, each_seed: bool = False) -> None:
    """Draws a panel below the other; ``each_seed`` in place of means and bands."""
    title(figure, curves.title, curves.notes)
    heights = [1.0 if panel.quantity == RATE else 2.0 for panel in curves.panels]
    rows = figure.subplots(len(curves.panels), 1, sharex=True, squeeze=False, height_ratios=heights)
    of_variant = dict(zip(curves.variants, looks(len(curves.variants)), strict=True))
    for axes, panel in zip(rows[:, 0], curves.panels, strict=True):
        _draw_panel(panel, axes, of_variant, each_seed=each_seed)
    rows[-1, 0].set_xlabel("epoch")
    rows[-1, 0].xaxis.get_major_locator().set_params(integer=True)
    _legend(curves, figure, of_variant)


def _draw_panel(
    panel: Panel, axes: "Axes", of_variant: dict[str, Look], *, each_seed: bool
) -> None:
    quiet(axes)
    axes.set_ylabel(panel.quantity.replace("_", " "))
    if panel.logarithmic:
        axes.set_yscale("log")
    for course in panel.courses:
        _draw_course(course, axes, of_variant[course.variant], each_seed=each_seed)
    for course in panel.lost:
        colour = of_variant[course.variant].colour
        axes.plot(course.epochs, course.mean, color=colour, linewidth=0.7)
        axes.plot(course.epochs[-1:], course.mean[-1:], "x", color=colour, markersize=6)
    if panel.span and panel.lost:
        _leave_out_what_runs_away(panel.span, axes)
    for mark in panel.restored:
        axes.plot(
            mark.epoch, mark.value, "o", color=of_variant[mark.variant].colour,
            markersize=4, markerfacecolor="white",
        )  # fmt: skip


def _leave_out_what_runs_away(span: tuple[float, float], axes: "Axes") -> None:
    """Of seeds that diverged one sees that they leave, and not how far they get."""
    low, high = span
    if axes.get_yscale() == "log":
        axes.set_ylim(low / 1.5, high * 3)
    else:
        axes.set_ylim(low - 0.08 * (high - low), high + 0.25 * (high - low))


def _draw_course(course: Course, axes: "Axes", look: Look, *, each_seed: bool) -> None:
    dashes = _DASHES[course.portion]
    if not course.portion:
        # A rate holds for a whole epoch.
        axes.step(course.epochs, course.mean, where="mid", color=look.colour, linewidth=1.6)
        return
    if each_seed:
        for values in course.of_seeds.values():
            axes.plot(course.epochs, values, dashes, color=look.colour, linewidth=0.7, alpha=0.8)
        return
    band: Any = {"color": look.colour, "linewidth": 0}
    axes.fill_between(course.epochs, course.least, course.most, alpha=0.10, **band)
    axes.fill_between(course.epochs, course.low, course.high, alpha=0.25, **band)
    axes.plot(course.epochs, course.mean, dashes, color=look.colour, linewidth=1.6)


def _legend(curves: Curves, figure: "Figure", of_variant: dict[str, Look]) -> None:
    from matplotlib.lines import Line2D

    courses = [course for panel in curves.panels for course in panel.courses]
    handles = []
    if len(curves.variants) > 1:
        handles += [
            Line2D([], [], color=look.colour, label=cut(name)) for name, look in of_variant.items()
        ]
    for portion in dict.fromkeys(course.portion for course in courses if course.portion):
        handles.append(Line2D([], [], color=INK, linestyle=_DASHES[portion], label=portion))
    if any(panel.lost for panel in curves.panels):
        handles.append(Line2D([], [], color=INK, marker="x", linestyle="", label="diverged"))
    if any(panel.restored for panel in curves.panels):
        handles.append(
            Line2D([], [], color=INK, marker="o", markerfacecolor="white", linestyle="",
                   label="weights taken")
        )  # fmt: skip
    figure.legend(
        handles=handles, loc="outside lower right", ncols=3, frameon=False, fontsize="small"
    )
