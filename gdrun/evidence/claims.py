"""Whether what trials found supports a claim, refutes it, or leaves it open."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate, check_metric, difference_in_kind
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.named_variants import variant_named
from gdrun.evidence.scope import Judged, judge, trials_of
from gdrun.records import JUDGED, Outcome, Record, Variant
from gdrun.statistics import (
    ALPHA,
    NOTHING,
    About,
    Needed,
    Question,
    Verdict,
    clopper_pearson,
    compare,
    settle,
)


class Answer(StrEnum):
    """What becomes of a claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Finding:
    """What was found of one claim."""

    answer: Answer
    what: str
    """What was estimated, in words: ``adam − sgd, validation accuracy``."""
    estimate: float | None
    """None where no seed tells it."""
    interval: tuple[float, float] | None
    """It decides, at ``level``; None where there is none."""
    level: float
    about: About
    seeds: int
    rows: int | None
    splits: int | None
    portion: str
    notes: tuple[str, ...] = ()
    """Why it is as it is, in words."""
    needed: Needed = NOTHING
    """If undecided, what would settle it."""


@dataclass(frozen=True)
class Sides:
    """What a claim says of an estimate: that it is above a number, below it, or between two."""

    low: float = -math.inf
    high: float = math.inf

    def answer(self, interval: tuple[float, float] | None) -> Answer:
        """Supported if all of the interval is inside, refuted if none of it is."""
        if interval is None:
            return Answer.UNDECIDED
        if self.low < interval[0] and interval[1] < self.high:
            return Answer.SUPPORTED
        outside = interval[1] <= self.low or interval[0] >= self.high
        return Answer.REFUTED if outside else Answer.UNDECIDED

    def distance(self, estimate: float) -> float:
        """From the nearest end; what more evidence has to tell from 0."""
        ends = [abs(estimate - end) for end in (self.low, self.high) if math.isfinite(end)]
        return min(ends)


