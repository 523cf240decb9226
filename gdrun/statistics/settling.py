"""What evidence would settle what a mean, or a difference of two, leaves open."""

from gdrun.statistics.conclusion import NOTHING, Needed
from gdrun.statistics.contest import Contest
from gdrun.statistics.looks import Look, next_looks
from gdrun.statistics.power import (
    SEARCHED_SEEDS,
    look_to_settle,
    look_to_settle_by_signs,
    rows_to_settle,
)
from gdrun.statistics.rows import RowValues
from gdrun.statistics.splits import SplitValues

Pair = tuple[int, int | None]
"""A variant, and the other of the difference; None if it is the mean of the first alone."""


def settle(contest: Contest, pair: Pair, distance: float, rows: int | None, alpha: float) -> Needed:
    """What would tell an estimate from what it is at some distance of, if it is as it was seen.

    Args:
        contest: Of these variants.
        pair: Whose estimate it is.
        distance: ≥ 0, in the metric's units.
        rows: Held-out rows of each seed; None where that is not known.
        alpha: Level of a first look.
    """
    a, b = pair
    both = [a] if b is None else [a, b]
    seeds, looks = _seeds_and_looks(contest, pair, alpha)
    evidence = contest.evidence.select(both, seeds)
    foreseen = evidence.foreseen(0, None if b is None else 1)
    if foreseen is None or not distance:
        return NOTHING
    if found := look_to_settle(distance, foreseen, looks):
        return Needed(found)
    many = None
    if isinstance(evidence, RowValues) and rows:
        with_rows = evidence.foreseen_with_rows(0, None if b is None else 1)
        assert with_rows is not None
        level = looks[0].level if looks else alpha
        many = rows_to_settle(distance, with_rows, seeds=len(seeds), rows=rows, alpha=level)
    return Needed(rows=many, hopeless=isinstance(evidence, RowValues | SplitValues))


def settle_by_signs(contest: Contest, a: int, b: int, alpha: float) -> Needed:
    """What would settle who is ahead, if all seeds go on to be won by the same variant."""
    _, looks = _seeds_and_looks(contest, (a, b), alpha)
    return Needed(look_to_settle_by_signs(looks))


def _seeds_and_looks(contest: Contest, pair: Pair, alpha: float) -> tuple[list[int], list[Look]]:
    """The seeds at which it is judged, and the looks that come after."""
    a, b = pair
    both = [a] if b is None else [a, b]
    seeds, _ = contest.judged(a, a if b is None else b)
    shared = int(contest.present[both].all(axis=0).sum())
    first = contest.first(a, a if b is None else b) or len(seeds)
    return seeds, next_looks(first, shared, alpha, SEARCHED_SEEDS)
