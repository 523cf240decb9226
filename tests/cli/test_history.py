"""``--history``: how many epochs of each history are kept, and what is said of it later."""

import csv
import io
import json
from pathlib import Path

from tests.cli.commands import gdrun
from tests.cli.storing import document, run, trials


def epochs(here: Path) -> list[int]:
    """Those of the first trial that ``export`` writes."""
    rows = csv.DictReader(io.StringIO(run(here, "export")))
    return [int(row["epoch"]) for row in rows if row["seed"] == "0"]


def test_a_thinned_history_says_which_epochs_it_has(here: Path) -> None:
    long = ("--set", "training.epochs=200", "--seeds", "2")
    whole = document(here, "train", *long, "--store", here / "whole.db")
    rows = list(csv.DictReader(io.StringIO(run(here, "export", "--store", here / "whole.db"))))
    found = document(here, "train", *long, "--history", "10")
    assert {key: each["weights_sha256"] for key, each in trials(found).items()} == {
        key: each["weights_sha256"] for key, each in trials(whole).items()
    }
    thin = list(csv.DictReader(io.StringIO(run(here, "export"))))
    assert 20 <= len(thin) < 40
    assert {"1", "200"} <= {row["epoch"] for row in thin}
    assert [row for row in rows if row in thin] == thin


def test_every_epoch_is_kept_up_to_some_thousands(here: Path) -> None:
    run(here, "train", "--seeds", "1,", "--set", "training.epochs=20", "--set", "data.source=xor")
    rows = csv.DictReader(io.StringIO(run(here, "export")))
    assert [int(row["epoch"]) for row in rows] == list(range(21))


def test_a_thinned_history_is_taken_and_told(here: Path) -> None:
    """Nothing is computed twice, but who asks for more epochs hears that they are not there."""
    run(here, "train", "--history", "3")
    assert len(epochs(here)) < 8
    small, store = here / "small.yaml", str(here / "gdrun.db")
    again = gdrun("train", small, "--history", "every", "--json", GDRUN_STORE=store)
    assert json.loads(again.stdout)["steps"] == 0
    told = "whose histories have fewer epochs than asked for: 4; --fresh"
    assert told in again.stderr
    assert told in gdrun("train", small, "--history", "7", GDRUN_STORE=store).stderr
    for said in ((), ("--history", "3"), ("--history", "2")):
        assert "histories" not in gdrun("train", small, *said, GDRUN_STORE=store).stderr
    run(here, "train", "--history", "every", "--fresh")
    assert epochs(here) == list(range(9))
    last = gdrun("train", small, "--history", "every", GDRUN_STORE=store)
    assert "histories" not in last.stderr


def test_what_makes_no_sense_is_refused(here: Path) -> None:
    for said in ("1", "0", "-3", "all", "2.5", ""):
        assert "--history" in run(here, "train", f"--history={said}", code=2)
    assert "--history" in run(here, "train", "--no-store", "--history", "every", code=2)
