"""The numbers of curves."""

from collections.abc import Iterator

import numpy as np

from gdrun.evidence.pictures.curves import Course, Curves, Panel
from gdrun.pictures.numbers.table import Numbers, number, span

MOST_EPOCHS = 25
"""Of each course so many are told, spread evenly."""


def curves_numbers(curves: Curves) -> Numbers:
    """A row for each epoch of each course, and one for each seed that diverged."""
    rows = [row for panel in curves.panels for row in _of_panel(panel)]
    headings = "variant", "quantity", "part", "epoch", "mean", "95% interval", "range", "seeds"
    return Numbers(headings, tuple(rows))


def _of_panel(panel: Panel) -> Iterator[tuple[str, ...]]:
    for course in panel.courses:
        yield from _of_course(panel.quantity, course)
    for course in panel.lost:
        seeds = ", ".join(map(str, course.of_seeds))
        yield (
            course.variant, panel.quantity, course.portion, f"{course.epochs[-1]:,}",
            number(course.mean[-1]), "–", "–", f"seed {seeds} diverged",
        )  # fmt: skip


def _of_course(quantity: str, course: Course) -> Iterator[tuple[str, ...]]:
    last = len(course.epochs) - 1
    for i in dict.fromkeys(np.linspace(0, last, min(last + 1, MOST_EPOCHS)).round().astype(int)):
        seeds = sum(np.isfinite(values[i]) for values in course.of_seeds.values())
        yield (
            course.variant, quantity, course.portion, f"{course.epochs[i]:,}",
            number(course.mean[i]), span((course.low[i], course.high[i])),
            span((course.least[i], course.most[i])), str(seeds),
        )  # fmt: skip
