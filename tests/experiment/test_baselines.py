"""An experiment has the baseline of its variants, if that is one."""

from typing import Any

import pytest

import gdrun

SMALL: dict[str, Any] = {
    "data": {"source": "iris"},
    "model": {"hidden": []},
    "training": {"epochs": 2, "class_weights": {"setosa": 3}},
    "seeds": 2,
}


def baseline(over: dict[str, Any]) -> Any:
    return (gdrun.sweep(SMALL, over).facts or {}).get("baseline")


@pytest.mark.parametrize(
    ("over", "same"),
    [
        ({"optimizer.learning_rate": [0.1, 0.2]}, True),
        ({"data.normalize": ["none", "minmax"]}, True),
        ({"training.class_weights": ["balanced", {"setosa": 2}]}, True),
        ({"data.stratify": [True, False]}, False),
        ({"data.split.train": [0.5, 0.6]}, False),
        ({"training.weighted_metrics": [True, False]}, False),
    ],
)
def test_variants_with_other_rows_or_weights_have_none_in_common(
    over: dict[str, Any], same: bool
) -> None:
    assert (baseline(over) is not None) == same


@pytest.mark.parametrize("source", ["iris", "diabetes"])
def test_the_loop_gives_a_constant_network_the_same_scores(source: str) -> None:
    """One of zeros, whose steps vanish in float32."""
    config: dict[str, Any] = {
        "data": {"source": source},
        "model": {"hidden": [], "weights": "zeros", "biases": "zeros"},
        "optimizer": {"name": "sgd", "learning_rate": 1e-46},
        "training": {"epochs": 1},
        "seeds": 1,
    }
    found = gdrun.train(config)
    facts: Any = found.facts
    told = facts["baseline"]["metrics"]
    (record,) = found.records
    assert set(told) == set(record.metrics)
    for portion, scores in told.items():
        # Of equal outputs the first class is meant; iris has as many training rows of each.
        same = {name: record.metrics[portion][name] for name in scores}
        assert same == pytest.approx(scores, rel=1e-6, abs=1e-6)
