"""Contests of plain arrays, as the tests and simulations of statistics make them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.statistics import (
    UNLIMITED,
    About,
    Comparison,
    Contest,
    Evidence,
    Limits,
    Question,
    RowValues,
    SeedValues,
    SplitValues,
    compare,
    compare_unpaired,
)
from gdrun.statistics.looks import Looks

Floats = NDArray[np.float64]
SHARES = Limits(0.0, 1.0)


def of_seeds(
    values: ArrayLike,
    *,
    larger: bool = True,
    row: float | None = None,
    limits: Limits = UNLIMITED,
    present: ArrayLike = True,
    first: int | Sequence[int] | None = None,
) -> Contest:
    """Of values (variants, seeds), NaN where a seed diverged, about seeds."""
    found = np.asarray(values, np.float64)
    filled = np.where(np.isfinite(found), found, 0.0)
    return _contest(found, SeedValues(filled, limits, row), larger, present, first)


def of_splits(
    values: ArrayLike,
    ratio: float | Sequence[float],
    *,
    each: int = 1,
    splits: Sequence[int] | None = None,
    larger: bool = True,
    row: float | None = None,
    limits: Limits = UNLIMITED,
    first: int | None = None,
) -> Contest:
    """The same about data: ``each`` seeds one after the other share a split."""
    found = np.asarray(values, np.float64)
    numbers = [seed // each for seed in range(found.shape[1])] if splits is None else splits
    ratios = np.broadcast_to(np.asarray(ratio, np.float64), len(found))
    filled = np.where(np.isfinite(found), found, 0.0)
    return _contest(found, SplitValues(filled, numbers, ratios, limits, row), larger, True, first)


def of_rows(
    values: NDArray[Any],
    *,
    larger: bool = True,
    limits: Limits = UNLIMITED,
    first: int | None = None,
) -> Contest:
    """Of values (variants, seeds, rows), about rows; those in single precision are shares."""
    means = values.mean(axis=2, dtype=np.float64)
    return _contest(means, RowValues(values, limits), larger, True, first)


def _contest(
    values: Floats,
    evidence: Evidence,
    larger: bool,
    present: ArrayLike,
    first: int | Sequence[int] | None,
) -> Contest:
    there = np.broadcast_to(np.asarray(present, bool), values.shape)
    return Contest(
        values, there, evidence, larger_is_better=larger, looks=_looks(first, len(values))
    )


def _looks(first: int | Sequence[int] | None, variants: int) -> list[Looks] | None:
    """Of one number a look at all together, of several each variant's own."""
    if first is None:
        return None
    if isinstance(first, int):
        return [{0: first}] * variants
    return [{place: seeds} for place, seeds in enumerate(first)]


def about(contest: Contest) -> About:
    """What a contest is about."""
    kinds = {SeedValues: About.SEEDS, RowValues: About.ROWS, SplitValues: About.DATA}
    return kinds[type(contest.evidence)]


def question(contest: Contest, margin: float | None = None) -> Question:
    """What is asked of a contest's variants."""
    rows = None
    if isinstance(contest.evidence, RowValues):
        rows = contest.evidence.values.shape[2]
    return Question(about(contest), rows, margin)


def first_two(contest: Contest, margin: float | None = None) -> Comparison:
    """The first variant against the second."""
    found = compare(contest, 0, 1, question(contest, margin))
    assert found is not None
    return found


def paired(a: ArrayLike, b: ArrayLike, *, larger: bool = True, **how: Any) -> Comparison:
    """A against B at the same seeds, about these."""
    return first_two(of_seeds(np.array([a, b], np.float64), larger=larger, **how))


def unpaired(a: ArrayLike, b: ArrayLike, *, larger: bool = True, **how: Any) -> Comparison:
    """A against B at other seeds, about these."""
    one, other = (of_seeds(np.asarray(each, np.float64)[None], **how) for each in (a, b))
    return of_other_seeds(one, other, larger=larger)


def of_other_seeds(one: Contest, other: Contest, *, larger: bool = True) -> Comparison:
    """The only variant of a contest against that of another, which ran with other seeds."""
    return compare_unpaired(
        one.values[0],
        other.values[0],
        (one.evidence, other.evidence),
        question(one),
        larger_is_better=larger,
    )
