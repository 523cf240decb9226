"""How a metric depends on one or two numbers that a sweep goes through."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gdrun.errors import PictureError
from gdrun.evidence.endings import by_variant, share_diverged
from gdrun.evidence.pictures.labels import ABOUT, seeds_in_words, settings_in_words
from gdrun.evidence.pictures.scales import Scale, half_way_to_one, scale_of, span_of
from gdrun.evidence.pictures.swept import Axis, numeric_axes, others_of, value_at
from gdrun.evidence.ranking import RankedVariant, Ranking, rank_variants
from gdrun.records import JUDGED, Measured, Outcome, Variant
from gdrun.statistics import About, Share, Summary
from gdrun.wording import several

MOST_LINES = 8
"""More nobody tells apart."""

_FAR = 5.0
"""How far from the others a mean may be to be in the frame, see `span_of`."""
_FAR_IN_COLOURS = 1.5
"""The same of a heat map, where one colour must tell more."""
_UNDECIDED = (
    "Cells where every seed diverged are not outlined, though so few seeds do not tell that they "
    "are worse."
)


@dataclass(frozen=True)
class Point:
    """What one variant reached."""

    variant: str
    value: float
    """Of the number that is swept."""
    summary: Summary | None
    """None where every seed diverged."""
    diverged: Share | None
    """None where no trial has ended."""
    may_be_best: bool | None


@dataclass(frozen=True)
class Line:
    """Variants that differ in the one number alone."""

    name: str
    """What they have in common that others have not; empty if there is one line."""
    points: tuple[Point, ...]
    """In the order of their values."""


@dataclass(frozen=True)
class Sensitivity:
    """A metric over one number."""

    title: str
    metric: str
    """With its portion."""
    axis: Axis
    largest_is_best: bool
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    scale: Scale
    span: tuple[float, float] | None
    """From the least to the most mean that the frame is for: without bad ones far away from the
    others. None if every seed diverged."""


@dataclass(frozen=True)
class Cell:
    """A variant at two numbers."""

    point: Point
    across: float
    up: float
    best: bool
    """Whether it is the first in order."""

    @property
    def in_set(self) -> bool:
        """Whether it may be the best, as far as a mean tells."""
        return bool(self.point.may_be_best) and self.point.summary is not None


@dataclass(frozen=True)
class HeatMap:
    """A metric over two numbers."""

    title: str
    metric: str
    """With its portion."""
    across: Axis
    up: Axis
    largest_is_best: bool
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    scale: Scale
    """Of the colours."""
    span: tuple[float, float] | None
    """From the least to the most mean that colours are for; what is beyond has the last one. None
    if every seed diverged."""


def lines_of(variants: Sequence[Variant], axis: Axis) -> Mapping[str, list[Variant]]:
    """Variants by what they are besides, in words."""
    found: dict[str, list[Variant]] = {}
    names = settings_in_words([others_of(each, [axis]) for each in variants])
    for name, each in zip(names, variants, strict=True):
        found.setdefault(name, []).append(each)
    return found


def is_over_two(variants: Sequence[Variant]) -> bool:
    """Whether two numbers are swept over, and nothing else."""
    axes = numeric_axes(variants)
    return len(axes) == 2 and all(not others_of(each, axes) for each in variants)


def sensitivity(outcome: Outcome, metric: str, asked: About | None = None) -> Sensitivity:
    """The metric on validation over the number that has the most values.

    Args:
        outcome: A sweep over at least one number.
        metric: Its name, without a portion.
        asked: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        PictureError: If no trial has the metric on a validation part.
    """
    return sensitivity_of(outcome, _ranking(outcome, metric, asked))


def sensitivity_of(outcome: Outcome, ranking: Ranking) -> Sensitivity:
    """The same, of a sweep whose variants were ranked already."""
    axis, metric = numeric_axes(outcome.variants)[0], ranking.metric
    ranked = {each.variant.name: each for each in ranking.variants}
    lines = []
    for name, variants in lines_of(outcome.variants, axis).items():
        points = [_point(ranked[v.name], metric, axis) for v in variants if v.name in ranked]
        lines.append(Line(name, tuple(sorted(points, key=lambda each: each.value))))
    measured = outcome.measured(metric)
    means = _means(point for line in lines for point in line.points)
    scale = scale_of(means, measured)
    span = _span(means, scale, measured, _FAR)
    beyond = sum(not span[0] <= mean <= span[1] for mean in means) if span else 0
    return Sensitivity(
        title=_title(outcome, metric, axis.name),
        metric=f"{JUDGED}.{metric}",
        axis=axis,
        largest_is_best=measured.largest_is_best,
        lines=tuple(line for line in lines if line.points),
        notes=_notes(ranking.variants, beyond),
        scale=scale,
        span=span,
    )


def heat_map(outcome: Outcome, metric: str, asked: About | None = None) -> HeatMap:
    """The metric on validation over two numbers.

    Args:
        outcome: A sweep of which ``is_over_two`` holds.
        metric: Its name, without a portion.
        asked: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        PictureError: If no trial has the metric on a validation part.
    """
    across, up = numeric_axes(outcome.variants)
    cells = [
        Cell(
            _point(each, metric, across),
            value_at(each.variant, across),
            value_at(each.variant, up),
            best=each.place == 1,
        )
        for each in _ranking(outcome, metric, asked).variants
    ]
    measured = outcome.measured(metric)
    scale, span = _colours_of(_means(cell.point for cell in cells), measured)
    return HeatMap(
        title=_title(outcome, metric, f"{across.name} and {up.name}"),
        metric=f"{JUDGED}.{metric}",
        across=across,
        up=up,
        largest_is_best=measured.largest_is_best,
        cells=tuple(cells),
        notes=(_UNDECIDED,)
        if any(c.point.may_be_best and not c.point.summary for c in cells)
        else (),
        scale=scale,
        span=span,
    )


def _colours_of(
    means: Sequence[float], measured: Measured
) -> tuple[Scale, tuple[float, float] | None]:
    """On which scale colours tell means, and from where to where."""
    if measured.highest == 1 and measured.largest_is_best:
        # What is perfect is endlessly far from the others on the scale that tells these.
        means_below = [mean for mean in means if mean < 1]
        if scale_of(means_below, measured) is Scale.NEAR_ONE:
            best = max(means_below)
            top = half_way_to_one(best) if len(means_below) < len(means) else best
            return Scale.NEAR_ONE, (min(means_below), top)
    scale = scale_of(means, measured)
    return scale, _span(means, scale, measured, _FAR_IN_COLOURS)


def _span(
    means: Iterable[float], scale: Scale, measured: Measured, reach: float
) -> tuple[float, float] | None:
    """The means' own; of a linear scale without those that are far away."""
    return span_of(
        [mean for mean in means if scale is not Scale.LOGARITHMIC or mean > 0],
        largest_is_best=measured.largest_is_best,
        reach=reach if scale is Scale.LINEAR else math.inf,
    )


