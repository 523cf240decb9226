"""Ctrl-C keeps what is finished."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.cli.storing import document, interrupted, run, trials


def test_ctrl_c_is_obeyed_while_another_program_locks_the_store(here: Path) -> None:
    """What was computed is printed, with a word on why it was not stored."""
    store = here / "gdrun.db"
    run(here, "train")
    command = [sys.executable, "-m", "gdrun", "train", str(here / "small.yaml"), "--json"]
    command += ["--store", str(store), "--workers", "1", "--seeds", "1000"]
    command += ["--set", "training.epochs=20000"]
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while len(run(here, "runs").splitlines()) < 4:
            time.sleep(0.1)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        # Half of what the command would wait for the lock if nobody had interrupted it.
        output, errors = process.communicate(timeout=15)
    assert process.returncode == 130, errors
    assert "locked" in errors
    assert "Traceback" not in errors
    assert 0 < len(trials(json.loads(output))) < 1000


def test_ctrl_c_and_the_same_command_again(here: Path) -> None:
    """What had ended is used again, the rest is computed, and all is as if nobody had stopped."""
    options = ["--workers", "1", "--seeds", "12", "--set", "training.epochs=60000"]
    whole = trials(document(here, "train", "--no-store", *options))
    store = here / "gdrun.db"
    output = interrupted(store, "train", here / "small.yaml", "--json", *options)
    done = trials(json.loads(output))
    assert 0 < len(done) < 12
    again = trials(document(here, "train", *options))
    assert {key for key, trial in again.items() if trial["reused"]} == set(done)
    hashes = [{k: t["weights_sha256"] for k, t in each.items()} for each in (again, whole)]
    assert hashes[0] == hashes[1]
    assert "done" in run(here, "runs")
