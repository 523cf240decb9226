"""What is stored is written for other programs."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.commands import CONFIGS
from tests.cli.storing import CONFIG, document, run, trials


def test_export(here: Path) -> None:
    found = document(here, "train")
    rows = list(csv.DictReader(io.StringIO(run(here, "export"))))
    assert len(rows) == 4 * 8
    assert [row["epoch"] for row in rows[:8]] == [str(epoch) for epoch in range(1, 9)]
    validation = found["variants"][0]["trials"][0]["metrics"]["validation"]
    assert float(rows[7]["validation.accuracy"]) == validation["accuracy"]
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


def test_an_export_never_takes_the_stores_place(here: Path) -> None:
    document(here, "train")
    (store,) = here.glob("*.db")
    before = store.read_bytes()
    assert "the store itself" in run(here, "export", "--format", "csv", "-o", store, code=2)
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
