import pytest

from gdrun.cli.exit_codes import outcome_code
from gdrun.records import Record, Status
from tests.records.outcomes import DIVERGED, outcome, record

GOOD = record(0, 0.9)
FAILED = record(1, 0.0, Status.FAILED, message="no memory")


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ((GOOD,), 0),
        ((GOOD, DIVERGED), 0),
        ((DIVERGED, DIVERGED), 1),
        ((GOOD, FAILED), 1),
        ((DIVERGED, FAILED), 1),
    ],
)
def test_bad_is_a_failed_trial_or_nothing_but_diverged_ones(
    records: tuple[Record, ...], code: int
) -> None:
    assert outcome_code(outcome(*records)) == code


@pytest.mark.parametrize("records", [(), (GOOD,), (DIVERGED,)])
def test_interrupted_is_130_whatever_was_found(records: tuple[Record, ...]) -> None:
    assert outcome_code(outcome(*records, interrupted=True)) == 130
