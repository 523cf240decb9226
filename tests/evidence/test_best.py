"""What the best of several seeds would have claimed, beside their mean."""

import math
from typing import Any

import pytest

from gdrun.evidence.best import BestOfSeeds, best_of_seeds
from gdrun.records import Record, Status
from tests.records.outcomes import DIVERGED, outcome, record


def best(*records: Record, metric: str = "accuracy", portion: str = "test") -> BestOfSeeds | None:
    return best_of_seeds(outcome(*records), records, portion, metric)


def trials(*accuracies: float, **changes: Any) -> list[Record]:
    return [record(seed, value, **changes) for seed, value in enumerate(accuracies)]


def test_the_best_is_the_largest_or_the_smallest_as_the_metric_says() -> None:
    seeds = trials(0.5, 0.875, 0.25, 0.75)
    assert best(*seeds) == BestOfSeeds("test.accuracy", 1, 0.875, 0.59375, 4)
    low = best(*seeds, metric="loss")
    assert low == BestOfSeeds("test.loss", 1, 0.125, 0.40625, 4)


@pytest.mark.parametrize("metric", ["accuracy", "loss"])
def test_of_equally_good_ones_it_is_the_smallest_seed(metric: str) -> None:
    found = best(record(8, 0.9), record(3, 0.9), record(5, 0.9), record(1, 0.2), metric=metric)
    assert found is not None
    assert found.seed == 3


def test_one_seed_has_no_best() -> None:
    assert best(record(0, 0.9)) is None
    assert best() is None
    # Nor have two, of which one alone has a value.
    assert best(record(0, 0.9), DIVERGED) is None
    assert best(record(0, 0.9), record(1, 0.8, metrics={"train": {"accuracy": 0.8}})) is None


def test_what_did_not_end_well_is_no_ones_claim() -> None:
    late = record(4, 1.0, Status.DIVERGED)
    failed = record(5, 1.0, Status.FAILED)
    found = best(*trials(0.5, 0.75), late, failed, record(6, math.nan), record(7, math.inf))
    assert found == BestOfSeeds("test.accuracy", 1, 0.75, 0.625, 2)


def test_it_is_of_the_portion_that_is_asked_for() -> None:
    seeds = [
        record(0, 0.0, metrics={"validation": {"accuracy": 0.9}, "test": {"accuracy": 0.5}}),
        record(1, 0.0, metrics={"validation": {"accuracy": 0.8}, "test": {"accuracy": 0.6}}),
    ]
    found = best(*seeds, portion="validation")
    assert found is not None
    assert (found.metric, found.seed, found.claimed) == ("validation.accuracy", 0, 0.9)
    found = best(*seeds)
    assert found is not None
    assert (found.seed, found.claimed) == (1, 0.6)
