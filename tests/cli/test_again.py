"""Commands that meet what earlier ones stored, and that keep more of it, or compute it anew."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gdrun.store.migrations import seal_all
from tests.cli.commands import gdrun
from tests.cli.storing import document, kept_seeds, run, trials


def test_a_training_keeps_all_weights_though_a_sweep_kept_none(here: Path) -> None:
    swept = trials(document(here, "sweep", "--over", "training.batch_size=8,16"))
    first = document(here, "train", "--set", "training.batch_size=16")
    assert not any(t["reused"] for t in trials(first).values())
    assert [note for note in first["notes"] if "--keep-weights none" in note]
    assert kept_seeds(here) == {"": [0, 1, 2, 3]}
    for (_, seed), trial in trials(first).items():
        assert trial["weights_sha256"] == swept[("batch_size=16", seed)]["weights_sha256"]
    again = document(here, "train", "--set", "training.batch_size=16")
    assert (again["steps"], again["notes"]) == (0, [])
    # What is said outright counts for a training as for a sweep.
    other = ("--set", "training.batch_size=8")
    assert document(here, "train", *other, "--keep-weights", "none")["steps"] == 0
    best = document(here, "train", *other, "--keep-weights", "best")
    assert sum(not t["reused"] for t in trials(best).values()) == 1


def test_what_is_computed_anew_and_interrupted_is_still_there(here: Path) -> None:
    """All commands then tell of a whole experiment, as all of its trials are stored."""
    options = ["--workers", "1", "--seeds", "12", "--set", "training.epochs=60000"]
    whole = document(here, "train", *options)
    shown = document(here, "show")
    command = [sys.executable, "-m", "gdrun", "train", str(here / "small.yaml"), "--json"]
    process = subprocess.Popen(
        [*command, "--store", str(here / "gdrun.db"), *options, "--fresh"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with closing(sqlite3.connect(here / "gdrun.db")) as db:
        while db.execute("SELECT status FROM experiments").fetchone() != ("running",):
            assert process.poll() is None
    assert run(here, "runs").split()[-2:] == ["12", "done"]
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    computed = len(trials(json.loads(output)))
    assert computed < 12
    assert f"still there: {12 - computed}" in errors
    (listed,) = run(here, "runs").splitlines()[2:]
    assert listed.split()[-2:] == ["12", "done"]
    assert "Interrupted" not in run(here, "show")
    again = document(here, "show")
    assert not again["interrupted"]
    assert again["steps"] == shown["steps"] == whole["steps"]
    for key, trial in trials(whole).items():
        assert trials(again)[key]["weights_sha256"] == trial["weights_sha256"]


def test_shown_steps_are_those_of_the_trials_there_are(here: Path) -> None:
    """However often they were computed: 4 seeds of 8 epochs of 4 batches, iris having 150 rows."""
    for options in ((), ("--fresh",), ("--fresh",)):
        assert document(here, "train", *options)["steps"] == 4 * 8 * 4
        found = document(here, "show")
        assert found["steps"] == 4 * 8 * 4
        seconds = [trial["seconds"] for trial in trials(found).values()]
        assert found["seconds"] == pytest.approx(sum(seconds))


def test_what_another_gdrun_computed_is_told_and_taken_if_asked_for(here: Path) -> None:
    """A training and a sweep, in the words of the command line."""
    over = ("--over", "training.batch_size=8,16")
    document(here, "sweep", *over)
    with closing(sqlite3.connect(here / "gdrun.db", isolation_level=None)) as db:
        db.execute(
            "UPDATE trials SET key = 'other' || number, "
            "fingerprint = replace(fingerprint, 'sources ', 'sources 0')"
        )
        db.execute("DELETE FROM outputs")  # Their digests are of the keys that were.
        seal_all(db)
    taken = document(here, "sweep", *over, "--reuse-any")
    assert (taken["steps"], len(taken["notes"])) == (0, 1)
    command = ["train", here / "small.yaml", "--set", "training.batch_size=8"]
    command += ["--keep-weights", "none", "--store", here / "gdrun.db"]
    told = gdrun(*command)
    assert told.returncode == 0
    assert "(gdrun's sources): 4; --reuse-any takes them as they are" in told.stderr
    assert "stored already" not in told.stdout
    again = gdrun(*command, "--reuse-any")
    assert "note" not in again.stderr
    assert "All 4 trials stored already" in again.stdout
