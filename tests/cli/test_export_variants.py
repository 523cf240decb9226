"""Weights of a sweep's variants, as they are written and trained on."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.commands import gdrun
from tests.cli.storing import CONFIG, document

OVER = ("--over", "training.batch_size=8,16,32")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """With a sweep of three variants, of which the second has weights, as a training kept them."""
    (tmp_path / "small.yaml").write_text(CONFIG)
    document(tmp_path, "train", "--set", "training.batch_size=16")
    document(tmp_path, "sweep", *OVER)
    return tmp_path


def export(here: Path, word: str, form: str = "npz", code: int = 0) -> tuple[str, str]:
    """What is written to the file ``out``, unless it is binary, and to standard error."""
    arguments = ("export", word, "--format", form, "--force", "--output", here / "out")
    result = gdrun(*arguments, GDRUN_STORE=str(here / "gdrun.db"))
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    return (here / "out").read_text() if form != "npz" else "", result.stderr


def test_variants_without_weights_are_named_and_left_out(here: Path) -> None:
    _, errors = export(here, "last")
    assert "left out" in errors
    for number, size in ((1, 8), (3, 32)):
        assert f"{number} (batch_size={size})" in errors
    assert "2 (" not in errors
    with np.load(here / "out") as arrays:
        assert {name.split("_")[0] for name in arrays} == {"v2"}


@pytest.mark.parametrize("word", ["last:2", "last:batch_size=16"])
def test_weights_of_one_variant_can_be_trained_on(here: Path, word: str) -> None:
    """Training that moves nothing ends with the weights that the variant's seed 3 had."""
    _, errors = export(here, word)
    assert "left out" not in errors
    with np.load(here / "out") as arrays:
        assert arrays["seeds"].tolist() == [0, 1, 2, 3]
        assert arrays["W0"].shape == (4, 4, 3)
    (here / "out").rename(here / "w.npz")
    given: Any = {"name": "file", "path": "w.npz", "row": 3}
    still: Any = {"name": "sgd", "learning_rate": 1e-30}
    settings = {"model.weights": given, "model.biases": given, "optimizer": still, "seeds": 1}
    options = [f"--set={key}={json.dumps(value)}" for key, value in settings.items()]
    expected = json.loads(export(here, word, "json")[0])["variants"][0]["trials"][3]
    (trial,) = document(here, "train", *options)["variants"][0]["trials"]
    assert (expected["seed"], trial["seed"]) == (3, 0)
    assert trial["weights_sha256"] == expected["weights_sha256"]


def test_other_forms_are_of_the_variant_alone(here: Path) -> None:
    whole = json.loads(export(here, "last", "json")[0])
    alone = json.loads(export(here, "last:3", "json")[0])
    assert alone["variants"] == whole["variants"][2:]
    assert alone["steps"] == sum(trial["steps"] for trial in alone["variants"][0]["trials"])
    rows = export(here, "last:3", "csv")[0].splitlines()[1:]
    assert len(rows) == 4 * 9
    assert all(row.startswith("batch_size=32,") for row in rows)


def test_a_variant_without_weights_or_that_is_not_there_is_an_error(here: Path) -> None:
    assert "--keep-weights all" in export(here, "last:1", code=2)[1]
    assert "no variant `4`" in export(here, "last:4", code=2)[1]
