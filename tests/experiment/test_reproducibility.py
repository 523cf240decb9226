"""The same bits again: whatever the workers, the process, the order of the seeds."""

import json
import subprocess
import sys
from pathlib import Path

import gdrun
from gdrun.records import Status
from tests.trial.small import small

DIGITS = Path(__file__).parents[2] / "configs" / "digits.yaml"


def command_hashes(*arguments: str) -> dict[int, str]:
    """From the JSON of ``gdrun train configs/digits.yaml`` in a process of its own."""
    command = [sys.executable, "-m", "gdrun", "train", str(DIGITS), "--json", "--no-store"]
    run = subprocess.run([*command, *arguments], capture_output=True, check=True, timeout=300)
    (variant,) = json.loads(run.stdout)["variants"]
    return {trial["seed"]: trial["weights_sha256"] for trial in variant["trials"]}


def test_digits_has_the_same_hashes_in_every_process_with_any_workers_and_order() -> None:
    one = command_hashes("--workers", "1")
    assert len(set(one.values())) == len(one) == 10
    assert command_hashes("--workers", "2") == one
    assert command_hashes("--workers", "2", "--seeds", "9,3,0,7,1,2,8,6,5,4") == one


def test_reports_follow_the_order_of_the_seeds() -> None:
    outcome = gdrun.train(small(seeds=[7, 0, 3]), workers=2)
    assert [record.seed for record in outcome.records] == [7, 0, 3]


def test_divergence_is_a_status_and_does_not_stop_the_others() -> None:
    config = small(optimizer={"name": "sgd", "learning_rate": 1e4}, training={"epochs": 20})
    outcome = gdrun.train(config)
    assert {record.status for record in outcome.records} == {Status.DIVERGED}
    assert all(record.epochs < 20 for record in outcome.records)
    assert not outcome.interrupted