class Claims:
    """What an outcome says of claims, several of which share the error of 5%."""

    def __init__(self, outcome: Outcome, number: int, asked: About | None = None) -> None:
        """Judges so many claims of an outcome.

        Args:
            outcome: The experiment.
            number: How many claims there are: each is judged at 5% / number.
            asked: What it is to be about; None for as much as there is evidence for.
        """
        self._outcome = outcome
        self._records = by_variant(outcome)
        self._asked = asked
        self._level = ALPHA / number

    def difference(self, a: str, b: str, sides: Sides, metric: str | None) -> Finding:
        """Of the means of two variants, a − b.

        Raises:
            StoreError: If there are no such variants or metric, or they cannot be compared.
        """
        portion, name = self._metric(metric)
        one, other = (variant_named(self._outcome, each) for each in (a, b))
        if one is other:
            raise StoreError(f"{a} and {b} are the same variant")
        candidates = [Candidate(self._outcome, each) for each in (one, other)]
        if in_kind := difference_in_kind(candidates[0], candidates[1], name):
            raise StoreError(
                f"{one.name} and {other.name} cannot be compared, as they have {in_kind}"
            )
        judged = self._judge([one, other], portion, name)
        question = Question(judged.about, judged.rows, alpha=self._level)
        found = compare(judged.contest, 0, 1, question)
        what = f"{one.name} − {other.name}, {portion} {name}"
        if found is None:
            return self._finding(judged, portion, what, None, None, sides)
        if found.left_out:
            return self._by_signs(judged, portion, what, found.verdict, sides, found.left_out)
        seeds, factor = judged.contest.judged(0, 1)
        evidence = judged.evidence.select([0, 1], seeds)
        level = self._level * factor
        estimates = evidence.differences([0], [1]).at(0, 0)
        interval = estimates.interval(evidence.limits.of_differences(), level)
        # Nothing differs at any seed, so that there is no spread: they are one setting.
        if interval is None and found.difference == 0:
            interval = (0.0, 0.0)
        return self._finding(
            judged, portion, what, found.difference, interval, sides, level=level, pair=(0, 1)
        )

    def level(self, metric: str, sides: Sides, variant: str | None) -> Finding:
        """Of a variant's mean.

        Raises:
            StoreError: If there is no such variant or metric.
        """
        portion, name = self._metric(metric)
        chosen = variant_named(self._outcome, variant)
        judged = self._judge([chosen], portion, name)
        of = f"{chosen.name}, " if len(self._outcome.variants) > 1 else ""
        what = f"{of}{portion} {name}"
        values = judged.contest.values[0]
        ended = np.flatnonzero(np.isfinite(values)).tolist()
        if not ended:
            return self._finding(judged, portion, what, None, None, sides)
        mean = float(values[ended].mean())
        if len(ended) < len(values):
            diverged = len(values) - len(ended)
            note = (
                f"{diverged:,} of {len(values):,} seeds diverged, and the mean is of the others: "
                "claim a share of seeds"
            )
            found = self._finding(judged, portion, what, mean, None, sides)
            return _noted(found, note)
        interval = None
        if len(ended) > 1:
            interval = judged.evidence.select([0], ended).interval(0, self._level)
        return self._finding(judged, portion, what, mean, interval, sides, pair=(0, None))

    def share(
        self,
        metric: str | None,
        holds: Sides | None,
        sides: Sides,
        variant: str | None,
    ) -> Finding:
        """Of the share of a variant's seeds of which something holds.

        Args:
            metric: What is looked at; None for whether seeds diverged.
            holds: Where the metric is to be.
            sides: Where the share is to be.
            variant: Which; None if there is one.

        Raises:
            StoreError: If there is no such variant or metric.
        """
        chosen = variant_named(self._outcome, variant)
        ended = [each for each in self._records[chosen.name] if each.status.complete]
        of = f"{chosen.name}, " if len(self._outcome.variants) > 1 else ""
        portion = JUDGED
        if metric is None or holds is None:
            what = f"{of}share of diverged seeds"
            hits = sum(not usable(record) for record in ended)
        else:
            portion, name = self._metric(metric)
            what = f"{of}share of seeds, {portion} {name}"
            hits = sum(_holds(record, portion, name, holds) for record in ended)
        share = hits / len(ended) if ended else None
        interval = clopper_pearson(hits, len(ended), self._level) if ended else None
        return Finding(
            sides.answer(interval), what, share, interval, self._level, About.SEEDS, len(ended),
            None, None, portion,
        )  # fmt: skip

    def _metric(self, said: str | None) -> tuple[str, str]:
        portion, _, name = (said or self._outcome.primary_metric).rpartition(".")
        check_metric(name, [self._outcome])
        portion = portion or JUDGED
        if not any(portion in record.metrics for record in self._outcome.records):
            there = dict.fromkeys(p for record in self._outcome.records for p in record.metrics)
            raise StoreError(
                f"{self._outcome.experiment}: no trial has a {portion} part; there is "
                f"{', '.join(there) or 'none'}"
            )
        return portion, name

    def _judge(self, variants: Sequence[Variant], portion: str, metric: str) -> Judged:
        trials = [
            trials_of(Candidate(self._outcome, each), self._records[each.name]) for each in variants
        ]
        return judge(trials, portion, self._outcome.measured(metric), self._asked)

    def _by_signs(
        self,
        judged: Judged,
        portion: str,
        what: str,
        verdict: Verdict,
        sides: Sides,
        diverged: int,
    ) -> Finding:
        """Where a seed diverged, signs tell who is ahead, and not by how much."""
        turn = 1 if judged.contest.larger_is_better else -1
        lead = {Verdict.BETTER: turn, Verdict.WORSE: -turn, Verdict.UNDECIDED: 0}[verdict]
        answer = Answer.UNDECIDED
        if lead and (sides.low, sides.high) in ((0.0, math.inf), (-math.inf, 0.0)):
            supported = lead > 0 if sides.low == 0.0 else lead < 0
            answer = Answer.SUPPORTED if supported else Answer.REFUTED
        found = self._finding(judged, portion, what, None, None, sides)
        note = f"{diverged:,} seeds diverged in one of both, and lose: the sign test decides"
        return _noted(found, note, answer)

    def _finding(
        self,
        judged: Judged,
        portion: str,
        what: str,
        estimate: float | None,
        interval: tuple[float, float] | None,
        sides: Sides,
        *,
        level: float | None = None,
        pair: tuple[int, int | None] | None = None,
    ) -> Finding:
        answer = sides.answer(interval)
        needed = NOTHING
        if answer is Answer.UNDECIDED and pair and estimate is not None and interval:
            distance = sides.distance(estimate)
            needed = settle(judged.contest, pair, distance, judged.rows, self._level)
        return Finding(
            answer,
            what,
            estimate,
            interval,
            self._level if level is None else level,
            judged.about,
            len(judged.seeds),
            judged.rows,
            judged.splits,
            portion,
            judged.notes,
            needed,
        )


def _holds(record: Record, portion: str, metric: str, sides: Sides) -> bool:
    """Of a seed that diverged nothing holds."""
    value = record.metrics.get(portion, {}).get(metric, math.nan) if usable(record) else math.nan
    return sides.low < value < sides.high


def _noted(found: Finding, note: str, answer: Answer | None = None) -> Finding:
    return replace(found, answer=answer or found.answer, notes=(*found.notes, note))


@dataclass(frozen=True)
class CheckedClaims:
    """What was found of an experiment's claims."""

    outcome: Outcome
    findings: tuple[tuple[str, Finding], ...]
    """Each with the claim as it was said."""

    @property
    def answer(self) -> Answer:
        """Refuted if one is, else undecided if one is."""
        return worst(finding.answer for _, finding in self.findings)


def worst(answers: Iterable[Answer]) -> Answer:
    """Refuted if one is, else undecided if one is."""
    found = set(answers)
    return next(
        (each for each in (Answer.REFUTED, Answer.UNDECIDED) if each in found), Answer.SUPPORTED
    )
