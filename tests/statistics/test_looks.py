import numpy as np
import pytest
import scipy.stats

from gdrun.statistics import Verdict
from gdrun.statistics.looks import Look, Looks, first_of, later_level, look_at, next_looks
from tests.statistics.contests import Floats, first_two, of_seeds


@pytest.mark.parametrize(
    ("seeds", "look"),
    [
        (10, Look(10, 0.05)),
        (19, Look(10, 0.05)),
        (20, Look(20, 0.005)),
        (39, Look(20, 0.005)),
        (40, Look(40, 0.0025)),
        (1000, Look(640, 0.01 / 64)),
        # Some of the first were removed.
        (7, Look(7, 0.05)),
    ],
)
def test_looks_are_at_doublings_and_at_half_the_level_each(seeds: int, look: Look) -> None:
    assert look_at(seeds, 10, 0.05) == look


def test_all_later_looks_together_have_a_fifth_of_the_first() -> None:
    assert sum(later_level(j, 0.05) for j in range(1, 60)) == pytest.approx(0.01)
    assert later_level(3, 0.001) == pytest.approx(later_level(3, 0.05) / 50)


def test_the_next_looks_are_told() -> None:
    assert next_looks(10, 25, 0.05, 100) == [Look(40, 0.0025), Look(80, 0.00125)]
    assert next_looks(10, 10, 0.05, 39) == [Look(20, 0.005)]
    assert next_looks(10, 10, 0.05, 19) == []


def shifted(seeds: int, p_value: float) -> Floats:
    """Paired differences of which Student's t gives this p."""
    values = scipy.stats.zscore(np.random.default_rng(seeds).normal(size=seeds), ddof=1)
    found: Floats = values + scipy.stats.t.isf(p_value / 2, seeds - 1) / seeds**0.5
    return found


@pytest.mark.parametrize(
    ("p_value", "verdict"), [(0.0049, Verdict.BETTER), (0.0051, Verdict.UNDECIDED)]
)
def test_a_second_look_is_stricter(p_value: float, verdict: Verdict) -> None:
    values = np.array([shifted(20, p_value), np.zeros(20)])
    ours = first_two(of_seeds(values, first=10))
    assert (ours.verdict, ours.n, ours.level) == (verdict, 20, 0.005)
    assert ours.p_value == pytest.approx(p_value)
    assert ours.interval is not None
    assert (ours.interval[0] > 0) == (verdict is Verdict.BETTER)
    assert ours.ci95 is not None
    assert ours.ci95[0] > 0
    first = first_two(of_seeds(values))
    assert (first.verdict, first.level) == (Verdict.BETTER, 0.05)


def test_between_two_looks_the_last_one_stands() -> None:
    values = np.array([np.append(shifted(10, 0.04), [-9.0] * 9), np.zeros(19)])
    ours = first_two(of_seeds(values, first=10))
    assert (ours.verdict, ours.n) == (Verdict.BETTER, 10)
    assert first_two(of_seeds(values)).verdict is Verdict.WORSE


def test_the_seeds_that_both_had_at_first_count() -> None:
    values = np.array([shifted(20, 0.04), np.zeros(20)])
    assert first_two(of_seeds(values, first=[20, 20])).verdict is Verdict.BETTER
    assert first_two(of_seeds(values, first=[10, 20])).verdict is Verdict.UNDECIDED
    assert first_two(of_seeds(values, first=[10, 10])).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("seeds", [10, 20])
def test_the_advice_names_a_look_that_should_suffice(seeds: int) -> None:
    """By hand: power of 0.8 at the level of the look that it names, and not at the one before."""
    values = np.array([shifted(seeds, 0.02 if seeds == 20 else 0.2), np.zeros(seeds)])
    ours = first_two(of_seeds(values, first=10))
    effect = float(values[0].mean())
    assert ours.needed.seeds is not None

    def power(seeds: int, level: float) -> float:
        critical = scipy.stats.t.isf(level / 2, seeds - 1)
        return float(scipy.stats.nct.sf(critical, seeds - 1, effect * seeds**0.5))

    j = (ours.needed.seeds // 10).bit_length() - 1
    assert ours.needed.seeds == 10 * 2**j
    assert power(10 * 2**j, 0.01 / 2**j) >= 0.8
    assert 10 * 2 ** (j - 1) == seeds or power(10 * 2 ** (j - 1), 0.01 / 2 ** (j - 1)) < 0.8


@pytest.mark.parametrize(
    ("a", "b", "first"),
    [
        ({1: 10}, {1: 10}, 10),
        ({1: 10, 2: 5}, {1: 10}, 10),
        ({1: 5, 2: 10}, {1: 5, 2: 10}, 5),
        # Apart they could be compared as soon as both were there.
        ({1: 10}, {2: 4}, 4),
        ({1: 4}, {2: 10}, 4),
        # One stays as it is, and the other grows until it is better.
        ({1: 40}, {2: 5, 3: 10, 4: 20, 5: 40}, 5),
        ({1: 5, 2: 40}, {3: 40}, 40),
        ({1: 10, 2: 5}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_first_look_at_a_pair(a: Looks, b: Looks, first: int | None) -> None:
    assert first_of(a, b) == first_of(b, a) == first
