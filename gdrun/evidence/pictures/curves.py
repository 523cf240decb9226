"""Losses, metrics and rates over the epochs of some trials."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import usable
from gdrun.evidence.pictures.labels import experiments_in_words, labels_of, seeds_in_words
from gdrun.records import JUDGED, PORTIONS, History, Measured, Record, Status, without_portion
from gdrun.statistics import Limits, SeedValues

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_VARIANTS = 6
"""More lines than these, twice, nobody tells apart."""

_DECADES = 1.5
"""A picture of values that span more decades than these has a logarithmic axis."""

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
    """Where early stopping took its weights."""
    logarithmic: bool
    """Whether values span decades, and none is 0 or less."""
    span: tuple[float, float] | None
    """From the least to the most of the seeds that did not diverge, which the frame is for; None
    if all did."""


@dataclass(frozen=True)
class Curves:
    """Panels one below the other, over the same epochs."""

    title: str
    panels: tuple[Panel, ...]
    variants: tuple[str, ...]
    """In the order of their colours."""
    notes: tuple[str, ...]


def curves(candidates: Sequence[Candidate]) -> Curves:
    """The loss, the primary metric and the learning rate over epochs.

    Args:
        candidates: What is shown, at most `MOST_VARIANTS`. Their records hold their histories.

    Raises:
        PictureError: If no trial has a history.
    """
    _, names = labels_of(candidates)
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
    panels = []
    for measured in dict.fromkeys(
        (outcome.measured("loss"), outcome.measured(outcome.primary_metric))
    ):
        portions = [portion for portion in PORTIONS if f"{portion}.{measured.name}" in columns]
        if portions:
            panels.append(_panel(shown, measured, portions))
    if RATE in columns:
        panels.append(_panel(shown, Measured(RATE, lowest=0.0), [""]))
    return Curves(
        title=f"{experiments_in_words(candidates)}: {seeds_in_words(records)}",
        panels=tuple(panels),
        variants=tuple(names),
        notes=tuple(_notes(records)),
    )


def _with_histories(candidate: Candidate) -> list[Record]:
    return [
        record
        for record in candidate.outcome.records
        if record.variant == candidate.variant.name
        and record.status.complete
        and len(record.history.values)
    ]


_Shown = Sequence[tuple[str, Candidate, Sequence[Record]]]


def _panel(shown: _Shown, measured: Measured, portions: Sequence[str]) -> Panel:
    low = -math.inf if measured.lowest is None else measured.lowest
    high = math.inf if measured.highest is None else measured.highest
    limits = Limits(low, high)
    courses, lost = [], []
    restored: list[Mark] = []
    for label, candidate, records in shown:
        for portion in portions:
            column = f"{portion}.{measured.name}" if portion else measured.name
            told = [record for record in records if column in record.history.columns]
            ended = [record for record in told if usable(record)]
            if ended:
                courses.append(_course(label, portion, ended, column, limits))
            lost += [
                _course(label, portion, [record], column, limits)
                for record in told
                if record.status is Status.DIVERGED
            ]
            if portion == JUDGED:
                restored += _restored(label, candidate, ended, column)
    return Panel(
        measured.name,
        tuple(courses),
        tuple(lost),
        tuple(restored),
        _spans_decades([each.mean for each in courses or lost]),
        _span(courses),
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
    place = history.columns.index(column)
    epochs, values = history.epochs, history.values[:, place]
    if history.first is not None and math.isfinite(history.first[place]):
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
    label: str, candidate: Candidate, records: Sequence[Record], column: str
) -> Iterator[Mark]:
    """Where the weights of each seed are from, as far as its history tells."""
    config: Mapping[str, Any] = candidate.variant.config
    monitor = config["training"]["stop"].get("monitor")
    if not monitor:
        return
    larger = candidate.outcome.measured(without_portion(monitor)).largest_is_best
    for record in records:
        if monitor not in record.history.columns:
            continue
        epochs, watched = _points(record.history, monitor)
        _, values = _points(record.history, column)
        best = int(watched.argmax() if larger else watched.argmin())
        if len(values) == len(watched):
            yield Mark(label, JUDGED, record.seed, int(epochs[best]), values[best])


def _span(courses: Sequence[Course]) -> tuple[float, float] | None:
    if not courses:
        return None
    least, most = (np.concatenate([getattr(c, end) for c in courses]) for end in ("least", "most"))
    return float(least.min()), float(most.max())


def _spans_decades(courses: Sequence[Floats]) -> bool:
    values = np.concatenate([each[np.isfinite(each)] for each in courses])
    if not values.size or values.min() <= 0:
        return False
    return bool(np.log10(values.max() / values.min()) > _DECADES)


def _notes(records: Sequence[Record]) -> Iterator[str]:
    lengths = {record.epochs for record in records if usable(record)}
    if len(lengths) > 1:
        yield "Means are over the seeds that still train, as far as half of them do."
