"""Chosen variants run again with seeds that none of the sweep's trials had."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gdrun.config import Combination, parse_config
from gdrun.config.randomness import HIGHEST_SEED
from gdrun.errors import PartError
from gdrun.experiment.confirming import with_fresh_seeds
from gdrun.records import Outcome
from tests.records.outcomes import outcome, record


def combinations(split: Any = None, seeds: Any = 3, **sections: Any) -> list[Combination]:
    data = {"source": "iris", **({"split": split} if split else {})}
    config = parse_config({"data": data, "seeds": seeds, **sections}, Path(), "x")
    return [Combination(name, {}, config) for name in ("a", "b", "c")]


def used(*seeds: int) -> Outcome:
    """Trials of the first variant at seed 0, and of the last at these."""
    records = [record(0, 0.9, variant="a"), *(record(each, 0.9, variant="c") for each in seeds)]
    return outcome(*records)


@pytest.mark.parametrize(
    ("before", "number", "fresh"),
    [((0, 1, 2), 3, range(3, 6)), ((0, 7), 2, range(8, 10)), ((), 2, range(1, 3))],
)
def test_seeds_are_above_all_that_any_variant_had(
    before: Sequence[int], number: int, fresh: Sequence[int]
) -> None:
    every = combinations()
    found = with_fresh_seeds(every, used(*before), ["c", "a"], number)
    assert [each.name for each in found] == ["a", "c"]
    for each in found:
        assert each.config.seeds == tuple(fresh)
    # Nothing else is another, and what was asked for stays as it was.
    assert every[0].config.seeds == 3
    (old, new) = (dict(each.config.resolved()) for each in (every[0], found[0]))
    assert {key for key in old if old[key] != new[key]} == {"seeds"}


@pytest.mark.parametrize(
    ("before", "number", "fresh"),
    [
        (range(5), 5, range(5, 10)),
        (range(5), 2, range(5, 10)),
        (range(5), 6, range(5, 15)),
        (range(7), 3, range(10, 15)),
    ],
)
def test_of_folds_they_are_whole_repetitions(
    before: Sequence[int], number: int, fresh: Sequence[int]
) -> None:
    every = combinations({"folds": 5, "validation": 0.2}, 5)
    (found,) = with_fresh_seeds(every, used(*before), ["b"], number)
    assert found.config.seeds == tuple(fresh)


def test_where_seeds_share_a_split_they_are_whole_splits() -> None:
    """None of which a trial had: each is of other data."""
    randomness = {"vary": ["split", "init"], "seeds_per_split": 3}
    every = combinations(seeds=6, randomness=randomness)
    (found,) = with_fresh_seeds(every, used(*range(7)), ["b"], 4)
    assert found.config.seeds == tuple(range(9, 15))


def test_above_the_highest_seed_there_are_none() -> None:
    every = combinations()
    (found,) = with_fresh_seeds(every, used(HIGHEST_SEED - 2), ["b"], 2)
    assert found.config.seeds == (HIGHEST_SEED - 1, HIGHEST_SEED)
    with pytest.raises(PartError, match="use smaller seeds"):
        with_fresh_seeds(every, used(HIGHEST_SEED - 2), ["b"], 3)
