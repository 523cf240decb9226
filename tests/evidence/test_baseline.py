"""Whose baseline is meant, and what is better than it."""

from dataclasses import replace
from typing import Any

import pytest

from gdrun.evidence.baseline import baseline_of, common_baseline, is_better
from gdrun.records import LOSS, Measured, Outcome, Variant
from tests.records.outcomes import CONFIG, FACTS, outcome, record

ACCURACY = Measured("accuracy", largest_is_best=True)


def found(score: float | None, **more: Any) -> Outcome:
    """An outcome whose baseline has that accuracy on test rows; without any, it has none."""
    told = {"predicts": "no", "seed": None, "metrics": {"test": {"accuracy": score}}, **more}
    facts = FACTS if score is None else {**FACTS, "baseline": told}
    return outcome(record(0, 0.9), facts=facts)


def test_of_one_experiment() -> None:
    known = baseline_of(found(0.75))
    assert known
    assert (known.predicts, known.follows, known.seeds, known.alike) == ("no", "", 0, True)
    assert known.score("test", "accuracy") == 0.75
    assert known.score("test", "loss") is None
    assert known.score("validation", "accuracy") is None
    assert baseline_of(found(None)) is None
    assert baseline_of(outcome(facts=None)) is None


@pytest.mark.parametrize(
    ("vary", "follows"),
    [(["init", "split"], "split"), (["data"], "data"), (["data", "split"], "split")],
)
def test_what_follows_the_seed(vary: list[str], follows: str) -> None:
    variant = Variant("toy", {}, {**CONFIG, "randomness": {"vary": vary}})
    known = baseline_of(replace(found(0.5, seeds=3, alike=False), variants=(variant,)))
    assert known
    assert (known.follows, known.seeds, known.alike) == (follows, 3, False)
    # That of one seed's says nothing of their mean.
    assert baseline_of(replace(found(0.5, seed=3), variants=(variant,))) is None


def test_folds_follow_the_seed() -> None:
    config = {**CONFIG, "data": {**CONFIG["data"], "split": {"folds": 5}}}
    known = baseline_of(replace(found(0.5, seeds=5), variants=(Variant("toy", {}, config),)))
    assert known
    assert (known.follows, known.seeds) == ("split", 5)


def test_what_several_experiments_have_in_common() -> None:
    assert common_baseline([found(0.75), found(0.75 + 1e-9)], "test", "accuracy")
    for other in (found(0.74), found(None), found(0.75, seeds=1)):
        assert common_baseline([found(0.75), other], "test", "accuracy") is None
        assert common_baseline([other, found(0.75)], "test", "accuracy") is None
    assert common_baseline([found(0.75)] * 2, "test", "loss") is None


def test_equal_is_no_better() -> None:
    third = sum([1 / 3] * 10) / 10
    assert not is_better(third, 1 / 3, ACCURACY)
    assert not is_better(1 / 3, third, ACCURACY)
    assert is_better(0.34, 1 / 3, ACCURACY)
    assert is_better(0.33, 1 / 3, LOSS)
    assert not is_better(0.34, 1 / 3, LOSS)
    assert not is_better(0.0, 0.0, ACCURACY)
    assert is_better(1e-30, 0.0, ACCURACY)
