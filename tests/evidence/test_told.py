"""What is said of an outcome's trials, together with what their records alone tell."""

from gdrun.evidence.diagnoses.told import OutcomeDiagnoses
from gdrun.records import Diagnoses, Diagnosis, Outcome, Record, Status
from tests.records.outcomes import FACTS, outcome, record

FALLING, JUMPING = Diagnosis("falling_loss"), Diagnosis("jumping_loss")
BASELINE = {"predicts": "no", "seed": None, "metrics": {"test": {"accuracy": 0.6}}}
POOR = Diagnosis("no_better_than_baseline")


def rising(epoch: int) -> Diagnosis:
    return Diagnosis("rising_validation_loss", epoch=epoch)


def of(accuracy: float, said: Diagnoses | None, *, known: bool = True) -> Diagnoses | None:
    """What is said of a trial with this accuracy, of which this was seen."""
    trial = record(0, accuracy, diagnoses=said)
    return OutcomeDiagnoses(judged(trial) if known else outcome(trial)).of(trial)


def judged(*records: Record) -> Outcome:
    return outcome(*records, facts={**FACTS, "baseline": BASELINE})


def test_of_a_trial() -> None:
    assert of(0.9, (FALLING,)) == (FALLING,)
    assert of(0.9, ()) == ()
    assert of(0.9, None) is None
    # What is no better than the baseline a record tells, also if nobody looked at its history.
    assert of(0.6, None) == (POOR,)
    assert of(0.6, None, known=False) is None
    assert of(0.5, (JUMPING, FALLING)) == (JUMPING, POOR, FALLING)
    assert of(0.9, (Diagnosis("known_to_a_later_gdrun"), FALLING)) == (FALLING,)


def test_of_a_trial_that_did_not_end_well() -> None:
    diverged = record(0, 0.1, Status.DIVERGED)
    assert OutcomeDiagnoses(judged(diverged)).of(diverged) == (Diagnosis("diverged"),)
    failed = record(0, 0.1, Status.FAILED, metrics={})
    assert OutcomeDiagnoses(judged(failed)).of(failed) is None


def test_of_a_variant() -> None:
    trials = [
        record(0, 0.9, diagnoses=(rising(7), FALLING)),
        record(1, 0.9, diagnoses=(JUMPING, rising(12))),
        record(2, 0.9, diagnoses=(rising(9),)),
        record(3, 0.9, Status.DIVERGED),
        record(4, 0.9, Status.FAILED, metrics={}),
    ]
    told = OutcomeDiagnoses(judged(*trials)).told(trials)
    assert [each.rule.name for each in told] == [
        "diverged",
        "jumping_loss",
        "rising_validation_loss",
        "falling_loss",
    ]
    assert [each.seeds for each in told] == [(3,), (1,), (0, 1, 2), (0,)]
    assert [each.numbers for each in told] == [(), (), (7, 12), ()]
    # A trial that failed says nothing of the others.
    assert {each.of for each in told} == {4}
    assert [each.is_of_most for each in told] == [False, False, True, False]


def test_half_of_the_trials_are_not_most() -> None:
    trials = [record(seed, 0.9, diagnoses=(FALLING,) if seed % 2 else ()) for seed in range(4)]
    (told,) = OutcomeDiagnoses(judged(*trials)).told(trials)
    assert (len(told.seeds), told.of, told.is_of_most) == (2, 4, False)
