"""Whether what trials found supports a claim, refutes it, or leaves it open."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gdrun.errors import StoreError
from gdrun.evidence.comparability import (
    Candidate,
    check_defined,
    check_metric,
    difference_in_kind,
)
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.findings import Answer, Estimated, Finding, Sides
from gdrun.evidence.named_variants import variant_named
from gdrun.evidence.scope import Judged, judge, seeds_until, trials_of
from gdrun.evidence.success import note_on_splits
from gdrun.records import JUDGED, Outcome, Record, Variant
from gdrun.statistics import (
    ALPHA,
    NOTHING,
    SEARCHED_SEEDS,
    About,
    Comparison,
    Needed,
    Question,
    Verdict,
    clopper_pearson,
    compare,
    look_at,
    next_looks,
    settle,
)
from gdrun.wording import several


def two_variants(outcome: Outcome, a: str, b: str, metric: str) -> tuple[Variant, Variant]:
    """Two variants of an outcome, whose trials need not have been run.

    Raises:
        StoreError: If there are no such variants, or they cannot be compared by the metric.
    """
    one, other = (variant_named(outcome, each) for each in (a, b))
    if one is other:
        raise StoreError(f"{a} and {b} are the same variant")
    if why := difference_in_kind(Candidate(outcome, one), Candidate(outcome, other), metric):
        raise StoreError(f"{one.name} and {other.name} cannot be compared, as they have {why}")
    return one, other


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
        one, other = two_variants(self._outcome, a, b, name)
        judged = self._judge([one, other], portion, name)
        question = Question(judged.about, judged.rows, alpha=self._level)
        found = compare(judged.contest, 0, 1, question)
        subject = _Subject(
            Estimated.DIFFERENCE, judged, portion, name, (one.name, other.name), sides
        )
        if found is None:
            return self._finding(subject, None, None)
        if found.left_out:
            return self._by_signs(subject, found, self._look(judged, 0, 1))
        seeds, factor = judged.contest.judged(0, 1)
        evidence = judged.evidence.select([0, 1], seeds)
        level = self._level * factor
        estimates = evidence.differences([0], [1]).at(0, 0)
        centre = float(estimates.centres)
        interval = estimates.interval(evidence.limits.of_differences(), level)
        # Nothing differs at any seed, so that there is no spread: they are one setting.
        if interval is None and found.difference == 0:
            interval = (0.0, 0.0)
        look = self._look(judged, 0, 1)
        told = self._finding(subject, found.difference, interval, look, (0, 1), centre)
        one_sided = math.isinf(sides.low) or math.isinf(sides.high)
        if found.contradicts_itself and one_sided:
            note = "the difference of the means favours one, but most seeds do not"
            return replace(told, answer=Answer.UNDECIDED, notes=(*told.notes, note), needed=NOTHING)
        return told

    def level(self, metric: str, sides: Sides, variant: str | None) -> Finding:
        """Of a variant's mean.

        Raises:
            StoreError: If there is no such variant or metric.
        """
        portion, name = self._metric(metric)
        chosen = variant_named(self._outcome, variant)
        judged = self._judge([chosen], portion, name)
        subject = _Subject(Estimated.MEAN, judged, portion, name, (chosen.name,), sides)
        seeds, factor = judged.contest.judged(0, 0)
        values = judged.contest.values[0, seeds]
        ended = [seed for seed in seeds if math.isfinite(judged.contest.values[0, seed])]
        mean = float(judged.contest.values[0, ended].mean()) if ended else None
        if len(ended) < len(values):
            diverged = len(values) - len(ended)
            note = f"{diverged:,} of {len(values):,} seeds diverged, so there is no mean of all"
            hint = "claim a share of seeds, as in share(diverged) < 0.1"
            return replace(self._finding(subject, mean, None), notes=(f"{note}: {hint}",))
        interval = None
        if len(ended) > 1:
            interval = judged.evidence.select([0], ended).interval(0, self._level * factor)
        look = self._look(judged, 0, 0)
        return self._finding(subject, mean, interval, look, (0, None))

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
        complete = [each for each in self._records[chosen.name] if each.status.complete]
        look = self._look_at_share(chosen, [record.seed for record in complete])
        ended = [record for record in complete if record.seed in look.seeds]
        portion, name = JUDGED, None
        if metric is None or holds is None:
            hits = sum(not usable(record) for record in ended)
        else:
            portion, name = self._metric(metric)
            check_defined(self._outcome, ended, portion, name)
            hits = sum(_holds(record, portion, name, holds) for record in ended)
        share = hits / len(ended) if ended else None
        interval = clopper_pearson(hits, len(ended), look.level) if ended else None
        answer, needed = sides.answer(interval), NOTHING
        if answer is Answer.UNDECIDED and share is not None:
            needed = Needed(self._seeds_to_settle(share, look, len(complete), sides))
        return Finding(
            answer=answer,
            estimated=Estimated.SHARE,
            metric=None if name is None else f"{portion}.{name}",
            variants=(chosen.name,),
            estimate=share,
            interval=interval,
            level=look.level,
            about=About.SEEDS,
            seeds=len(ended),
            rows=None,
            splits=None,
            portion=portion,
            notes=(
                *note_on_splits(Candidate(self._outcome, chosen), portion),
                *_on_look(look, len(complete), self._level),
            ),
            needed=needed,
        )

    def _look_at_share(self, variant: Variant, seeds: Sequence[int]) -> "_Look":
        """Which seeds count of a variant that may have been looked at with fewer before."""
        had = seeds_until(Candidate(self._outcome, variant), self._outcome.number)
        looked = [{*each} & {*seeds} for _, each in sorted(had.items())]
        first = next((each for each in looked if len(each) > 1), {*seeds})
        ordered = sorted(seeds, key=lambda seed: (seed not in first, seed))
        if not ordered:
            return _Look((), self._level, 0)
        look = look_at(len(ordered), len(first), self._level)
        return _Look(ordered[: look.seeds], look.level, len(first))

    def _seeds_to_settle(self, share: float, look: "_Look", there: int, sides: Sides) -> int | None:
        """The next look that decides where a share is, if it stays as it is."""
        for later in next_looks(look.first, there, self._level, SEARCHED_SEEDS):
            interval = clopper_pearson(share * later.seeds, later.seeds, later.level)
            if sides.answer(interval) is not Answer.UNDECIDED:
                return later.seeds
        return None

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

    def _look(self, judged: Judged, a: int, b: int) -> "_Look":
        """That at which two variants are judged, or one twice."""
        seeds, factor = judged.contest.judged(a, b)
        first = judged.contest.first(a, b) or len(seeds)
        return _Look(seeds, self._level * factor, first)

    def _by_signs(self, subject: "_Subject", comparison: Comparison, look: "_Look") -> Finding:
        """Where a seed diverged, signs tell who is ahead, and not by how much."""
        sides, turn = subject.sides, 1 if subject.judged.contest.larger_is_better else -1
        ahead = (
            turn * {Verdict.BETTER: 1, Verdict.WORSE: -1, Verdict.UNDECIDED: 0}[comparison.verdict]
        )
        known = {1: (0.0, math.inf), -1: (-math.inf, 0.0)}.get(ahead)
        # A difference above 0, or below, of any size.
        answer = sides.answer_of_all(*known) if known else Answer.UNDECIDED
        note = f"{several(comparison.left_out, 'seed')} diverged and count as losses, so "
        by_how_much = 0.0 not in (sides.low, sides.high)
        note += (
            "it can be told who is ahead, but not by how much"
            if by_how_much
            else "the sign test decides"
        )
        unsettled = answer is Answer.UNDECIDED and not by_how_much
        told = self._finding(subject, None, None, look)
        return replace(
            told,
            answer=answer,
            about=comparison.about,
            needed=comparison.needed if unsettled else NOTHING,
            notes=(*told.notes, note),
        )

    def _finding(
        self,
        subject: "_Subject",
        estimate: float | None,
        interval: tuple[float, float] | None,
        look: "_Look | None" = None,
        pair: tuple[int, int | None] | None = None,
        centre: float | None = None,
    ) -> Finding:
        judged, answer = subject.judged, subject.sides.answer(interval)
        needed = NOTHING
        if answer is Answer.UNDECIDED and pair and estimate is not None and interval:
            # The interval's middle, where a method shrinks the estimate.
            distance = subject.sides.distance(estimate if centre is None else centre)
            needed = settle(judged.contest, pair, distance, judged.rows, self._level)
        return Finding(
            answer=answer,
            estimated=subject.estimated,
            metric=f"{subject.portion}.{subject.metric}",
            variants=subject.variants,
            estimate=estimate,
            interval=interval,
            level=look.level if look else self._level,
            about=judged.about,
            seeds=len(look.seeds if look else judged.seeds),
            rows=judged.rows,
            splits=judged.splits,
            portion=subject.portion,
            notes=(*judged.notes, *_on_look(look, len(judged.seeds), self._level)),
            needed=needed,
        )


@dataclass(frozen=True)
class _Look:
    """At which seeds a claim is judged, and at which level."""

    seeds: Sequence[int]
    level: float
    first: int
    """At how many it was looked at first."""


def _on_look(look: _Look | None, there: int, first_level: float) -> Iterator[str]:
    """What is to be said where there were trials with fewer seeds before."""
    if look and look.level < first_level:
        yield "there were trials with fewer seeds before, so the level is stricter"
    if look and len(look.seeds) < there:
        yield (
            f"there were trials before, so {len(look.seeds):,} of {there:,} seeds count until "
            f"there are {2 * len(look.seeds):,}"
        )


@dataclass(frozen=True)
class _Subject:
    """What a claim about a mean, or about a difference of two, is about."""

    estimated: Estimated
    judged: Judged
    portion: str
    metric: str
    variants: tuple[str, ...]
    sides: Sides


def _holds(record: Record, portion: str, metric: str, sides: Sides) -> bool:
    """Of a seed that diverged nothing holds."""
    value = record.metrics.get(portion, {}).get(metric, math.nan) if usable(record) else math.nan
    return sides.low < value < sides.high