def _means(points: Iterable[Point]) -> list[float]:
    return [point.summary.mean for point in points if point.summary]


def _title(outcome: Outcome, metric: str, over: str) -> str:
    seeds = seeds_in_words(by_variant(outcome).values())
    return f"{outcome.experiment}: {JUDGED} {metric} over {over}, {seeds}"


def _ranking(outcome: Outcome, metric: str, asked: About | None) -> Ranking:
    ranking = rank_variants(outcome, metric, asked=asked)
    if ranking is None:
        raise PictureError(
            f"{outcome.experiment}: no trial has a {JUDGED} {metric}, by which variants are "
            "judged: add `data.split.validation`"
        )
    return ranking


def _point(ranked: RankedVariant, metric: str, axis: Axis) -> Point:
    return Point(
        ranked.variant.name,
        value_at(ranked.variant, axis),
        ranked.summaries.get(JUDGED, {}).get(metric),
        share_diverged(ranked.records),
        ranked.may_be_best,
    )


def _notes(ranked: Iterable[RankedVariant], beyond: int) -> tuple[str, ...]:
    """What the intervals are about, and how many means are beyond the frame."""
    abouts = {
        summary.about
        for each in ranked
        for summary in each.summaries.get(JUDGED, {}).values()
        if summary.ci95
    }
    notes = [f"Bars: 95% intervals {ABOUT[about]}." for about in About if about in abouts]
    if beyond:
        notes.append(f"{several(beyond, 'mean')} beyond the frame, drawn at its edge.")
    return tuple(notes)
