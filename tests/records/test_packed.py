"""Metrics in little memory are the same mapping."""

import json
import math
import pickle

import pytest

from gdrun.records import PackedMetrics

PLAIN = {"train": {"loss": 0.5}, "validation": {"loss": 0.25, "accuracy": 1.0}, "test": {}}


def test_it_is_the_mapping_that_it_was_made_of() -> None:
    packed = PackedMetrics(PLAIN)
    assert packed == PLAIN
    assert dict(packed) == PLAIN
    assert repr(packed) == repr(PLAIN)
    assert list(packed) == list(PLAIN)
    assert packed["validation"]["accuracy"] == 1.0
    assert "test" in packed
    assert "rest" not in packed
    assert packed.get("rest", {}) == {}
    with pytest.raises(KeyError, match="rest"):
        packed["rest"]
    assert packed != {**PLAIN, "test": {"loss": 1.0}}


def test_it_may_be_sent_and_written() -> None:
    packed = PackedMetrics(PLAIN)
    assert pickle.loads(pickle.dumps(packed)) == PLAIN
    assert json.loads(json.dumps(packed, default=dict)) == PLAIN
    lost = PackedMetrics({"train": {"loss": math.nan, "accuracy": -math.inf}})
    assert math.isnan(lost["train"]["loss"])
    assert lost["train"]["accuracy"] == -math.inf
