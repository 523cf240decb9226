"""Stored variants are compared, by seeds that they share."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.cli.storing import document, run, trials


def test_a_variant_is_called_by_the_number_that_the_table_shows(here: Path) -> None:
    sweep = ("--over", "training.epochs=1,40,8")
    names = [variant["name"] for variant in document(here, "sweep", *sweep)["variants"]]
    rows = [line.split()[:2] for line in run(here, "sweep", *sweep).splitlines() if "±" in line]
    assert rows[0] == ["2", "epochs=40"]
    assert sorted((int(number), name) for number, name in rows) == list(enumerate(names, start=1))
    assert "epochs=40" in run(here, "compare", "last:2", "last:1")


def test_compare_pairs_by_seed(here: Path) -> None:
    a = document(here, "train", "--set", "name=a", "--seeds", "8")
    b = document(here, "train", "--set", "name=b", "--seeds", "6", "--set", "training.epochs=2")
    # Of losses no row's worth is known, so that Student's t stands alone.
    seeds = ("--about", "seeds", "--metric", "loss")
    (found, _) = document(here, "compare", "a", "b", *seeds)["comparisons"]
    values = [
        [trials(each)[(name, seed)]["metrics"]["validation"]["loss"] for seed in range(6)]
        for each, name in ((a, "a"), (b, "b"))
    ]
    differences = np.array(values[0]) - np.array(values[1])
    low, high = stats.t.interval(0.95, 5, differences.mean(), stats.sem(differences))
    assert found["difference"] == pytest.approx(differences.mean())
    assert found["ci95"] == pytest.approx([low, high])
    assert found["p_value"] == pytest.approx(stats.ttest_rel(values[0], values[1]).pvalue)
    text = run(here, "compare", "a", "b", *seeds)
    assert "About seeds alone (6 seeds" in text
    assert "paired t" in text
    assert ("better" in text) is (found["verdict"] == "better")
    other = document(here, "train", "--set", "name=c", "--seeds", "20,21,22,23")
    (welch, _) = document(here, "compare", "a", "c", *seeds)["comparisons"]
    mine = [t["metrics"]["validation"]["loss"] for t in trials(a).values()]
    theirs = [t["metrics"]["validation"]["loss"] for t in trials(other).values()]
    expected = stats.ttest_ind(mine, theirs, equal_var=False).pvalue
    assert welch["p_value"] == pytest.approx(expected)
    assert "Not paired" in run(here, "compare", "a", "c")


def test_compare_refuses_what_cannot_be_compared(here: Path) -> None:
    run(here, "train")
    run(here, "train", "--set", "name=wine", "--set", "data.source=wine")
    run(here, "train", "--set", "name=regression", "--set", "data.source=diabetes")
    run(here, "train", "--set", "name=scaled", "--set", "data.normalize=standardize")
    assert "same rows" in run(here, "compare", "small", "wine", code=2)
    run(here, "compare", "small", "wine", "--force")
    assert "different metrics" in run(here, "compare", "small", "regression", code=2)
    run(here, "compare", "small", "scaled")
    assert "no metric" in run(here, "compare", "small", "scaled", "--metric", "r2", code=2)
    assert "has no variant" in run(here, "compare", "small:7", "scaled", code=2)
    run(here, "compare", "small", code=2)


def test_a_matrix_of_many(here: Path) -> None:
    run(here, "sweep", "--over", "optimizer.learning_rate=0.1,0.01,0.001")
    text = run(here, "compare", "last")
    assert "Holm" in text
    assert len([line for line in text.splitlines() if "learning_rate=" in line]) == 3
    assert run(here, "compare", "last:1", "last:learning_rate=0.01")
