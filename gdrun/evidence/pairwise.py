"""Pairwise comparisons of stored variants: over which seeds, and what comes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.evidence.comparability import (
    OTHER_DATA,
    OTHER_LOSS,
    OTHER_WEIGHTS,
    Candidate,
    check_metric,
    check_named_once,
    difference_in_kind,
)
from gdrun.evidence.endings import by_variant
from gdrun.evidence.influential import note_on_influence
from gdrun.evidence.scope import Judged, Trials, judge, trials_of
from gdrun.evidence.summaries import summary_of
from gdrun.evidence.watching import note_on_watching
from gdrun.records import JUDGED, Status
from gdrun.statistics import (
    MOST_IN_HOLM,
    About,
    Comparison,
    Method,
    Question,
    Share,
    Summary,
    compare,
    compare_all,
    compare_unpaired,
    compare_with,
    correction_with_one,
    rank,
    share_of,
)
from gdrun.wording import at_most


@dataclass(frozen=True)
class PairwiseComparisons:
    """Candidates with each other."""

    metric: str
    """With its portion: ``validation.accuracy``."""
    primary: bool
    """Whether that is the metric that trials are judged by unless another is named."""
    largest_is_best: bool
    candidates: tuple[Candidate, ...]
    judged: Judged
    """What their values are evidence about."""
    summaries: tuple[Summary | None, ...]
    others: Mapping[str, tuple[Summary | None, ...]]
    """Summaries of metrics that are shown besides, on the same portion."""
    diverged: tuple[Share, ...]
    """How many of the seeds of each diverged."""
    failed: tuple[int, ...]
    """Trials of each that failed, and are left out."""
    seeds: tuple[int, ...]
    """Shared by all. Of two that share fewer than two, the comparison is not paired; of more, each
    pair is compared over the seeds that it shares."""
    order: tuple[int, ...]
    """Places of the candidates, the best first."""
    comparisons: Mapping[tuple[int, int], Comparison]
    """Under (i, j) that with candidate i as A and j as B: of all pairs or, of very many candidates,
    of all with the best."""
    correction: str | None
    """Whose correction for several comparisons they have, over all pairs; None for two."""
    warnings: tuple[str, ...]


def compare_pairwise(
    candidates: Sequence[Candidate],
    metric: str | None,
    force: bool,
    others: Sequence[str] = (),
    *,
    asked: About | None = None,
    margin: float | None = None,
) -> PairwiseComparisons:
    """Compares every candidate with every other.

    Args:
        candidates: At least two.
        metric: Its name, judged on validation, or with a portion as ``test.accuracy``; None for the
            primary one.
        force: Whether to compare what was tested on other data.
        others: Names of metrics that are shown besides.
        asked: What comparisons are to be about; None for as much as there is evidence for.
        margin: Differences up to this one do not matter.

    Raises:
        StoreError: If they have no common metric or test data, losses that are no common scale,
            or too few trials, or there is no evidence for what is asked.
    """
    # One that stands there twice would count twice in the correction.
    check_named_once([each.label for each in candidates])
    portion, _, name = (metric or _common_primary(candidates)).rpartition(".")
    portion = portion or JUDGED
    for wanted in (name, *others):
        check_metric(wanted, [each.outcome for each in candidates])
    _check_kind(candidates, name, force)
    trials = _trials(candidates)
    measured = candidates[0].outcome.measured(name)
    judged = judge(trials, portion, measured, asked)
    contest = judged.contest
    for place, each in enumerate(trials):
        if not any(record.status.complete for record in each.records):
            raise StoreError(
                f"{each.candidate.label} has no trial that ended: run its command again, which "
                "goes on where it stopped"
            )
        if not contest.present[place].any():
            raise StoreError(
                f"{each.candidate.label} has no trial with a {portion} {name}; "
                "say a part that it has, as in --metric test.accuracy"
            )
    larger = measured.largest_is_best
    order = tuple(
        each.variant
        for each in rank(contest.values, larger_is_better=larger, present=contest.present)
    )
    question = Question(judged.about, judged.rows, margin)
    comparisons = (
        _compare_two(judged, question)
        if len(candidates) == 2
        else _compare_many(candidates, judged, order[0], question)
    )
    shared = np.flatnonzero(contest.present.all(axis=0)).tolist()
    seeds = tuple(judged.seeds[place] for place in shared)
    return PairwiseComparisons(
        metric=f"{portion}.{name}",
        primary=measured.primary,
        largest_is_best=larger,
        candidates=tuple(candidates),
        judged=judged,
        summaries=tuple(summary_of(judged, place) for place in range(len(candidates))),
        others={
            other: _summaries(trials, portion, other, asked) for other in others if other != name
        },
        diverged=tuple(
            _diverged(contest.values[place], contest.present[place])
            for place in range(len(candidates))
        ),
        failed=tuple(
            sum(record.status is Status.FAILED for record in each.records) for each in trials
        ),
        seeds=tuple(sorted(seeds)) if len(seeds) > 1 else (),
        order=order,
        comparisons=comparisons,
        correction=correction_with_one(len(candidates)) if len(candidates) > 2 else None,
        warnings=_warnings(candidates, judged, portion, order, comparisons),
    )


def _trials(candidates: Sequence[Candidate]) -> list[Trials]:
    grouped = {id(each.outcome): by_variant(each.outcome) for each in candidates}
    return [trials_of(each, grouped[id(each.outcome)][each.variant.name]) for each in candidates]


def _summaries(
    trials: Sequence[Trials], portion: str, metric: str, asked: About | None
) -> tuple[Summary | None, ...]:
    measured = trials[0].candidate.outcome.measured(metric)
    judged = judge(trials, portion, measured, asked)
    return tuple(summary_of(judged, place) for place in range(len(trials)))


def _warnings(
    candidates: Sequence[Candidate],
    judged: Judged,
    portion: str,
    order: Sequence[int],
    comparisons: Mapping[tuple[int, int], Comparison],
) -> tuple[str, ...]:
    signs = (Method.SIGN, Method.RANK)
    told = list(judged.notes)
    if judged.about is About.DATA and any(each.method in signs for each in comparisons.values()):
        told.append("The sign and rank tests treat splits as independent, so their p is too small.")
    if judged.about is About.ROWS:
        told += note_on_influence(judged, order[0], order[1])
    if portion == JUDGED:
        told += note_on_watching([each.variant for each in candidates])
    return tuple(told)


def _diverged(values: NDArray[np.float64], present: NDArray[np.bool_]) -> Share:
    return share_of(int((present & ~np.isfinite(values)).sum()), int(present.sum()))


def _compare_two(judged: Judged, question: Question) -> dict[tuple[int, int], Comparison]:
    contest = judged.contest
    if contest.present.all(axis=0).sum() > 1:
        there = compare(contest, 0, 1, question)
        assert there is not None
    else:
        seeds = [np.flatnonzero(present).tolist() for present in contest.present]
        alone = [judged.evidence.select([i], seeds[i]) for i in (0, 1)]
        there = compare_unpaired(
            contest.values[0, seeds[0]],
            contest.values[1, seeds[1]],
            (alone[0], alone[1]),
            question,
            larger_is_better=contest.larger_is_better,
        )
    return {(0, 1): there, (1, 0): there.mirrored()}


def _compare_many(
    candidates: Sequence[Candidate], judged: Judged, best: int, question: Question
) -> dict[tuple[int, int], Comparison]:
    """Each pair over the seeds that it shares, of which there must be two."""
    contest = judged.contest
    _check_seeds(candidates, contest.present, best)
    if len(candidates) > MOST_IN_HOLM:
        column = compare_with(contest, best, question)
        with_best = {(i, best): each for i, each in enumerate(column) if each}
        return with_best | {(best, i): each.mirrored() for (i, _), each in with_best.items()}
    matrix = compare_all(contest, question)
    return {(i, j): each for i, row in enumerate(matrix) for j, each in enumerate(row) if each}


def _check_seeds(candidates: Sequence[Candidate], present: NDArray[np.bool_], best: int) -> None:
    few = [each.label for each, row in zip(candidates, present, strict=True) if row.sum() < 2]
    if few:
        has = "has" if len(few) == 1 else "have"
        raise StoreError(
            f"{at_most(3, few)} {has} one seed, and the spread of one is not known: train with "
            "more --seeds"
        )
    others = present[[best]] if len(candidates) > MOST_IN_HOLM else present
    shared = present.astype(int) @ others.T
    a, b = divmod(int(shared.argmin()), len(others))
    if shared[a, b] < 2:
        raise StoreError(
            f"more than two variants are compared over the seeds that each two share, and "
            f"{candidates[a].label} and {candidates[best if len(others) == 1 else b].label} share "
            f"{shared[a, b]}: run them with the same --seeds"
        )


def _common_primary(candidates: Sequence[Candidate]) -> str:
    first, *others = candidates
    for other in others:
        if other.outcome.primary_metric != first.outcome.primary_metric:
            raise StoreError(
                f"{first.label} and {other.label} have different metrics "
                f"({', '.join(first.outcome.metric_names)}; "
                f"{', '.join(other.outcome.metric_names)}): classes and numbers are different tasks"
            )
    return first.outcome.primary_metric


def _check_kind(candidates: Sequence[Candidate], metric: str, force: bool) -> None:
    first = candidates[0]
    for other in candidates[1:]:
        in_kind = difference_in_kind(other, first, metric)
        if in_kind == OTHER_DATA and not force:
            raise StoreError(
                f"{first.label} and {other.label} were not tested on the same rows: their `data` "
                "differs in more than how it is normalised, so a difference may come from the "
                "data; --force compares them nevertheless"
            )
        if in_kind == OTHER_WEIGHTS:
            raise StoreError(
                f"in the metrics of {first.label} and {other.label} rows do not count alike, so "
                "they are no common scale: run both with the same weights, or without "
                "`training.weighted_metrics`"
            )
        if in_kind == OTHER_LOSS:
            raise StoreError(
                f"{first.label} and {other.label} have different losses, or targets in different "
                "units, so these losses are no common scale: name another --metric"
            )
