"""``--metrics`` says what tables show; ``--json`` and exports hold all there is."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.storing import document, run

CLASS_METRICS = {
    "loss", "accuracy", "macro_f1", "weighted_f1", "balanced_accuracy", "matthews", "brier",
    "calibration_error", "roc_auc", "average_precision",
}  # fmt: skip


def shown(text: str, name: str) -> bool:
    return any(f" {name} " in line for line in text.splitlines() if "±" in line)


def test_tables_show_the_usual_metrics_unless_asked(here: Path) -> None:
    usual, asked = run(here, "train"), run(here, "train", "--metrics", "roc_auc, brier,roc_auc")
    for name in ("loss", "accuracy", "macro_f1"):
        assert shown(usual, name)
        assert not shown(asked, name)
    for name in ("roc_auc", "brier"):
        assert shown(asked, name)
        assert not shown(usual, name)


def test_json_and_exports_hold_all(here: Path) -> None:
    found = document(here, "train", "--metrics", "brier")
    (variant,) = found["variants"]
    assert set(variant["summary"]["test"]) == CLASS_METRICS
    assert set(variant["trials"][0]["metrics"]["test"]) == CLASS_METRICS
    (row, *_) = csv.DictReader(io.StringIO(run(here, "export", "last", "--format", "trials")))
    assert {f"test.{name}" for name in CLASS_METRICS} <= set(row)
    markdown = run(here, "export", "last", "--format", "markdown", "--metrics", "brier,roc_auc")
    rows = [line.split("|")[2].strip() for line in markdown.splitlines() if line.startswith("|")]
    assert {*rows[2:]} == {"brier", "roc_auc"}


def test_a_sweep_ranks_by_any_metric_and_shows_others(here: Path) -> None:
    options = ("--over", "training.batch_size=8,16")
    text = run(here, "sweep", *options, "--metric", "validation.brier", "--metrics", "matthews")
    assert "Ranked on validation brier" in text
    assert "validation matthews" in " ".join(text.split())
    again = run(here, "show", "last", "--metrics", "roc_auc,matthews")
    assert "Ranked on validation brier" in again
    assert "test matthews" not in again.split("Ranked")[0]
    assert "roc_auc" in again
    compared = run(here, "compare", "last", "--metric", "roc_auc", "--metrics", "brier,loss")
    assert "validation brier" in compared
    assert "validation loss" in compared
    ranking = json.loads(run(here, "show", "last", "--json"))["ranking"]
    assert ranking["metric"] == "validation.brier"


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_an_unknown_metric_is_refused_before_anything_is_trained(here: Path, command: str) -> None:
    options = ("--over", "training.batch_size=8,16") if command == "sweep" else ()
    text = run(here, command, *options, "--metrics", "roc_auk", code=2)
    assert "did you mean `roc_auc`" in text
    assert not (here / "gdrun.db").exists()


def test_an_unknown_metric_of_what_is_stored_is_refused(here: Path) -> None:
    run(here, "train")
    assert "did you mean `roc_auc`" in run(here, "show", "last", "--metrics", "roc_auk", code=2)
