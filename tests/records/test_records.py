"""What records say of themselves."""

import math
import pickle
from dataclasses import FrozenInstanceError

import pytest

from gdrun.records import JUDGED, PORTIONS, Document, Status
from gdrun.records.gradients import Agreement, GradientReport, NetworkCheck, TensorCheck
from tests.records.outcomes import DIVERGED, outcome, record


@pytest.mark.parametrize("status", Status)
def test_a_trial_is_complete_if_it_ended_by_itself(status: Status) -> None:
    assert status.complete == (status.value not in ("failed", "interrupted"))


def test_an_outcome_knows_its_metrics() -> None:
    found = outcome()
    assert found.metric_names == ("loss", "accuracy", "brier")
    assert found.usual_metrics == ("loss", "accuracy")
    assert found.primary_metric == "accuracy"
    assert found.measured("accuracy").largest_is_best
    assert not found.measured("brier").largest_is_best
    assert JUDGED in PORTIONS


def test_an_outcome_is_short_at_a_prompt() -> None:
    found = outcome(record(0, 0.9), record(1, 0.8), DIVERGED)
    assert repr(found) == "<Outcome 'toy': 1 variant, trials: 2 finished, 1 diverged>"
    assert repr(outcome()) == "<Outcome 'toy': 1 variant, trials: none>"


def test_records_cannot_be_changed() -> None:
    kept = record(0, 0.9)
    with pytest.raises(FrozenInstanceError):
        kept.seed = 1  # type: ignore[misc]


def report(*errors: float, checked: int = 3) -> GradientReport:
    """Of one network for each error, at a tolerance of 1."""
    checks = []
    for error in errors:
        tensor = TensorCheck("W0", (3,), checked, 0, {"pair": Agreement(0.0, error, 1.0)}, None)
        checks.append(NetworkCheck("a", {}, True, 3, 5, (tensor,), ()))
    return GradientReport(tuple(checks), (), 1e-3, 1e-2, {"pair": 1.0}, None, 0, 0.1)


def test_a_check_that_compared_nothing_is_no_pass() -> None:
    assert report(0.5, 1.0).verdict == "PASSED"
    assert report(0.5, 1.1).verdict == "FAILED"
    assert report(0.5, checked=0).verdict == "NOTHING CHECKED"
    assert str(report(2.0)).startswith("FAILED: 3 gradients checked, 1 of 1 tensors wrong")


def test_a_gradient_that_is_not_finite_is_the_worst() -> None:
    found = report(math.nan)
    assert found.verdict == "FAILED"
    assert math.isnan(found.checks[0].worst("pair"))
    assert found.checks[0].worst("another pair") == 0.0


def test_documents_go_to_another_process() -> None:
    for document in (Document.saying({"a": [1, 2.5]}), Document.of(b'{"a":[1,2.5]}')):
        same = pickle.loads(pickle.dumps(document))
        assert (same.key, same.said) == (document.key, {"a": [1, 2.5]})
