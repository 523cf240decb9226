"""The chapter that goes from a table to a model: its commands run, and say what it says."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import gdrun
from tests.cli.commands import CONFIGS
from tests.cli.commands import gdrun as run_gdrun
from tests.guide.make_churn import PATH, text

TEXT = (Path(gdrun.__file__).parent / "guide" / "churn.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def command(here: Path, line: str, *more: str) -> subprocess.CompletedProcess[str]:
    name, *words = line.split()
    assert name == "gdrun"
    done = run_gdrun(*words, *more, "--store", "guide.db", cwd=here)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("churn")
    shutil.copy(CONFIGS / "churn.csv", folder)
    (folder / "churn.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (folder / "new.csv").write_text(blocks("csv")[0], encoding="utf-8")
    command(folder, blocks("sh")[0].strip())
    return folder


def test_the_file_is_as_it_was_made() -> None:
    assert PATH.read_text(encoding="utf-8") == text()
    (said,) = blocks("yaml")
    assert yaml.safe_load(said) == yaml.safe_load((CONFIGS / "churn.yaml").read_text())


def test_it_is_better_than_always_no_by_what_the_chapter_says(here: Path) -> None:
    found: Any = json.loads(command(here, "gdrun show churn", "--json").stdout)
    variant = found["variants"][0]
    summary = variant["summary"]["test"]
    leavers = 13 / 120
    assert summary["roc_auc"]["ci95"][0] > 0.5
    assert summary["roc_auc"]["about"] == "rows"
    assert summary["average_precision"]["mean"] > 2 * leavers
    assert summary["average_precision"]["ci95"][0] < leavers
    assert summary["average_precision"]["about"] == "rows"
    assert summary["accuracy"]["mean"] < found["baseline"]["metrics"]["test"]["accuracy"]
    shown = blocks("text")[0]
    for metric in ("balanced_accuracy", "roc_auc", "average_precision"):
        assert f"{summary[metric]['mean']:.3f} ±" in shown
        low, high = summary[metric]["ci95"]
        assert f"{low:.3f} … {high:.3f}" in shown


def test_the_matrix_is_as_the_chapter_shows(here: Path) -> None:
    shown = command(here, blocks("sh")[1].strip(), "--hardest", "20").stdout
    for line in blocks("text")[1].splitlines():
        assert line in shown


def test_new_customers_are_predicted_as_the_chapter_shows(here: Path) -> None:
    done = command(here, "gdrun predict churn new.csv")
    shown = blocks("text")[2]
    assert done.stderr.strip() in shown
    told = list(csv.DictReader(io.StringIO(shown.partition("\n")[2])))
    for row, said in zip(csv.DictReader(io.StringIO(done.stdout)), told, strict=True):
        assert (row["line"], row["class"]) == (said["line"], said["class"])
        assert float(row["agreement"]) == float(said["agreement"])
        assert abs(float(row["p(yes)"]) - float(said["p(yes)"])) < 0.0051


def test_a_program_without_gdrun_says_the_same(here: Path) -> None:
    command(here, blocks("sh")[3].strip())
    (script,) = blocks("python")
    assert "gdrun" not in script
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=here, timeout=300
    )
    assert done.returncode == 0, done.stderr
    best = command(here, "gdrun predict churn new.csv --seed best").stdout
    for line, row in zip(done.stdout.splitlines(), csv.DictReader(io.StringIO(best)), strict=True):
        _, label, leaves = line.split()
        assert label == row["class"]
        assert abs(float(leaves) - float(row["p(yes)"])) < 1e-3
