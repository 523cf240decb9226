"""A row that carries much of what a comparison rests on is told."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.evidence.influential import note_on_influence
from gdrun.evidence.scope import Judged
from gdrun.statistics import About, Contest
from tests.statistics.contests import of_rows, of_seeds

ROWS, SEEDS = 40, 6
NUMBERS = np.arange(ROWS, dtype=np.int64) * 25


def judged(contest: Contest, numbers: NDArray[np.int64] | None = NUMBERS) -> Judged:
    seeds = tuple(range(contest.values.shape[1]))
    return Judged(
        portion="test",
        about=About.ROWS,
        contest=contest,
        seeds=seeds,
        rows=ROWS,
        splits=None,
        row_numbers=numbers,
        notes=(),
    )


def losses(outlier: float) -> NDArray[np.float64]:
    """Of two variants, (variants, seeds, rows), of which the first does row 30 so much worse."""
    rng = np.random.default_rng(5)
    values = rng.normal(1.0, 0.1, (2, SEEDS, ROWS))
    values[0, :, 30] += outlier
    return values


def told(found: Judged, a: int, b: int) -> str:
    return " ".join(note_on_influence(found, a, b))


def test_of_a_difference() -> None:
    found = judged(of_rows(losses(3.0)))
    said = told(found, 0, 1)
    assert said.startswith("One test row, `row` 750, makes ")
    assert "of the variance over rows of the difference between the first two" in said
    assert said == told(found, 1, 0)
    values = losses(3.0).mean(axis=1)
    of_row = (values[0] - values[1] - (values[0] - values[1]).mean()) ** 2
    assert f" {of_row[30] / of_row.sum():.0%} " in said


def test_where_no_row_carries_much() -> None:
    assert told(judged(of_rows(losses(0.0))), 0, 1) == ""


@pytest.mark.parametrize(("carried", "is_told"), [(0.24, False), (0.26, True)])
def test_much_is_over_a_quarter(carried: float, is_told: bool) -> None:
    """Rows are ±1 but for one: its square is to be so much of the sum about the mean."""
    values = np.zeros((2, SEEDS, ROWS + 1))
    values[0, :, :ROWS] = np.resize([1.0, -1.0], ROWS)
    # About the mean x/n of n = ROWS + 1 rows: the part of (x·ROWS/n)² in ROWS + x²·ROWS/n.
    n = ROWS + 1
    values[0, :, ROWS] = math.sqrt(carried * ROWS / ((ROWS / n) ** 2 - carried * ROWS / n))
    assert bool(told(judged(of_rows(values), None), 0, 1)) is is_told


def test_without_numbers_the_row_is_not_named() -> None:
    assert told(judged(of_rows(losses(3.0)), None), 0, 1).startswith("One test row makes ")


def test_seeds_that_diverged_are_left_out() -> None:
    values = losses(3.0)
    values[1, 0] = 0.0
    found = of_rows(values)
    means = found.values.copy()
    means[1, 0] = math.nan
    diverged = Contest(means, found.present, found.evidence, larger_is_better=False)
    assert told(judged(diverged), 0, 1) == told(judged(of_rows(values[:, 1:])), 0, 1) != ""
    # One seed has no variance.
    means[1, 1:-1] = math.nan
    assert told(judged(diverged), 0, 1) == ""


def test_what_is_not_about_rows_has_none() -> None:
    assert told(judged(of_seeds(losses(3.0).mean(axis=2))), 0, 1) == ""
