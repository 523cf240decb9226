"""Seeds are added until the interval is narrow."""

from pathlib import Path

import numpy as np
from scipy import stats

from tests.cli.storing import document, run, trials


def test_until_adds_seeds_until_the_interval_is_narrow(here: Path) -> None:
    found = document(here, "train", "--until", "0.03", "--max-seeds", "60")
    (variant,) = found["variants"]
    values = [t["metrics"]["validation"]["accuracy"] for t in variant["trials"]]
    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    assert half < 0.03
    assert 10 <= n < 60
    assert any(f"{n} seeds were" in note for note in found["notes"])
    again = document(here, "train", "--until", "0.03", "--max-seeds", "60")
    assert again["steps"] == 0
    assert len(trials(again)) == n


def test_until_adds_whole_repetitions_of_folds(here: Path) -> None:
    folds = ("--set", "data.split={folds: 4, validation: 0.2}")
    found = document(here, "train", *folds, "--until", "0.0001%", "--max-seeds", "27")
    (variant,) = found["variants"]
    assert [t["seed"] for t in variant["trials"]] == list(range(24))
    told = run(here, "train", *folds, "--until", "0.1", "--max-seeds", "15", code=2)
    assert "whole repetitions of 4 folds take 12" in told
    assert "allow 16 at least" in told
    # Nothing else follows the seed, and the folds do.
    alone = ("--set", "randomness.vary=[]", "--until", "1", "--set", "training.epochs=1")
    found = document(here, "train", *folds, *alone)
    assert len(found["variants"][0]["trials"]) == 16


def test_until_stops_at_the_most_seeds(here: Path) -> None:
    found = document(here, "sweep", "--over", "training.epochs=2,3", "--until", "0.0001%",
                     "--max-seeds", "17")  # fmt: skip
    assert [len(v["trials"]) for v in found["variants"]] == [17, 17]
    assert sum("not enough" in note for note in found["notes"]) == 2
