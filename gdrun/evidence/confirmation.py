"""What fresh seeds and the test part say of variants that were chosen by other seeds.

Who chooses the best of several, chooses luck, too: of the seeds, and of the rows it was chosen by.
Fresh seeds undo the first alone; the test part, which chose nothing, undoes both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import by_variant, share_diverged
from gdrun.evidence.ranking import Ranking
from gdrun.evidence.scope import Judged, judge, trials_of
from gdrun.evidence.summaries import summary_of
from gdrun.records import JUDGED, Outcome, Variant
from gdrun.statistics import (
    About,
    Comparison,
    Question,
    Share,
    Summary,
    compare_all,
    correction_with_one,
    may_be_best,
    rank,
)
from gdrun.wording import several, shown

TESTED = "test"
"""What judges where it is there."""


@dataclass(frozen=True)
class Confirmed:
    """A chosen variant."""

    variant: Variant
    group: str | None
    """What it is the best of; None if it was not chosen in a group."""
    settings: int
    """How many settings were tried to choose it."""
    chosen_by: Summary | None
    """What it was chosen by: its validation values at the first seeds."""
    summary: Summary | None
    """With fresh seeds."""
    divergence: Share | None
    may_be_best: bool


@dataclass(frozen=True)
class Confirmation:
    """What fresh seeds say of variants that were chosen."""

    outcome: Outcome
    """Of the fresh seeds."""
    metric: str
    """With its portion: ``test.accuracy``."""
    judged: Judged
    variants: tuple[Confirmed, ...]
    """The best first."""
    comparisons: tuple[tuple[Comparison | None, ...], ...]
    """Row i, column j: variant i as A against variant j as B, corrected over all pairs."""
    correction: str
    grouped: bool
    """Whether each is the best of a group."""
    notes: tuple[str, ...]


def confirm(
    ranking: Ranking,
    fresh: Outcome,
    asked: About | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Confirmation:
    """Judges the variants of an outcome that has fresh seeds alone.

    Args:
        ranking: What they were chosen by.
        fresh: Their trials with fresh seeds.
        asked: What it is to be about; None for as much as there is evidence for.
        groups: By group the names of its variants, of which the best was chosen; None if all were
            chosen that may be the best.
    """
    records = by_variant(fresh)
    rows: Any = (fresh.facts or {}).get("rows") or {}
    # Where every trial failed, the data still tells.
    tested = TESTED in rows or any(TESTED in record.metrics for record in fresh.records)
    portion = TESTED if tested else JUDGED
    measured = fresh.measured(ranking.metric)
    trials = [trials_of(Candidate(fresh, each), records[each.name]) for each in fresh.variants]
    try:
        judged, other = judge(trials, portion, measured, asked), ""
    except StoreError as error:
        # What chose them was about it, and what is fresh is there now.
        judged = judge(trials, portion, measured)
        other = f"Not about {asked}, as {error}."
    contest = judged.contest
    places = rank(
        contest.values, larger_is_better=contest.larger_is_better, present=contest.present
    )
    order = [each.variant for each in places]
    inside = may_be_best(contest, order).inside if len(order) > 1 else [True]
    before = {each.variant.name: each for each in ranking.variants}
    group_of = {name: group for group, names in (groups or {}).items() for name in names}
    confirmed = []
    for place in order:
        variant = fresh.variants[place]
        group = group_of.get(variant.name)
        confirmed.append(
            Confirmed(
                variant,
                group,
                len(groups[group]) if groups and group else len(ranking.variants),
                before[variant.name].summaries.get(JUDGED, {}).get(ranking.metric),
                summary_of(judged, place),
                share_diverged(records[variant.name]),
                bool(inside[place]) and bool(contest.present[place].any()),
            )
        )
    matrix = compare_all(contest, Question(judged.about, judged.rows)) if len(order) > 1 else ()
    return Confirmation(
        outcome=fresh,
        metric=f"{portion}.{ranking.metric}",
        judged=judged,
        variants=tuple(confirmed),
        comparisons=tuple(tuple(matrix[i][j] for j in order) for i in order) if matrix else (),
        correction=correction_with_one(len(order)),
        grouped=groups is not None,
        notes=(
            *_notes(ranking, groups, tested=tested),
            *([other] if other else []),
            *judged.notes,
        ),
    )


def _notes(
    ranking: Ranking, groups: Mapping[str, Sequence[str]] | None, *, tested: bool
) -> Sequence[str]:
    told = []
    if others := sum(bool(each.in_kind) for each in ranking.variants):
        told.append(
            f"Left out, as they cannot be compared with the first: {several(others, 'variant')}."
        )
    if not tested:
        told.append(
            "There is no test part. Fresh seeds undo the luck of seeds, but not the luck of the "
            "validation rows that chose, which can be most of the optimism: add `data.split.test`."
        )
    sizes = {len(names) for names in (groups or {}).values()}
    if len(sizes) > 1:
        told.append(
            f"The groups had {min(sizes):,} to {max(sizes):,} settings to choose from. The best of "
            "more settings looks better by luck alone."
        )
    return told


def best_of_groups(ranking: Ranking, key: str) -> tuple[dict[str, list[str]], list[str]]:
    """By each value of a swept key the names of its variants, and the names of the best of each.

    Variants that may not be compared with the first are in no group.
    """
    groups: dict[str, list[str]] = {}
    for each in ranking.variants:
        if not each.in_kind:
            value = shown(each.variant.parameters.get(key))
            groups.setdefault(value, []).append(each.variant.name)
    # The ranking has the best first.
    return groups, [names[0] for names in groups.values()]
