"""Losses, metrics and rates over the epochs of some trials."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import usable
from gdrun.evidence.pictures.labels import (
    experiments_in_words,
    names_of,
    notes_on_kind,
    seeds_in_words,
)
from gdrun.evidence.pictures.scales import Scale, half_way_to_one, scale_of
from gdrun.evidence.scope import limits_of
from gdrun.records import JUDGED, PORTIONS, History, Measured, Record, Status, without_portion
from gdrun.statistics import Limits, SeedValues

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_VARIANTS = 6
"""More lines than these, twice, nobody tells apart."""

_WITH_RANGES = 3
"""Of more variants the bands from least to most cover each other."""

FEW_SEEDS = 4
"""Up to so many are shown one by one: their interval is wide, and hides more than it tells."""

_BELOW_MEANS = 10.0
"""A logarithmic frame begins at most so many times below the lowest mean."""

_BESIDE_MEANS = 0.25
"""A linear frame goes at most so far beyond the means, of their height, …"""
_EARLY = 0.25
"""… for what is within so much of the epochs."""

RATE = "learning_rate"


@dataclass(frozen=True)
class Course:
    """One number of one variant, epoch by epoch: arrays are (epochs,)."""

    variant: str
    portion: str
    """``train`` or ``validation``; empty of what has none, as the learning rate."""
    epochs: Integers
    """0 is of the first weights."""
    mean: Floats
    """Over the seeds that still train then, as far as half of them do; of no seed that diverged."""
    low: Floats
    """95% interval of the mean, about seeds; NaN where there are fewer than two."""
    high: Floats
    least: Floats
    """Of all these seeds."""
    most: Floats
    of_seeds: Mapping[int, Floats]
    """The seeds one by one, NaN where a seed trains no more."""


@dataclass(frozen=True)
class Mark:
    """A point of a course at which something happened to one seed."""

    variant: str
    portion: str
    seed: int
    epoch: int
    value: float


@dataclass(frozen=True)
class Panel:
    """What shares one axis."""

    quantity: str
    """``loss``, the name of a metric, or ``learning_rate``."""
    courses: tuple[Course, ...]
    lost: tuple[Course, ...]
    """Of single seeds that diverged, each until it left; their means are their values."""
    restored: tuple[Mark, ...]
    """Where early stopping took its weights; in the panel of what it watched."""
    scale: Scale
    span: tuple[float, float] | None
    """From the least to the most that the frame is for: of the seeds that did not diverge or, if
    all did, of these; on a logarithmic scale above 0. None if there is nothing."""

    @property
    def logarithmic(self) -> bool:
        """Whether values span decades."""
        return self.scale is Scale.LOGARITHMIC


@dataclass(frozen=True)
class Curves:
    """Panels one below the other, over the same epochs."""

    title: str
    panels: tuple[Panel, ...]
    variants: tuple[str, ...]
    """In the order of their colours."""
    with_ranges: bool
    """Whether there is room for bands from the least to the most seed."""
    notes: tuple[str, ...]

    @property
    def each_seed(self) -> bool:
        """Whether seeds are few enough to be shown one by one, in place of intervals."""
        courses = [course for panel in self.panels for course in panel.courses]
        return all(map(_is_each_seed, courses))


def curves(candidates: Sequence[Candidate], metric: str, notes: Sequence[str] = ()) -> Curves:
    """The loss, a metric and, where it changes, the learning rate.

    Args:
        candidates: What is shown, at most `MOST_VARIANTS`. Their records hold their histories.
        metric: Its name, without a portion. If histories lack it, the primary one is shown.
        notes: What is to be said of their choice.

    Raises:
        PictureError: If no trial has a history.
    """
    names = names_of(candidates)
    shown = [
        (name, each, _with_histories(each)) for name, each in zip(names, candidates, strict=True)
    ]
    records = [record for _, _, each in shown for record in each]
    outcome = candidates[0].outcome
    if not records:
        raise PictureError(
            f"{outcome.experiment}: no histories are kept of its trials, so there are no curves: "
            "run it again with --fresh --history every"
        )
    columns = dict.fromkeys(column for record in records for column in record.history.columns)
    if not any(f"{portion}.{metric}" in columns for portion in PORTIONS):
        metric = outcome.primary_metric
    told = [
        measured
        for measured in dict.fromkeys((outcome.measured("loss"), outcome.measured(metric)))
        if any(f"{portion}.{measured.name}" in columns for portion in PORTIONS)
    ]
    panels = [
        _panel(
            shown,
            measured,
            [portion for portion in PORTIONS if f"{portion}.{measured.name}" in columns],
            _watched_here(measured, told),
        )
        for measured in told
    ]
    # What each variant's rate is, its name says, if it stays.
    if any(least < most for record in records for least, most in _rates(record.history)):
        panels.append(_panel(shown, Measured(RATE, lowest=0.0), [""], lambda _: False))
    seeds_of_all = seeds_in_words([each for _, _, each in shown])
    with_ranges = len(names) <= _WITH_RANGES
    over = " and ".join(measured.name for measured in told)
    return Curves(
        title=f"{experiments_in_words(candidates)}: {over} over epochs, {seeds_of_all}",
        panels=tuple(panels),
        variants=tuple(names),
        with_ranges=with_ranges,
        notes=(
            *_notes(records, panels, with_ranges=with_ranges),
            *notes_on_kind(candidates, metric),
            *notes,
        ),
    )


def _rates(history: History) -> Iterator[tuple[float, float]]:
    """The least and the most learning rate of a history that has some."""
    if RATE in history.columns:
        rates = history.values[:, history.columns.index(RATE)]
        yield float(rates.min()), float(rates.max())


def _watched_here(measured: Measured, told: Sequence[Measured]) -> Callable[[str], bool]:
    """Whether a monitor's marks are in a metric's panel: its own or, lacking that, the first."""

    def is_here(monitor: str) -> bool:
        own = next((each for each in told if each.name == without_portion(monitor)), told[0])
        return own is measured

    return is_here


def _with_histories(candidate: Candidate) -> list[Record]:
    return [
        record
        for record in candidate.outcome.records
        if record.variant == candidate.variant.name
        and record.status.complete
        and len(record.history.values)
    ]


_Shown = Sequence[tuple[str, Candidate, Sequence[Record]]]


def _panel(
    shown: _Shown,
    measured: Measured,
    portions: Sequence[str],
    is_watched: Callable[[str], bool],
) -> Panel:
    limits = limits_of(measured, np.empty(0))
    courses, lost = [], []
    restored: list[Mark] = []
    for label, candidate, records in shown:
        for portion in portions:
            column = f"{portion}.{measured.name}" if portion else measured.name
            told = [record for record in records if len(_points(record.history, column)[0])]
            ended = [record for record in told if usable(record)]
            if ended:
                courses.append(_course(label, portion, ended, column, limits))
            lost += [
                _course(label, portion, [record], column, limits)
                for record in told
                if record.status is Status.DIVERGED
            ]
            if portion == JUDGED:
                restored += _restored(label, candidate, ended, column, is_watched)
    framed = courses or lost
    # What is drawn one by one has to be in the frame.
    drawn = [
        values
        for each in framed
        for values in (each.of_seeds.values() if _is_each_seed(each) else [each.mean])
    ]
    scale = scale_of(np.concatenate(drawn) if drawn else [], measured)
    return Panel(
        measured.name, tuple(courses), tuple(lost), tuple(restored), scale, _span(framed, scale)
    )


def _course(
    variant: str, portion: str, records: Sequence[Record], column: str, limits: Limits
) -> Course:
    points = [_points(record.history, column) for record in records]
    epochs = np.unique(np.concatenate([each for each, _ in points]))
    values = np.full((len(points), len(epochs)), np.nan)
    for row, (own, told) in zip(values, points, strict=True):
        # Of histories that were thinned, seeds of other lengths have other epochs.
        inside = (epochs >= own[0]) & (epochs <= own[-1])
        row[inside] = np.interp(epochs[inside], own, told)
    there = np.isfinite(values).sum(axis=0)
    kept = 2 * there >= len(points)
    values, epochs = values[:, kept], epochs[kept]
    mean, low, high = _estimated(values, limits)
    return Course(
        variant,
        portion,
        epochs,
        mean,
        low,
        high,
        np.nanmin(values, axis=0),
        np.nanmax(values, axis=0),
        {record.seed: row for record, row in zip(records, values, strict=True)},
    )


def _points(history: History, column: str) -> tuple[Integers, Floats]:
    """The epochs of a history, and what it has for them: what is finite of it."""
    if column not in history.columns:
        return np.empty(0, np.int64), np.empty(0)
    place = history.columns.index(column)
    epochs, values = history.epochs, history.values[:, place]
    if history.first is not None:
        epochs, values = np.append(0, epochs), np.append(history.first[place], values)
    finite = np.isfinite(values)
    return epochs[finite], values[finite]


def _estimated(values: Floats, limits: Limits) -> tuple[Floats, Floats, Floats]:
    """The mean of each column of values (seeds, epochs), and its interval: (epochs,) each."""
    mean, low, high = (np.full(values.shape[1], np.nan) for _ in range(3))
    present = np.isfinite(values)
    # Seeds leave one by one, so that there are few sets of them.
    for there in np.unique(present, axis=1).T:
        columns = np.flatnonzero((present == there[:, None]).all(axis=0))
        found = SeedValues(values[np.ix_(there, columns)].T, limits).means()
        mean[columns] = found.values
        if there.sum() > 1:
            half = found.half_widths()
            low[columns] = np.maximum(found.centres - half, limits.low)
            high[columns] = np.minimum(found.centres + half, limits.high)
    return mean, low, high


def _restored(
    label: str,
    candidate: Candidate,
    records: Sequence[Record],
    column: str,
    is_watched: Callable[[str], bool],
) -> Iterator[Mark]:
    """Where the weights of each seed are from: its best epoch, the first of several."""
    config: Mapping[str, Any] = candidate.variant.config
    monitor = config["training"]["stop"].get("monitor")
    if not monitor or not is_watched(monitor):
        return
    larger = candidate.outcome.measured(without_portion(monitor)).largest_is_best
    for record in records:
        history = record.history
        if monitor not in history.columns:
            continue
        # First weights are no epoch's, and are never taken.
        watched = history.values[:, history.columns.index(monitor)]
        if np.isnan(watched).all():
            continue
        best = int(np.nanargmax(watched) if larger else np.nanargmin(watched))
        value = float(history.values[best, history.columns.index(column)])
        yield Mark(label, JUDGED, record.seed, int(history.epochs[best]), value)


def _span(courses: Sequence[Course], scale: Scale) -> tuple[float, float] | None:
    if not courses:
        return None
    means, least, most = (
        np.concatenate([getattr(course, name) for course in courses])
        for name in ("mean", "least", "most")
    )
    low, high = float(least.min()), float(most.max())
    if all(map(_is_each_seed, courses)):
        values = np.concatenate([each for course in courses for each in course.of_seeds.values()])
        return (float(values[values > 0].min()) if scale is Scale.LOGARITHMIC else low), high
    if scale is Scale.LINEAR:
        # First weights are far from each other, which would leave no room for what follows.
        top, bottom = float(means.max()), float(means.min())
        room = _BESIDE_MEANS * (top - bottom)
        later = np.concatenate([_is_later(course.epochs) for course in courses])
        low = max(low, min(bottom - room, float(least[later].min())))
        high = min(high, max(top + room, float(most[later].max())))
    elif scale is Scale.LOGARITHMIC:
        # A single seed that comes to 0 would leave no room for the others.
        lowest = float(means[means > 0].min())
        low = max(low, lowest / _BELOW_MEANS)
    elif scale is Scale.NEAR_ONE:
        high = min(high, half_way_to_one(float(means.max())))
    return low, high


def _is_each_seed(course: Course) -> bool:
    return len(course.of_seeds) <= FEW_SEEDS


def _is_later(epochs: Integers) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = epochs >= epochs[0] + _EARLY * (epochs[-1] - epochs[0])
    return found


def _notes(
    records: Sequence[Record], panels: Sequence[Panel], *, with_ranges: bool
) -> Iterator[str]:
    seeds = [len(course.of_seeds) for panel in panels for course in panel.courses]
    most = max(seeds, default=1)
    if most > FEW_SEEDS:
        fainter = "; fainter: from least to most" if with_ranges else ""
        yield f"Lines: means. Bands: their 95% intervals about seeds{fainter}."
    elif most > 1:
        yield "Thick lines: means. Thin lines: each seed."
    judged = [course for panel in panels if panel.logarithmic for course in panel.courses]
    if most > FEW_SEEDS and any((course.low <= 0).any() for course in judged):
        yield "Where an interval reaches 0, its band ends at the least seed."
    if any((course.least <= 0).any() for course in judged):
        yield "What is 0 is drawn at the foot of a logarithmic axis."
    rates = [course for panel in panels if panel.quantity == RATE for course in panel.courses]
    if any((course.least < course.most).any() for course in rates):
        yield "Learning rates: each seed."
    if not any(map(usable, records)):
        yield "Every seed diverged."
    lengths = {record.epochs for record in records if usable(record)}
    if len(lengths) > 1:
        yield "Means are over the seeds that still train, as far as half of them do."
