"""``gdrun export --format rows``: what each trial gave for each held-out row."""

import csv
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.commands import gdrun
from tests.cli.storing import document, run

COLUMNS = ["portion", "row", "line", "output", "target", "predicted", "probability", "loss"]


def exported(here: Path, *arguments: object) -> list[dict[str, str]]:
    text = run(here, "export", *arguments, "--format", "rows")
    return list(csv.DictReader(io.StringIO(text)))


def by_trial(rows: list[dict[str, str]]) -> dict[tuple[str, int, str], list[dict[str, str]]]:
    found = defaultdict(list)
    for row in rows:
        found[row["variant"], int(row["seed"]), row["portion"]].append(row)
    return found


def check_shares(shown: Any, rows: list[dict[str, str]]) -> None:
    """Accuracies and losses of all trials are the means of what rows say."""
    trials = by_trial(rows)
    for variant in shown["variants"]:
        for trial in variant["trials"]:
            for portion in ("validation", "test"):
                of = trials.pop((variant["name"], trial["seed"], portion))
                metrics = trial["metrics"][portion]
                hits = [row["target"] == row["predicted"] for row in of]
                assert np.mean(hits) == pytest.approx(metrics["accuracy"], rel=1e-6)
                losses = [float(row["loss"]) for row in of]
                assert np.mean(losses) == pytest.approx(metrics["loss"], rel=1e-5)
    assert not trials


def test_metrics_are_the_means_of_rows(here: Path) -> None:
    over = ("--over", "optimizer.learning_rate=0.01,0.05")
    shown = document(here, "sweep", *over)
    rows = exported(here)
    assert list(rows[0]) == ["variant", "optimizer.learning_rate", "seed", *COLUMNS]
    check_shares(shown, rows)
    assert {row["target"] for row in rows} == {"setosa", "versicolor", "virginica"}
    # Packaged data has no lines, classes have no number, and losses alone no probabilities.
    assert {row["line"] + row["output"] + row["probability"] for row in rows} == {""}
    # Every seed has the same rows, each once, and no row is of two portions.
    numbers = {key: [row["row"] for row in of] for key, of in by_trial(rows).items()}
    for portion in ("validation", "test"):
        of = [each for key, each in numbers.items() if key[2] == portion]
        assert all(each == of[0] for each in of)
        assert len(set(of[0])) == len(of[0])
    every = [set(each) for key, each in numbers.items() if key[:2] == (rows[0]["variant"], 0)]
    assert not set.intersection(*every)
    # Of one variant these are its own.
    second = exported(here, "last:2")
    assert [row["loss"] for row in second] == [
        row["loss"] for row in rows if row["variant"] == second[0]["variant"]
    ]


def test_probabilities_where_all_outputs_are_kept(here: Path) -> None:
    shown = document(here, "train", "--keep-outputs", "all")
    rows = exported(here)
    check_shares(shown, rows)
    for row in rows:
        assert -np.log(float(row["probability"])) == pytest.approx(float(row["loss"]), abs=1e-5)


def test_numbers_are_in_original_units(here: Path) -> None:
    """And each target of a row has its own line."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(90, 3))
    y = np.column_stack([1000 + 50 * X[:, 0], X[:, 1] - X[:, 2]])
    np.savez(here / "two.npz", X=X, y=y)
    (here / "small.yaml").write_text(
        "data: {source: two.npz, normalize_target: standardize}\ntraining: {epochs: 5}\nseeds: 2\n"
    )
    shown = document(here, "train", "--keep-outputs", "all")
    for (_, seed, portion), of in by_trial(exported(here)).items():
        assert [row["output"] for row in of[:4]] == ["1", "2", "1", "2"]
        for row in of:
            assert float(row["target"]) == pytest.approx(y[int(row["row"]), int(row["output"]) - 1])
        errors = np.array([float(row["predicted"]) - float(row["target"]) for row in of])
        trials = shown["variants"][0]["trials"]
        (trial,) = [each for each in trials if each["seed"] == seed]
        rmse = np.sqrt((errors**2).mean())
        assert rmse == pytest.approx(trial["metrics"][portion]["rmse"], rel=1e-4)


def test_lines_of_a_file_are_told(here: Path) -> None:
    lines = [f"{i % 7},{i % 5},{'ab'[i % 2]}" for i in range(60)]
    (here / "table.csv").write_text("\n".join(["p,q,y", *lines]) + "\n")
    (here / "small.yaml").write_text(
        "data: {source: table.csv, target: y}\ntraining: {epochs: 2}\nseeds: 2\n"
    )
    run(here, "train")
    text = (here / "table.csv").read_text().splitlines()
    rows = exported(here)
    assert rows
    for row in rows:
        assert text[int(row["line"]) - 1].endswith(f",{row['target']}")
        assert int(row["line"]) == int(row["row"]) + 2


def test_what_keeps_no_outputs_has_no_rows(here: Path) -> None:
    run(here, "train", "--keep-outputs", "none")
    assert exported(here) == []
    told = gdrun("export", "--format", "rows", GDRUN_STORE=str(here / "gdrun.db")).stderr
    assert "no outputs are kept" in told
    assert "--keep-outputs" in told
    # Nor has a trial that diverged.
    over = ("--over", "optimizer.learning_rate=0.02,3e38")
    found = document(here, "sweep", *over)
    well, bad = (each["name"] for each in found["variants"])
    names = {row["variant"] for row in exported(here)}
    assert well in names
    assert bad not in names
    assert not gdrun("export", "--format", "rows", GDRUN_STORE=str(here / "gdrun.db")).stderr


def test_into_a_file(here: Path) -> None:
    run(here, "train")
    run(here, "export", "--format", "rows", "-o", here / "rows.csv")
    text = (here / "rows.csv").read_text(encoding="utf-8")
    assert text == run(here, "export", "--format", "rows")
