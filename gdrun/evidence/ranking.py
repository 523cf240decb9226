"""Variants in order, and which of them may be the best."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gdrun.evidence.comparability import (
    OTHER_DATA,
    OTHER_LOSS,
    OTHER_WEIGHTS,
    Candidate,
    difference_in_kind,
)
from gdrun.evidence.diagnoses.told import OutcomeDiagnoses, Told
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.influential import note_on_influence
from gdrun.evidence.scope import Judged, Trials, judge
from gdrun.evidence.success import Success
from gdrun.evidence.summaries import Summaries, summarize_variant
from gdrun.evidence.watching import note_on_watching
from gdrun.records import JUDGED, Outcome, Record, Status, Variant
from gdrun.statistics import (
    ALPHA,
    About,
    Comparison,
    Pairs,
    Question,
    Share,
    conclude,
    may_be_best,
    rank,
)
from gdrun.wording import several

_WARNINGS = {
    OTHER_DATA: "Some variants were validated on other data than the first: their means may "
    "differ because of the data, so they are not compared with it.",
    OTHER_WEIGHTS: "Rows count otherwise in some variants' metrics than in the first's, so they "
    "are not compared with it; leave out `training.weighted_metrics`.",
    OTHER_LOSS: "Some variants have another loss, or targets in other units, than the first: "
    "losses of different kinds are no scale, so they are not compared with it; rank by another "
    "--metric.",
}


class AgainstFirst:
    """Compares variants with the first of those that were judged, when that is asked for.

    A sweep may have far more variants than a table shows.
    """

    def __init__(self, judged: Judged, level: float) -> None:
        self._contest = judged.contest
        self._question = Question(judged.about, judged.rows, alpha=level)
        self._others = len(judged.contest.values) - 1

    def compare(self, place: int) -> Comparison | None:
        """The variant at a place, as A; its p is adjusted as the set's is, by Bonferroni."""
        found = conclude(self._contest, (place, 0), self._column, (place, 0), self._question)
        if found is None:
            return None
        p_value = found.p_value * self._others * ALPHA / found.level
        return replace(found, p_adjusted=min(1.0, p_value))

    @cached_property
    def _column(self) -> Pairs:
        return self._contest.pairs(range(len(self._contest.values)), [0])


@dataclass(frozen=True)
class RankedVariant:
    """A variant's place in a sweep."""

    place: int
    """From 1; of the variants without a usable trial too."""
    outcome: Outcome
    """What it is of."""
    number: int
    """The variant's in its experiment, from 1, by which ``ID:NUMBER`` calls it."""
    variant: Variant
    records: tuple[Record, ...]
    may_be_best: bool | None
    """Whether no other beats it; None for one that is different in kind."""
    beaten_by: int | None
    """The number of the variant that beats it most surely."""
    distance: tuple[float, float] | None
    """Interval of its mean minus that of the best of the others; None if that is not known."""
    with_first: AgainstFirst | None
    """Compares it with the first in order; None for that itself, and for one different in kind."""
    judged_place: int
    """Its place among those that are compared."""
    in_kind: str
    """Why it may not be compared with the first, see `difference_in_kind`; empty if it may."""
    metrics: tuple[str, ...]
    """What is shown of it, that which it is ranked by first."""
    asked: About | None
    """What intervals are asked to be about."""
    success: Share | None
    """How many of its seeds reached what was asked for; None if nothing was."""

    @cached_property
    def against_best(self) -> Comparison | None:
        """This variant as A, the first in order as B, at the level of the set.

        None for the first itself, for one that is different in kind, and for one that has no seed
        in common with it.
        """
        return self.with_first.compare(self.judged_place) if self.with_first else None

    @cached_property
    def summaries(self) -> Summaries:
        """Portion → metric → summary."""
        return summarize_variant(
            self.outcome, self.variant, self.records, self.metrics, self.asked
        ).summaries

    @cached_property
    def diagnoses(self) -> list[Told]:
        """What is said of its trials."""
        return OutcomeDiagnoses(self.outcome).told(self.records)

    def count(self, status: Status) -> int:
        """How many trials ended so."""
        return sum(record.status is status for record in self.records)


@dataclass(frozen=True)
class Ranking:
    """All variants that were begun, the best first."""

    metric: str
    primary: bool
    """Whether that is the metric that trials are judged by unless another is named."""
    others: tuple[str, ...]
    """Metrics that are shown besides."""
    variants: tuple[RankedVariant, ...]
    judged: Judged
    """What the values of those that are compared are evidence about."""
    level: float | None
    """Two-sided level of each pair; None for a single variant."""
    warnings: tuple[str, ...]
    """What must be known to take the order and the intervals for what they are."""


