import json

from gdrun.records import Status
from gdrun.report.json.outcomes import outcome_document
from tests.records.outcomes import CONFIG, DIVERGED, outcome, record


def test_has_the_promised_form() -> None:
    document = outcome_document(outcome(record(0, 0.9), record(1, 0.7)))
    assert document["experiment"] == "toy"
    assert document["store"] is None
    assert (document["seconds"], document["steps"]) == (1.5, 60)
    (variant,) = document["variants"]
    assert variant["name"] == "toy"
    assert variant["config"] == CONFIG
    assert variant["trials"][1] == {
        "seed": 1,
        "status": "finished",
        "epochs": 5,
        "steps": 20,
        "weights_sha256": f"{1:064x}",
        "seconds": 0.5,
        "reused": False,
        "metrics": {
            "train": {"loss": 1.0 - 0.7, "accuracy": 0.7},
            "test": {"loss": 1.0 - 0.7, "accuracy": 0.7},
        },
        "diagnoses": None,
    }
    assert variant["diagnoses"] == []
    accuracy = variant["summary"]["test"]["accuracy"]
    assert set(accuracy) == {"mean", "std", "ci95", "median", "min", "max", "n", "about"}
    assert (accuracy["mean"], accuracy["n"]) == (0.8, 2)
    assert "validation" not in variant["summary"]


def test_diverged_seeds_are_counted_and_never_averaged() -> None:
    (variant,) = outcome_document(outcome(record(0, 0.9), record(1, 0.7), DIVERGED))["variants"]
    assert variant["diverged"] == 1
    assert variant["summary"]["test"]["accuracy"]["n"] == 2
    assert variant["trials"][2]["metrics"]["test"]["accuracy"] is None


def test_a_diverged_seed_is_left_out_even_if_its_numbers_are_finite() -> None:
    diverged = record(1, -1e9, Status.DIVERGED)
    (variant,) = outcome_document(outcome(record(0, 0.9), diverged))["variants"]
    assert variant["summary"]["test"]["accuracy"]["mean"] == 0.9


def test_is_json_whatever_the_numbers() -> None:
    document = outcome_document(outcome(record(0, float("inf")), DIVERGED))
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_one_seed_has_no_spread() -> None:
    (variant,) = outcome_document(outcome(record(0, 0.9)))["variants"]
    assert variant["summary"]["test"]["accuracy"]["std"] is None
    assert variant["summary"]["test"]["accuracy"]["ci95"] is None


def test_failed_trials_say_why() -> None:
    failed = record(1, 0.0, Status.FAILED, metrics={}, message="no memory")
    (variant,) = outcome_document(outcome(record(0, 0.9), failed))["variants"]
    assert variant["failed"] == 1
    assert variant["trials"][1]["message"] == "no memory"
