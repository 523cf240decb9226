"""The chapter on models: its commands and scripts run, and say what gdrun says."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gdrun
from tests.cli.commands import CONFIGS

TEXT = (Path(gdrun.__file__).parent / "guide" / "models.md").read_text(encoding="utf-8")
SCRIPTS = dict(
    zip(("numpy", "onnx"), re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL), strict=True)
)


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def printed_by(here: Path, *words: object) -> str:
    run = subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, cwd=here, timeout=300
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the chapter's files are written, and its commands were run."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "configs").mkdir()
    for name in ("churn.csv", "churn.yaml"):
        shutil.copy(CONFIGS / name, folder / "configs")
    (folder / "new.csv").write_text(block("csv"), encoding="utf-8")
    for line in block("sh").splitlines():
        name, *words = line.split()
        assert name == "gdrun"
        printed_by(folder, "-m", "gdrun", *words, "--store", "guide.db")
    return folder


def test_both_kinds_of_file_can_be_trained_on(here: Path) -> None:
    """Training that moves nothing ends with the weights that it began with."""
    shutil.copy(here / "model.npz", here / "configs")
    (given,) = re.findall(r"`weights: (\{name: file, .*?\})`", TEXT)
    still = "optimizer={name: sgd, learning_rate: 1e-30}"
    sets = [f"--set={each}" for each in (f"model.weights={given}", still, "seeds=1")]
    said = ("train", "configs/churn.yaml", "--no-store", "--json", *sets)
    found: Any = json.loads(printed_by(here, "-m", "gdrun", *said))
    shown: Any = json.loads(
        printed_by(here, "-m", "gdrun", "show", "last", "--store", "guide.db", "--json")
    )
    first, began = (each["variants"][0]["trials"][0] for each in (found, shown))
    assert first["weights_sha256"] == began["weights_sha256"]


@pytest.mark.parametrize(("script", "seed"), [("numpy", "0"), ("onnx", "best")])
def test_a_script_says_what_gdrun_says(script: str, seed: str, here: Path) -> None:
    assert "gdrun" not in SCRIPTS[script]
    (here / f"with_{script}.py").write_text(SCRIPTS[script], encoding="utf-8")
    told = [line.split() for line in printed_by(here, f"with_{script}.py").splitlines()]
    asked = ("predict", "last", "new.csv", "--seed", seed, "--store", "guide.db", "--json")
    expected: Any = json.loads(printed_by(here, "-m", "gdrun", *asked))
    assert len(told) == 3
    assert [row["class"] for row in expected["rows"]] == [label for label, *_ in told]
    for row, (_, *numbers) in zip(expected["rows"], told, strict=True):
        probabilities = [each for name, each in row.items() if name.startswith("p(")]
        assert [float(number) for number in numbers] == pytest.approx(probabilities, abs=1e-4)
