import numpy as np
import pytest
import scipy.stats

from gdrun.statistics.looks import Look
from gdrun.statistics.power import (
    SEARCHED_ROWS,
    look_to_settle,
    look_to_settle_by_signs,
    rows_to_settle,
    suffices,
)


def least(effect: float, *, paired: bool) -> int:
    """The least number of seeds that finds a difference of so many standard deviations."""

    def enough(n: int) -> bool:
        if paired:
            return suffices(effect, n**-0.5, n - 1, 0.05)
        return suffices(effect, (2 / n) ** 0.5, 2 * n - 2, 0.05)

    return next(n for n in range(2, 1000) if enough(n))


@pytest.mark.parametrize(("effect", "seeds"), [(0.5, 34), (0.3, 90), (0.2, 199)])
def test_paired_numbers_are_those_of_the_tables(effect: float, seeds: int) -> None:
    """What G*Power gives for a two-sided paired t-test with α = 0.05 and a power of 0.8."""
    assert least(effect, paired=True) == seeds
    assert least(-effect, paired=True) == seeds


@pytest.mark.parametrize(("effect", "seeds"), [(0.5, 64), (0.8, 26), (0.2, 394)])
def test_unpaired_numbers_are_those_of_the_tables(effect: float, seeds: int) -> None:
    """Cohen's table 2.4.1, with G*Power's 394 for his 393."""
    assert least(effect, paired=False) == seeds


def test_a_simulation_reaches_the_power() -> None:
    rng = np.random.default_rng(11)
    tested = scipy.stats.ttest_1samp(rng.normal(0.5, 1.0, size=(20_000, 34)), 0.0, axis=1)
    assert np.mean(np.asarray(tested.pvalue) <= 0.05) == pytest.approx(0.8, abs=0.02)


def test_what_is_beyond_doubt_suffices_at_once() -> None:
    """Where noncentral t would be slow, or has no error at all."""
    assert suffices(1.0, 0.0, 1, 0.05)
    assert suffices(1e9, 1.0, 3, 0.05)
    assert not suffices(1e-9, 1.0, 10_000, 0.05)


def test_the_first_look_that_suffices_is_named() -> None:
    """34 seeds would do at 5%, but of looks at 20, 40 and 80 those at 1% and below need more."""

    def foreseen(n: int) -> tuple[float, float]:
        return n**-0.5, n - 1.0

    looks = [Look(20, 0.05), Look(40, 0.005), Look(80, 0.0025)]
    assert look_to_settle(0.5, foreseen, looks) == 80
    assert look_to_settle(1.0, foreseen, looks) == 20
    assert look_to_settle(0.1, foreseen, looks) is None


def test_signs_that_all_agree_settle_it_where_two_to_the_seeds_is_enough() -> None:
    """2·0.5⁸ is 0.008, above the level there, and 2·0.5¹⁶ is far below."""
    assert look_to_settle_by_signs([Look(8, 0.005), Look(16, 0.0025)]) == 16
    assert look_to_settle_by_signs([Look(6, 0.05)]) == 6
    assert look_to_settle_by_signs([Look(5, 0.05)]) is None


def test_rows_are_found_to_a_hundredth() -> None:
    """If the error goes with 1/√rows and its freedom with rows, these are G*Power's numbers."""

    def foreseen(_: int, rows: int) -> tuple[float, float]:
        return rows**-0.5, rows - 1.0

    assert rows_to_settle(0.2, foreseen, seeds=3, rows=50, alpha=0.05) in (199, 200, 201)
    assert rows_to_settle(1e-6, foreseen, seeds=3, rows=50, alpha=0.05) is None
    assert rows_to_settle(1e-3, foreseen, seeds=3, rows=50, alpha=0.05) is not None
    assert SEARCHED_ROWS > 1_000_000


def test_rows_do_not_help_where_seeds_are_what_differs() -> None:
    def foreseen(seeds: int, _: int) -> tuple[float, float]:
        return seeds**-0.5, seeds - 1.0

    assert rows_to_settle(0.5, foreseen, seeds=10, rows=50, alpha=0.05) is None
