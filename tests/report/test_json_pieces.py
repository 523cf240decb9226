"""JSON in pieces is what ``json.dumps`` makes of the whole."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gdrun.report.json.outcomes import (
    outcome_document,
    outcome_pieces,
    sweep_document,
    sweep_pieces,
)
from gdrun.report.json.writing import pieces, whole
from tests.records.outcomes import DIVERGED, outcome, record, swept

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def lazily(value: Any) -> Any:
    """``value`` with iterators for the lists in it that are looked for."""
    if isinstance(value, list):
        return map(lazily, value)
    if isinstance(value, dict):
        return {key: lazily(inner) for key, inner in value.items()}
    return value


@given(values)
def test_any_document(value: Any) -> None:
    assert "".join(pieces(lazily(value))) == json.dumps(value, indent=1)
    assert "".join(pieces(value)) == json.dumps(value, indent=1)


def test_iterators_become_lists() -> None:
    assert whole({"a": {"b": iter([1, 2])}, "c": iter(())}) == {"a": {"b": [1, 2]}, "c": []}


def test_outcomes() -> None:
    for found in (outcome(record(0, 0.9), DIVERGED), outcome(interrupted=True)):
        assert "".join(outcome_pieces(found)) == json.dumps(outcome_document(found), indent=1)
    many = swept({'a\n"b': [0.9, 0.8], "c": [0.7, float("nan")], "d": []})
    text = "".join(sweep_pieces(many, "accuracy"))
    assert text == json.dumps(sweep_document(many, "accuracy"), indent=1)
    assert len(list(sweep_pieces(many, "accuracy"))) > 6
    assert [each["name"] for each in json.loads(text)["variants"]] == ['a\n"b', "c", "d"]
