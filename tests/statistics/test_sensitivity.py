"""Which input makes a spread: by the formulas, where shares are known, and where there are none."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from gdrun.statistics import sensitivity
from tests.statistics import simulate_variance
from tests.statistics.simulate_variance import Floats, added, design


def sample(rows: int = 40) -> tuple[Floats, Floats, Floats]:
    return design(added([0.5, 0.3, 0.1], 0.1), rows, 1)


def jackknifed(estimates: list[float], whole: float) -> tuple[float, float]:
    n = len(estimates)
    error = np.sqrt((n - 1) ** 2 / n * np.var(estimates, ddof=1))
    half = stats.t.ppf(0.975, n - 1) * error
    return whole - half, whole + half


def test_estimates_are_jansens() -> None:
    a, b, mixed = sample()
    found = sensitivity(a, b, mixed)
    variance = np.var([*a, *b], ddof=1)
    assert found.mean == pytest.approx(np.mean([*a, *b]))
    assert found.std == pytest.approx(np.sqrt(variance))
    assert found.samples == 40
    for effects, c in zip(found.effects, mixed, strict=True):
        total = np.mean((a - c) ** 2) / 2
        main = variance - np.mean((b - c) ** 2) / 2
        assert effects.total.share == pytest.approx(total / variance)
        assert effects.total.std == pytest.approx(np.sqrt(total))
        assert effects.main.share == pytest.approx(max(main, 0) / variance)
        assert effects.main.std == pytest.approx(np.sqrt(max(main, 0)))


def test_intervals_leave_out_each_row_once() -> None:
    a, b, mixed = sample(rows=150)
    found = sensitivity(a, b, mixed)
    c = mixed[0]

    def estimates(rows: NDArray[np.intp]) -> tuple[float, ...]:
        x, y, z = a[rows], b[rows], c[rows]
        variance = np.var([*x, *y], ddof=1)
        total, rest = np.mean((x - z) ** 2) / 2, np.mean((y - z) ** 2) / 2
        of_shares = np.log(total / variance), np.arctanh(1 - rest / variance)
        return np.log(variance), *of_shares, np.log(total), variance - rest

    rows = np.arange(150)
    whole = estimates(rows)
    left_out = zip(*(estimates(np.delete(rows, i)) for i in rows), strict=True)
    ends = [jackknifed(list(each), one) for each, one in zip(left_out, whole, strict=True)]
    total, main = found.effects[0].total, found.effects[0].main
    assert found.std_ci95 == pytest.approx(np.exp(np.array(ends[0]) / 2))
    assert total.share_ci95 == pytest.approx(np.minimum(np.exp(ends[1]), 1))
    assert main.share_ci95 == pytest.approx(np.tanh(ends[2]))
    assert total.std_ci95 == pytest.approx(np.exp(np.array(ends[3]) / 2))
    assert main.std_ci95 == pytest.approx(np.sqrt(ends[4]))


def test_what_never_changes_anything_has_next_to_no_share() -> None:
    """That 40 rows agree does not tell that the next would."""
    a, b, _ = sample()
    found = sensitivity(a, b, [a, b])
    nothing, everything = found.effects
    low, high = nothing.total.share_ci95
    assert (nothing.total.share, low) == (0, 0)
    assert high == pytest.approx(stats.binomtest(0, 40).proportion_ci().high)
    assert everything.main.share == 1
    assert everything.main.share_ci95 == (1 - high, 1)
    # Nor does a single row that differs.
    one = a.copy()
    one[3] += 1e-6
    low, high = sensitivity(a, b, [one]).effects[0].total.share_ci95
    assert low == 0
    assert high == pytest.approx(stats.binomtest(1, 40).proportion_ci().high)


def test_without_a_spread_there_is_nothing_to_divide() -> None:
    found = sensitivity([0.9] * 12, [0.9] * 12, [[0.9] * 12])
    assert (found.mean, found.std, found.std_ci95, found.effects) == (0.9, 0, None, ())
    # Where one row makes all of it, nothing is known of the others.
    a = np.array([*[0.9] * 11, 0.8])
    found = sensitivity(a, [0.9] * 12, [[0.9] * 12])
    assert found.std > 0
    assert found.std_ci95 is None
    assert found.effects[0].total.share_ci95 == found.effects[0].main.share_ci95 == (0, 1)


@pytest.mark.parametrize("rows", [10, 11, 30])
def test_few_rows_leave_shares_within_what_can_be(rows: int) -> None:
    for seed in range(200):
        a, b, mixed = design(added([0.5, 0.3, 0.1], 0.1), rows, seed)
        for effects in sensitivity(a, b, mixed).effects:
            for effect in (effects.total, effects.main):
                low, high = effect.share_ci95
                assert 0 <= low < high <= 1
                assert 0 <= effect.share <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        (np.ones(9), np.zeros(9), np.zeros((1, 9))),
        (np.ones(10), np.zeros(11), np.zeros((1, 10))),
        (np.ones(10), np.full(10, np.nan), np.zeros((1, 10))),
    ],
)
def test_what_is_no_design_is_refused(wrong: tuple[Floats, Floats, Floats]) -> None:
    with pytest.raises(ValueError, match=r"each|design"):
        sensitivity(*wrong)


@pytest.mark.parametrize("kind", ["sum", "interaction", "Ishigami", "skewed", "ties"])
@pytest.mark.parametrize(("rows", "experiments"), [(100, 800), (400, 400)])
def test_intervals_hold_what_was_planted(kind: str, rows: int, experiments: int) -> None:
    found = simulate_variance.coverage(kind, rows, experiments)
    assert found.main.min() >= 0.92
    assert found.total.min() >= 0.92
    assert min(found.std, found.main_std.min(), found.total_std.min()) >= 0.9
