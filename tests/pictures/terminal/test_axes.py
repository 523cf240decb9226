import math

import numpy as np
import pytest

from gdrun.evidence.pictures.scales import Scale
from gdrun.pictures.terminal.axes import Extent, extent_of, ticks_of

NOTHING = np.array([math.nan])


def labels(low: float, high: float, most: int, scale: Scale = Scale.LINEAR) -> list[str]:
    return [tick.label for tick in ticks_of(Extent(low, high, scale), most)]


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 50, 6, "0 10 20 30 40 50"),
        (0, 50, 5, "0 20 40"),
        (0.93, 0.99, 4, "0.94 0.96 0.98"),
        (0.28, 0.93, 8, "0.3 0.4 0.5 0.6 0.7 0.8 0.9"),
        (-3, 3, 3, "-2 0 2"),
        (0, 12_000, 3, "0 5,000 10,000"),
        (0, 3e7, 4, "0 1e+07 2e+07 3e+07"),
    ],
)
def test_ticks_are_at_round_numbers(low: float, high: float, most: int, expected: str) -> None:
    assert labels(low, high, most) == expected.split()


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.004, 3, 4, "0.01 0.1 1"),
        (1e-13, 2, 4, "10⁻¹² 10⁻⁸ 10⁻⁴ 1"),
        (0.9, 2e4, 5, "1 10 100 1,000 10,000"),
        (0.015, 0.6, 5, "0.02 0.05 0.1 0.2 0.5"),
        (0.69, 0.91, 4, "0.7 0.8 0.9"),
    ],
)
def test_ticks_of_logarithms_are_at_decades_or_between(
    low: float, high: float, most: int, expected: str
) -> None:
    assert labels(low, high, most, Scale.LOGARITHMIC) == expected.split()


def test_ticks_of_shares_are_those_that_people_know() -> None:
    assert labels(0.1, 0.983, 4, Scale.NEAR_ONE) == ["0.5", "0.8", "0.95", "0.98"]
    assert labels(0.1, 0.983, 12, Scale.NEAR_ONE) == ["0.2", "0.5", "0.8", "0.9", "0.95", "0.98"]


def test_there_is_no_half_epoch() -> None:
    ticks = ticks_of(Extent(0, 2), 8, whole=True)
    assert [tick.label for tick in ticks] == ["0", "1", "2"]


@pytest.mark.parametrize("scale", list(Scale))
def test_what_is_less_is_lower_and_the_ends_are_0_and_1(scale: Scale) -> None:
    shares = Extent(0.1, 0.9, scale).share([0.1, 0.2, 0.5, 0.9])
    assert shares[0] == 0
    assert shares[-1] == 1
    assert (np.diff(shares) > 0).all()


def test_decades_and_what_is_missing_to_one_are_equally_far_apart() -> None:
    np.testing.assert_allclose(
        Extent(0.01, 1, Scale.LOGARITHMIC).share([0.1, 10, 0])[:2], [0.5, 1.5]
    )
    np.testing.assert_allclose(Extent(0, 0.99, Scale.NEAR_ONE).share([0.9]), [0.5])
    # Far below all, and still a number.
    assert -1000 < Extent(0.01, 1, Scale.LOGARITHMIC).share(0) < -100


def test_intervals_have_room_and_do_not_press_the_means_together() -> None:
    means = np.array([1.0, 2.0])
    near = extent_of(means, means - 0.1, means + 0.1, Scale.LINEAR)
    assert near.low == pytest.approx(0.9 - 0.04 * 1.2)
    assert near.high == pytest.approx(2.1 + 0.04 * 1.2)
    wide = extent_of(means, means - 50, means + 50, Scale.LINEAR)
    assert wide.low == pytest.approx(0.75 - 0.06)
    assert wide.high == pytest.approx(2.25 + 0.06)


@pytest.mark.parametrize(
    ("scale", "value"),
    [
        (Scale.LINEAR, 0.0),
        (Scale.LINEAR, 1.0),
        (Scale.LINEAR, -3e9),
        (Scale.LOGARITHMIC, 1.0),
        (Scale.LOGARITHMIC, 1e-12),
        (Scale.NEAR_ONE, 0.25),
        (Scale.NEAR_ONE, 0.999995),
    ],
)
def test_of_equal_means_there_is_an_axis(scale: Scale, value: float) -> None:
    extent = extent_of(np.array([value, value]), NOTHING, NOTHING, scale)
    assert extent.low < value < extent.high
    assert ticks_of(extent, 4)
