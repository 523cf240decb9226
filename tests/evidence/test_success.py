"""The share of seeds that succeed. One that diverged did not, and one that never ended is none."""

import math
from dataclasses import replace

import pytest
import scipy.stats

from gdrun.errors import StoreError
from gdrun.evidence.success import Success
from gdrun.records import Outcome, Record, Status
from gdrun.statistics import Share
from tests.records.outcomes import DIVERGED, outcome, record


def share(success: Success, *records: Record) -> Share | None:
    found: Outcome = outcome(*records)
    return success.share(found, found.records)


ABOVE = Success("test.accuracy > 0.8", "test.accuracy", above=True, value=0.8)
BELOW = replace(ABOVE, text="test.accuracy < 0.8", above=False)


def test_of_seeds_above_and_below() -> None:
    trials = [record(seed, value) for seed, value in enumerate([0.9, 0.8, 0.7, 0.95])]
    found = share(ABOVE, *trials)
    assert found is not None
    assert (found.count, found.n) == (2, 4)
    # What reaches the value itself is neither above it nor below.
    below = share(BELOW, *trials)
    assert below is not None
    assert (below.count, below.n) == (1, 4)


def test_the_interval_is_clopper_and_pearsons() -> None:
    found = share(ABOVE, *(record(seed, 0.9 if seed < 7 else 0.1) for seed in range(10)))
    assert found is not None
    said = scipy.stats.binomtest(7, 10).proportion_ci(method="exact")
    assert found.ci95 == pytest.approx((said.low, said.high))
    every = share(ABOVE, *(record(seed, 0.9) for seed in range(30)))
    assert every is not None
    assert every.ci95 == pytest.approx((0.025 ** (1 / 30), 1.0))


@pytest.mark.parametrize("success", [ABOVE, BELOW])
def test_what_did_not_end_well_did_not_succeed(success: Success) -> None:
    """Whatever is asked, and though NaN is neither above nor below."""
    undefined = record(3, math.nan)
    # What diverged may have kept a value from before.
    late = record(4, 0.9 if success.above else 0.1, Status.DIVERGED)
    found = share(success, DIVERGED, undefined, late)
    assert found is not None
    assert (found.count, found.n) == (0, 3)


def test_what_never_ended_does_not_count() -> None:
    failed = record(1, 0.9, Status.FAILED, metrics={})
    found = share(ABOVE, record(0, 0.9), failed)
    assert found is not None
    assert (found.count, found.n) == (1, 1)
    assert share(ABOVE, failed) is None
    assert share(ABOVE) is None


def test_without_a_portion_it_is_the_validation_part() -> None:
    metrics = {"validation": {"accuracy": 0.9}, "test": {"accuracy": 0.1}}
    found = share(replace(ABOVE, metric="accuracy"), record(0, 0.0, metrics=metrics))
    assert found is not None
    assert found.count == 1


def test_a_metric_that_there_is_not_is_refused() -> None:
    with pytest.raises(StoreError, match="accuracy"):
        share(replace(ABOVE, metric="test.acuracy"), record(0, 0.9))
