"""Which scale and which frame suit values."""

import math

from gdrun.evidence.pictures.scales import Scale, half_way_to_one, scale_of, span_of
from gdrun.records import LOSS, Measured

RMSE = Measured("rmse", lowest=0.0)
ACCURACY = Measured("accuracy", largest_is_best=True, lowest=0.0, highest=1.0)
R2 = Measured("r2", largest_is_best=True, highest=1.0)
ERROR = Measured("error", lowest=0.0, highest=1.0)


def test_scale() -> None:
    assert scale_of([], LOSS) is Scale.LINEAR
    assert scale_of([1.0, 20.0], RMSE) is Scale.LINEAR
    assert scale_of([1.0, 40.0], RMSE) is Scale.LOGARITHMIC
    # What is 0 lies at the lower end; what is below has no logarithm.
    assert scale_of([0.0, 1.0, 40.0], RMSE) is Scale.LOGARITHMIC
    assert scale_of([-0.1, 1.0, 40.0], RMSE) is Scale.LINEAR
    assert scale_of([0.0, 0.0], RMSE) is Scale.LINEAR
    assert scale_of([math.nan, 1.0, math.inf], RMSE) is Scale.LINEAR
    assert scale_of([5e-324, 1.7e308], RMSE) is Scale.LOGARITHMIC


def test_scale_of_shares() -> None:
    assert scale_of([0.1, 0.95], ACCURACY) is Scale.NEAR_ONE
    # From 0.9 it would take 0.9875.
    assert scale_of([0.9, 0.98], ACCURACY) is Scale.LINEAR
    assert scale_of([0.9, 0.99], ACCURACY) is Scale.NEAR_ONE
    assert scale_of([0.1, 1.0], ACCURACY) is Scale.LINEAR
    assert scale_of([0.0001, 0.95], ACCURACY) is Scale.NEAR_ONE
    assert scale_of([-3.0, 0.95], R2) is Scale.LINEAR
    assert scale_of([0.001, 0.95], ERROR) is Scale.LINEAR
    assert half_way_to_one(0.9) == 0.95


def test_frame() -> None:
    values = [0.90, 0.91, 0.92, 0.93, 0.94]
    assert span_of([*values, math.nan], largest_is_best=True, reach=1.5) == (0.90, 0.94)
    # A bad one is left out if it is far away, and a good one never.
    assert span_of([*values, 0.1], largest_is_best=True, reach=1.5) == (0.90, 0.94)
    assert span_of([*values, 0.1], largest_is_best=True, reach=math.inf) == (0.1, 0.94)
    assert span_of([*values, 0.1], largest_is_best=False, reach=1.5) == (0.1, 0.94)
    assert span_of([*values, 7.0], largest_is_best=False, reach=1.5) == (0.90, 0.94)
    assert span_of([*values, 7.0], largest_is_best=True, reach=1.5) == (0.90, 7.0)
    # Where most are the same, whatever else there is counts.
    assert span_of([1.0, 1.0, 1.0, 1.0, 0.96], largest_is_best=True, reach=1.5) == (0.96, 1.0)
    assert span_of([0.5], largest_is_best=True, reach=1.5) == (0.5, 0.5)
    assert span_of([math.inf], largest_is_best=True, reach=1.5) is None
