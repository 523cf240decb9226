"""The chapter on parts of one's own: its examples run, and do what they say."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
import gdrun.parts
from gdrun.files.new_rows import read_new_rows
from gdrun.parts.own_files import use_files
from gdrun.parts.registry import families, parts
from gdrun.prediction import predict
from gdrun.records import numbers_of
from tests.cli.commands import gdrun as run_gdrun
from tests.parts.own_files import no_files_left
from tests.parts.tiles import has_gradients_of_differences, made

CHAPTER = Path(gdrun.parts.__file__).parents[1] / "guide" / "own_parts.md"
TEXT = CHAPTER.read_text(encoding="utf-8")


EXAMPLES = {
    "An optimizer": ("mine", "qhm"),
    "A layer": ("layer", "learned_swish"),
    "A normalizer": ("fences", "fenced"),
}
"""By section, what its files are called, and its part."""


def block(section: str, language: str) -> str:
    (text,) = (each for each in TEXT.split("\n## ") if each.startswith(f"{section}\n"))
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    for section, (name, _) in EXAMPLES.items():
        (folder / f"{name}.py").write_text(block(section, "python"), encoding="utf-8")
        (folder / f"{name}.yaml").write_text(block(section, "yaml"), encoding="utf-8")
    return folder


def printed_by(here: Path, *words: str) -> str:
    run = run_gdrun(*words, cwd=here)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("part", "line"),
    [
        pytest.param(part, line, id=line)
        for section, (_, part) in EXAMPLES.items()
        for line in block(section, "sh").splitlines()
    ],
)
def test_the_commands_of_the_examples_run(part: str, line: str, here: Path) -> None:
    name, *words = line.split()
    assert name == "gdrun"
    assert part in printed_by(here, *words) or words[0] == "gradcheck"


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


@pytest.mark.parametrize("units", [1, 5])
def test_the_layer_is_what_its_equation_says(units: int, here: Path) -> None:
    with no_files_left():
        use_files([here / "layer.py"])
        kind: Any = parts("layers")["learned_swish"]
        has_gradients_of_differences(kind(), units)
        tile = made(kind(), "float64", units=units)
        x = tile.inputs
        np.testing.assert_allclose(tile.forward(), x / (1 + np.exp(-tile.parameters * x)))


def test_the_normalizer_predicts_to_the_bit(here: Path, tmp_path: Path) -> None:
    """Also of float32 columns, and of what lies beyond the fences."""
    rng = np.random.default_rng(3)
    X, y = rng.standard_cauchy((60, 3)).astype(np.float32), rng.standard_normal(60)
    np.savez(tmp_path / "all.npz", X=X, y=y)
    config = {
        "parts": [str(here / "fences.py")],
        "data": {"source": str(tmp_path / "all.npz"), "normalize": "fenced"},
        "training": {"epochs": 3},
        "randomness": {"vary": ["split"]},
        "seeds": 2,
    }
    with no_files_left():
        outcome = gdrun.train(config, store=tmp_path / "own.db")
        for record in outcome.records:
            assert record.documents
            held_out = record.documents.rows.said["test"]
            rows = numbers_of(held_out["rows"])
            np.savez(tmp_path / "test.npz", X=X[rows], y=y[rows])
            (variant,) = outcome.variants
            read = partial(read_new_rows, tmp_path / "test.npz")
            found = predict(variant, [record], read, parts=[here / "fences.py"])
            assert found.metrics[record.seed] == record.metrics["test"]


def test_every_family_has_its_row() -> None:
    bases = set(re.findall(r"^\| `gdrun\.parts\.(\w+)\.\w+` \|", TEXT, re.MULTILINE))
    assert bases == set(families())
