"""A trial is known again only where the same code, data and versions would give the same bits."""

import shutil
from pathlib import Path

import pytest
import scipy

import gdrun
from gdrun.trial.fingerprint import differences, fingerprint, source_hash

PACKAGE = Path(gdrun.__file__).parent

COUNTS = {
    "__init__.py", "__main__.py", "arguments.py", "config", "data", "engine", "errors.py",
    "experiment", "files", "network", "parts", "records", "trial", "version.py",
}  # fmt: skip
SHOWS = {
    "checking",
    "cli",
    "evidence",
    "guide",
    "landscape",
    "notebook.py",
    "page",
    "pictures",
    "prediction",
    "report",
    "result.py",
    "statistics",
    "store",
    "stored.py",
    "wording.py",
}
"""Only shows results, judges them, or keeps them. Whatever is new must be in one of the two."""
SHOWS_INSIDE = {"config/messages", "files/new_rows"}
KINDS = {".py", ".npz"}
"""Other files, such as a text about the data sets, say nothing to Python."""

FILES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
)


def counts(name: str) -> bool:
    """Whether a change of this file must change the fingerprint."""
    top = name.partition("/")[0]
    assert (top in COUNTS) != (top in SHOWS), f"{top} is new: does it change results?"
    shown = any(name.startswith(f"{folder}/") for folder in SHOWS_INSIDE)
    return top in COUNTS and not shown and Path(name).suffix in KINDS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "gdrun"))


def test_each_file_counts_or_does_not(copy: Path) -> None:
    before = source_hash(copy)
    assert before in fingerprint()
    assert len(FILES) > 150
    for name in FILES:
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(content + b"\n")
        assert (source_hash(copy) != before) is counts(name), name
        (copy / name).unlink()
        assert (source_hash(copy) != before) is counts(name), name
        (copy / name).write_bytes(content)
    assert source_hash(copy) == before


@pytest.mark.parametrize("name", ["new/deep/part.py", "new.py", "engine/new.npz"])
def test_a_new_file_counts_wherever_it_is(copy: Path, name: str) -> None:
    before = source_hash(copy)
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).touch()
    assert source_hash(copy) != before


@pytest.mark.parametrize("name", ["cli/new.py", "guide/new.py", "config/messages/new.py", "new.md"])
def test_a_new_file_that_only_shows_does_not(copy: Path, name: str) -> None:
    before = source_hash(copy)
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).write_text("x")
    assert source_hash(copy) == before


def test_what_python_compiles_does_not_count(copy: Path) -> None:
    before = source_hash(copy)
    for folder in list(copy.rglob("__pycache__")):
        shutil.rmtree(folder)
    assert source_hash(copy) == before


def test_a_file_under_another_name_counts(copy: Path) -> None:
    before = source_hash(copy)
    (copy / "data" / "split.py").rename(copy / "data" / "splits.py")
    assert source_hash(copy) != before


def test_what_moves_from_one_file_to_the_next_counts(copy: Path) -> None:
    """The content of all files together is the same."""
    first, second = copy / "data" / "new_a.py", copy / "data" / "new_b.py"
    hashes = set()
    for one, two in (("xy", "z"), ("x", "yz")):
        first.write_text(one)
        second.write_text(two)
        hashes.add(source_hash(copy))
    assert len(hashes) == 2


def test_scipy_counts() -> None:
    """Its inverse of the normal distribution draws truncated normal weights."""
    assert f"scipy {scipy.__version__}" in fingerprint()


def test_the_version_does_not_count() -> None:
    """It changes where no source does, and sources change where it does not."""
    assert fingerprint().startswith("sources ")


NOW = "sources ab12 numpy 2.4.6 numba 0.68.1 llvmlite 0.50.0 znver4 39237a svml scipy 1.17.1"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ab12", "cd34", ["gdrun's sources"]),
        ("2.4.6", "2.3.0", ["NumPy from 2.3.0 to 2.4.6"]),
        ("numba 0.68.1", "numba 0.67.0", ["Numba from 0.67.0 to 0.68.1"]),
        ("0.50.0", "0.49.0", ["llvmlite from 0.49.0 to 0.50.0"]),
        ("1.17.1", "1.16.0", ["SciPy from 1.16.0 to 1.17.1"]),
        ("znver4", "haswell", ["the CPU from haswell to znver4"]),
        ("znver4 39237a", "haswell 40", ["the CPU from haswell to znver4"]),
        ("39237a", "40", ["the CPU's features"]),
        ("svml", "interpreted", ["interpreted", "svml"]),
        ("sources ab12", "gdrun 0.1.0 sources ab12", []),
        ("sources ab12", "gdrun 0.1.0 sources 9", ["gdrun's sources"]),
        ("ab12 numpy 2.4.6", "9 numpy 2.3.0", ["NumPy from 2.3.0 to 2.4.6", "gdrun's sources"]),
    ],
)
def test_differences_are_told_in_words(old: str, new: str, words: list[str]) -> None:
    assert differences(NOW.replace(old, new), NOW) == tuple(words)


def test_a_fingerprint_that_nobody_wrote_is_told_too() -> None:
    assert "Numba from unknown to 0.68.1" in differences("", NOW)


def test_nothing_differs_from_itself() -> None:
    assert not differences(fingerprint(), fingerprint())
