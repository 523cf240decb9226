"""A trial is known again only where the same code, data and versions would give the same bits."""

import shutil
from pathlib import Path

import pytest
import scipy

import gdrun
from gdrun.trial.fingerprint import fingerprint, source_hash

PACKAGE = Path(gdrun.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "gdrun"))


@pytest.mark.parametrize(
    "name",
    [
        "trial/streams.py",
        "trial/rates.py",
        "trial/binding.py",
        "trial/training.py",
        "data/split.py",
        "data/encode.py",
        "config/schema.py",
        "engine/loop/training.py",
        "parts/optimizers/adam.py",
        "parts/initializers/drawn.py",
        "parts/sources/datasets/iris.npz",
    ],
)
def test_every_source_that_can_change_bits_counts(copy: Path, name: str) -> None:
    before = source_hash(copy)
    assert before in fingerprint()
    with (copy / name).open("ab") as file:
        file.write(b"\n")
    assert source_hash(copy) != before


def test_what_only_shows_results_does_not_count(copy: Path) -> None:
    before = source_hash(copy)
    for name in ("report/tables/outcomes.py", "store/store.py", "cli/train.py"):
        (copy / name).write_text("")
    shutil.rmtree(copy / "parts" / "__pycache__", ignore_errors=True)
    assert source_hash(copy) == before


def test_a_file_under_another_name_counts(copy: Path) -> None:
    before = source_hash(copy)
    (copy / "data" / "split.py").rename(copy / "data" / "splits.py")
    assert source_hash(copy) != before


def test_scipy_counts() -> None:
    """Its inverse of the normal distribution draws truncated normal weights."""
    assert f"scipy {scipy.__version__}" in fingerprint()
