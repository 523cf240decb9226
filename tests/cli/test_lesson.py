"""The lecture as claims: `configs/lesson/`."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import CONFIGS, gdrun

# The shortest. Of the others only that they run, with three seeds.
WHOLE = ["equal_units", "rates", "weights"]
LESSON = CONFIGS / "lesson"


def claim(name: str, *claims: str, code: int) -> subprocess.CompletedProcess[str]:
    result = gdrun("claim", LESSON / f"{name}.yaml", *claims, "--no-store", COLUMNS="150")
    assert result.returncode == code, (result.stdout, result.stderr)
    return result


@pytest.mark.parametrize("name", WHOLE)
def test_the_lecture_holds(name: str) -> None:
    shown = claim(name, code=0).stdout
    assert "refuted" not in shown
    assert "undecided" not in shown


def test_with_few_seeds_nothing_of_the_lecture_is_refuted(tmp_path: Path) -> None:
    (tmp_path / "leak.py").write_bytes((LESSON / "leak.py").read_bytes())
    others = [path for path in LESSON.glob("*.yaml") if path.stem not in WHOLE]
    assert len(others) == 9
    for path in others:
        text = path.read_text()
        few = re.sub(r"^seeds: \d+$", "seeds: 3", text, flags=re.MULTILINE)
        assert few != text
        (tmp_path / path.name).write_text(few)
    result = gdrun("claim", tmp_path)
    assert result.returncode in (0, 3), (result.stdout, result.stderr)
    assert "refuted" not in result.stdout
    assert all(f"{path.stem}\n" in result.stdout for path in others)


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("rates", "learning_rate=0.01 > learning_rate=1"),
        ("weights", "weights=normal(variance=1) > glorot_uniform"),
        ("equal_units", "constant, hidden=[8] > glorot_uniform, hidden=[8]"),
    ],
)
def test_the_lecture_turned_around_does_not_hold(name: str, turned: str) -> None:
    assert f"refuted: {turned}" in claim(name, turned, code=1).stdout


def test_gradients_of_the_lecture_are_right_and_planted_mistakes_are_found() -> None:
    assert gdrun("gradcheck", LESSON / "gradients.yaml").returncode == 0
    sabotaged = gdrun("gradcheck", LESSON / "gradients.yaml", "--sabotage", "transposed_product")
    assert sabotaged.returncode == 1
    assert "FAILED" in sabotaged.stdout
