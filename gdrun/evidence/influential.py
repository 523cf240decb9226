"""Rows that carry much of what a comparison rests on."""

from collections.abc import Iterator

import numpy as np

from gdrun.evidence.scope import Judged
from gdrun.statistics import RowValues

MUCH = 0.25
"""A row that carries more than this part of the variance is told."""


def note_on_influence(judged: Judged, a: int, b: int) -> Iterator[str]:
    """What is to be said of a row that carries much of the difference of two variants.

    A variance that one row makes is known as badly as that row is. Of one variant alone nothing is
    said, as there it is common: of few errors each carries much.
    """
    evidence = judged.evidence
    if not isinstance(evidence, RowValues):
        return
    ended = np.isfinite(judged.contest.values[[a, b]]).all(axis=0)
    if ended.sum() < 2:
        return
    chosen = evidence.select([a, b], np.flatnonzero(ended).tolist())
    place, share = chosen.largest_share(0, 1)
    if share > MUCH:
        number = "" if judged.row_numbers is None else f", `row` {judged.row_numbers[place]},"
        yield (
            f"One {judged.portion} row{number} makes {share:.0%} of the variance over rows of the "
            "difference between the first two: gdrun export --format rows tells what each seed "
            "gave for it."
        )
