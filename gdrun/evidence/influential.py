"""Rows that carry much of what a comparison rests on."""

from collections.abc import Iterator

import numpy as np

from gdrun.evidence.scope import Judged
from gdrun.statistics import RowValues

MUCH = 0.25
"""A row that carries more than this part of the variance is told."""


def note_on_influence(judged: Judged, a: int, b: int | None = None) -> Iterator[str]:
    """What is to be said of a row that carries much of a variant, or of two variants' difference.

    A variance that one row makes is known as badly as that row is.
    """
    evidence = judged.evidence
    if not isinstance(evidence, RowValues):
        return
    both = [a] if b is None else [a, b]
    ended = np.isfinite(judged.contest.values[both]).all(axis=0)
    if ended.sum() < 2:
        return
    chosen = evidence.select(both, np.flatnonzero(ended).tolist())
    place, share = chosen.largest_share(0, None if b is None else 1)
    if share > MUCH:
        of = "the rows' part of the variance"
        what = of if b is None else f"{of} of the difference between the first two"
        number = "" if judged.row_numbers is None else f", number {judged.row_numbers[place]:,},"
        yield (
            f"One row{number} carries {share:.0%} of {what}: gdrun show ID:NUMBER --hardest 20 "
            f"--portion {judged.portion} lists the hardest."
        )
