"""The numbers of pictures that show variants beside each other."""

from gdrun.evidence.pictures.differences import Differences
from gdrun.evidence.pictures.seeds import Seeds
from gdrun.evidence.pictures.sensitivity import HeatMap, Point, Sensitivity
from gdrun.pictures.numbers.table import (
    Numbers,
    diverged_in_words,
    number,
    span,
    summary_cells,
)

_OF_POINTS = "mean", "95% interval", "n", "diverged", "may be the best"


def sensitivity_numbers(value: Sensitivity) -> Numbers:
    """A row for each point of each line."""
    return Numbers(
        ("line", value.axis.name, *_OF_POINTS),
        tuple(
            (line.name, f"{point.value:g}", *_point_cells(point))
            for line in value.lines
            for point in line.points
        ),
    )


def heat_map_numbers(value: HeatMap) -> Numbers:
    """A row for each cell."""
    return Numbers(
        (value.across.name, value.up.name, *_OF_POINTS),
        tuple(
            (f"{cell.across:g}", f"{cell.up:g}", *_point_cells(cell.point)) for cell in value.cells
        ),
    )


def _point_cells(point: Point) -> tuple[str, ...]:
    best = {True: "yes", False: "no", None: "–"}[point.may_be_best]
    return (*summary_cells(point.summary), diverged_in_words(point.diverged), best)


def differences_numbers(value: Differences) -> Numbers:
    """A row for each variant."""
    return Numbers(
        (value.named_by or "variant", "difference", "interval", "diverged", "may be the best"),
        tuple(
            (
                each.name,
                number(each.estimate),
                span(each.interval),
                diverged_in_words(each.diverged),
                "no" if each.behind else "yes",
            )
            for each in value.rows
        ),
    )


def seeds_numbers(value: Seeds) -> Numbers:
    """A row for each variant, with the value of each seed."""
    return Numbers(
        (value.named_by or "variant", "mean", "95% interval", "n", "diverged", "seed: value"),
        tuple(
            (
                each.name,
                *summary_cells(each.summary),
                str(each.diverged or ""),
                ", ".join(f"{seed}: {number(found)}" for seed, found in each.values.items()),
            )
            for each in value.variants
        ),
    )
