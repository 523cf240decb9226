"""What is stored is written for other programs."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from tests.cli.commands import CONFIGS
from tests.cli.storing import CONFIG, document, run, trials


def test_export(here: Path) -> None:
    found = document(here, "train")
    rows = list(csv.DictReader(io.StringIO(run(here, "export"))))
    assert len(rows) == 4 * 9
    assert [row["epoch"] for row in rows[:9]] == [str(epoch) for epoch in range(9)]
    assert rows[0]["learning_rate"] == ""
    assert float(rows[0]["train.loss"]) > float(rows[1]["train.loss"])
    validation = found["variants"][0]["trials"][0]["metrics"]["validation"]
    assert float(rows[8]["validation.accuracy"]) == validation["accuracy"]
    assert json.loads(run(here, "export", "--format", "json"))["id"] == found["id"]
    mean = found["variants"][0]["summary"]["test"]["accuracy"]["mean"]
    for form in ("markdown", "latex"):
        assert f"{mean:.2f}"[:4] in run(here, "export", "last", "--format", form)
    run(here, "export", "--format", "npz", code=2)
    assert ".json" in run(here, "export", "-o", here / "out.png", code=2)
    assert not (here / "out.png").exists()
    run(here, "export", "-o", here / "out.json")
    assert json.loads((here / "out.json").read_text())["id"] == found["id"]
    run(here, "export", "--format", "csv", "-o", here / "out.png")
    assert (here / "out.png").read_text() == run(here, "export")


def test_tables_are_those_that_are_asked_for(here: Path) -> None:
    run(here, "sweep", "--over", "optimizer.learning_rate=0.01,0.05", "--metric", "loss")
    assert "Ranked on validation loss" in run(here, "export", "--format", "latex")
    told = run(here, "export", "--format", "markdown", "--metric", "accuracy", "--about", "seeds")
    assert "Ranked on validation accuracy" in told
    assert "Verdicts are about seeds alone" in told
    one = run(here, "export", "last:1", "--format", "markdown", "--metrics", "brier")
    assert {line.split(" | ")[1] for line in one.splitlines()[4:] if line[:2] == "| "} == {"brier"}
    for command in ("compare", "export"):
        latex = run(here, command, "last", "--format", "latex")
        assert latex.count("\\toprule") == latex.count("\\bottomrule") == 1
    assert "no metric `los`" in run(here, "export", "--format", "latex", "--metric", "los", code=2)
    refused = (
        ("export", "last:1", "--format", "latex", "--metric", "loss"),
        ("export", "--metric", "loss"),
        ("export", "--format", "json", "--metrics", "loss"),
        ("export", "last:1", "--format", "latex", "--confusion", "--metrics", "loss"),
        ("compare", "last", "--format", "npz"),
        ("compare", "last", "--format", "latex", "--json"),
    )
    for arguments in refused:
        assert "--" in run(here, *arguments, code=2)


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(here: Path) -> None:
    document(here, "train")
    out = here / "out.csv"
    out.write_text("mine")
    assert "--force replaces it" in run(here, "export", "-o", out, code=2)
    assert out.read_text() == "mine"
    run(here, "export", "--force", "-o", out)
    assert out.read_text() == run(here, "export")
    assert "this is a folder" in run(here, "export", "--format", "csv", "-o", here, code=2)
    # What holds nothing can lose nothing.
    assert run(here, "export", "-o", "/dev/null", "--format", "csv") == ""


def test_trials_are_as_show_tells_them(here: Path) -> None:
    """In each form and by each way to ask for it."""
    over = ("--over", "optimizer.learning_rate=0.05,3e38", "--over", "training.batch_size=8,full")
    run(here, "sweep", *over)
    shown = json.loads(run(here, "show", "--json"))
    # What is a mapping itself, or a list, has no place in a flat row.
    not_told = ("reused", "metrics", "diagnoses")
    flat = [
        {
            "variant": variant["name"],
            **variant["parameters"],
            **{
                f"{portion}.{name}": value
                for portion, metrics in trial["metrics"].items()
                for name, value in metrics.items()
            },
            **{key: each for key, each in trial.items() if key not in not_told},
        }
        for variant in shown["variants"]
        for trial in variant["trials"]
    ]
    assert len(flat) == 4 * 4
    assert any(row["test.loss"] is None for row in flat)
    lines = [
        json.loads(each)
        for each in run(here, "export", "--format", "trials-jsonl").split("\n")[:-1]
    ]
    for row, told in zip(flat, lines, strict=True):
        assert told.pop("message") == row.get("message", "")
        assert told.pop("fingerprint").startswith("sources ")
        assert told == {key: each for key, each in row.items() if key != "message"}
    text = run(here, "export", "--format", "trials")
    for row, cells in zip(flat, csv.DictReader(io.StringIO(text)), strict=True):
        for key, value in row.items():
            read = float(cells[key]) if isinstance(value, (int, float)) else cells[key]
            assert read == ("" if value is None else value), key
    run(here, "export", "--format", "trials", "-o", here / "out.csv")
    assert (here / "out.csv").read_text() == text
    for arguments in (("-o", "a.jsonl"), ("--format", "trials", "-o", "b.jsonl")):
        run(here, "export", *arguments[:-1], here / arguments[-1])
        told = (here / arguments[-1]).read_text().splitlines()
        assert [json.loads(each)["weights_sha256"] for each in told] == [
            row["weights_sha256"] for row in flat
        ]
    run(here, "export", "-o", here / "out.parquet")
    frame = polars.read_parquet(here / "out.parquet")
    for key in flat[0]:
        told = [str(row[key]) if key == "training.batch_size" else row[key] for row in flat]
        assert frame[key].to_list() == told, key
    one = run(here, "export", "last:3", "--format", "trials").splitlines()
    assert one[1:] == text.splitlines()[9:13]
    assert "needs a file" in run(here, "export", "--format", "trials-parquet", code=2)


def test_an_export_never_takes_the_stores_place(here: Path) -> None:
    document(here, "train")
    (store,) = here.glob("*.db")
    before = store.read_bytes()
    assert "the store itself" in run(
        here, "export", "--format", "csv", "--force", "-o", store, code=2
    )
    assert store.read_bytes() == before


def test_exported_weights_work_elsewhere(here: Path) -> None:
    """With NumPy alone: normalise, run the network, count what is right on the test rows."""
    config = here / "small.yaml"
    X, y = iris()
    np.savez(here / "train.npz", X=X[::2], y=y[::2])
    np.savez(here / "test.npz", X=X[1::2], y=y[1::2])
    source = "{train: train.npz, test: test.npz}"
    config.write_text(CONFIG.replace("source: iris", f"source: {source}"))
    found = document(here, "train")
    run(here, "export", "--format", "npz", "--output", here / "weights.npz")
    with np.load(here / "weights.npz", allow_pickle=False) as arrays:
        inputs = (X[1::2] - arrays["input_shift"]) / arrays["input_scale"]
        for row, seed in enumerate(arrays["seeds"]):
            hidden = np.tanh(inputs @ arrays["W0"][row] + arrays["b0"][row])
            outputs = hidden @ arrays["W1"][row] + arrays["b1"][row]
            guessed = arrays["class_names"][outputs.argmax(axis=1)].astype(float)
            accuracy = trials(found)[("small", int(seed))]["metrics"]["test"]["accuracy"]
            assert (guessed == y[1::2]).mean() == pytest.approx(accuracy)


def iris() -> tuple[Any, Any]:
    path = CONFIGS.parent / "gdrun" / "parts" / "sources" / "datasets" / "iris.npz"
    with np.load(path) as arrays:
        return arrays["X"], arrays["y"]
