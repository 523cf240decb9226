"""The chapter on parts of one's own: its example runs, and does what it says."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gdrun.parts
from gdrun.parts.registry import families

CHAPTER = Path(gdrun.parts.__file__).parents[1] / "guide" / "own_parts.md"
TEXT = CHAPTER.read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "mine.py").write_text(block("python"), encoding="utf-8")
    (folder / "mine.yaml").write_text(block("yaml"), encoding="utf-8")
    return folder


def printed_by(here: Path, *words: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "gdrun", *words],
        capture_output=True,
        text=True,
        cwd=here,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("line", block("sh").splitlines())
def test_the_commands_of_the_example_run(line: str, here: Path) -> None:
    name, *words = line.split()
    assert name == "gdrun"
    assert "qhm" in printed_by(here, *words) or words[0] == "gradcheck"


def test_the_example_is_what_its_equation_says(here: Path) -> None:
    """Without memory it is plain descent, and with some it is not."""

    def trials(*settings: str) -> list[float]:
        options = [word for setting in settings for word in ("--set", setting)]
        printed = printed_by(here, "train", "mine.yaml", "--json", "--no-store", *options)
        found = json.loads(printed)["variants"][0]["trials"]
        return [trial["metrics"]["train"]["loss"] for trial in found]

    exact = "training.dtype=float64"
    plain = trials(exact, "optimizer={name: sgd, learning_rate: 0.1}")
    assert trials(exact, "optimizer={name: qhm, beta: 0}") == pytest.approx(plain, rel=1e-9)
    assert trials(exact, "optimizer={name: qhm}") != pytest.approx(plain, rel=1e-3)


def test_every_family_has_its_row() -> None:
    bases = set(re.findall(r"^\| `gdrun\.parts\.(\w+)\.\w+` \|", TEXT, re.MULTILINE))
    assert bases == set(families())