def rank_variants(
    outcome: Outcome,
    metric: str,
    others: Sequence[str] = (),
    asked: About | None = None,
    success: Success | None = None,
) -> Ranking | None:
    """Ranks variants by their validation means of ``metric``; ``others`` are shown besides.

    Failed trials are left out. A variant is compared with the others over the seeds that they
    share.

    Args:
        outcome: The sweep.
        metric: What they are ranked by.
        others: What is shown besides.
        asked: What intervals are to be about; None for as much as there is evidence for.
        success: What seeds are to reach, if that is asked for.

    Returns:
        None if no trial has the metric on a validation portion, for then there is no fair order.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    if not any(_has(record, metric) for record in outcome.records):
        return None
    besides = tuple(name for name in others if name != metric)
    grouped = by_variant(outcome)
    # After an interruption there may be variants without a trial.
    begun = [variant for variant in outcome.variants if grouped[variant.name]]
    numbers = {variant.name: n for n, variant in enumerate(outcome.variants, start=1)}
    trials = [tuple(grouped[variant.name]) for variant in begun]
    measured = outcome.measured(metric)
    order = _order(trials, metric, larger=measured.largest_is_best)
    candidates = [Candidate(outcome, variant) for variant in begun]
    first = order[0]
    in_kind = [difference_in_kind(each, candidates[first], metric) for each in candidates]
    alike = [i for i in order if not in_kind[i]]
    unread = [Trials(candidates[i], trials[i], unread=True) for i in alike]
    judged = judge(unread, JUDGED, measured, asked)
    places = {i: place for place, i in enumerate(alike)}
    found = may_be_best(judged.contest, range(len(alike))) if len(alike) > 1 else None
    with_first = AgainstFirst(judged, found.level) if found else None

    def ranked(place: int, i: int) -> RankedVariant:
        judged_place = places.get(i, -1)
        known = found is not None and judged_place >= 0
        beaten_by = found.beaten_by[judged_place] if found and known else None
        return RankedVariant(
            place,
            outcome,
            numbers[begun[i].name],
            begun[i],
            trials[i],
            bool(found.inside[judged_place]) if found and known else _alone(in_kind[i]),
            None if beaten_by is None else numbers[begun[alike[beaten_by]].name],
            found.distance(judged_place) if found and known else None,
            with_first if place > 1 and known else None,
            judged_place,
            in_kind[i],
            (metric, *besides),
            asked,
            success.share(outcome, trials[i]) if success else None,
        )

    variants = tuple(ranked(place, i) for place, i in enumerate(order, start=1))
    return Ranking(
        metric,
        measured.primary,
        besides,
        variants,
        judged,
        found.level if found else None,
        (
            *(text for reason, text in _WARNINGS.items() if reason in in_kind),
            *judged.notes,
            *_on_signs(judged, found.level if found else ALPHA),
            *note_on_watching([begun[i] for i in alike]),
            *(note_on_influence(judged, 0, 1) if len(alike) > 1 else ()),
        ),
    )


def _alone(in_kind: str) -> bool | None:
    """Of a sweep in which nothing may be compared: its first may be the best."""
    return None if in_kind else True


def _on_signs(judged: Judged, level: float) -> Iterator[str]:
    """What is to be said where the sign test decides of a pair, as a seed diverged."""
    contest = judged.contest
    there = np.isfinite(contest.values) | ~contest.present
    if there.all() or len(there) < 2:
        return
    if judged.about is About.DATA:
        yield "The sign test treats splits as independent, so its p is too small."
    diverged = int(np.argwhere(~there)[0, 0])
    seeds, factor = contest.judged(diverged, int(diverged == 0))
    # Its least p is that of all seeds won by one.
    if seeds and 2 * 0.5 ** len(seeds) > level * factor:
        yield (
            "Where a seed diverged the sign test decides, and of "
            f"{several(len(seeds), 'seed')} it can decide nothing here."
        )


def _order(trials: Sequence[Sequence[Record]], metric: str, *, larger: bool) -> list[int]:
    """Places of the variants with these trials, the best first."""
    columns = {seed: i for i, seed in enumerate(sorted({r.seed for each in trials for r in each}))}
    values = np.full((len(trials), len(columns)), np.nan)
    present = np.zeros(values.shape, dtype=bool)
    for row, each in enumerate(trials):
        for record in each:
            # Where it ended well without a value, the metric is not defined: no loss of its own.
            if record.status.complete and (not usable(record) or _has(record, metric)):
                values[row, columns[record.seed]] = _value(record, metric)
                present[row, columns[record.seed]] = True
    return [entry.variant for entry in rank(values, larger_is_better=larger, present=present)]


def _has(record: Record, metric: str) -> bool:
    return metric in record.metrics.get(JUDGED, {})


def _value(record: Record, metric: str) -> float:
    """NaN where training diverged."""
    return record.metrics.get(JUDGED, {}).get(metric, math.nan) if usable(record) else math.nan
