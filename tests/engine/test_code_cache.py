"""Code from the disk: without the compiler, and in all else as if it had just been compiled."""

import os
import shutil
from pathlib import Path

import pytest

from gdrun.engine.compile.notes import tell_once
from gdrun.engine.compile.sealed_files import SealedFiles
from tests.processes import run_python

CODE = """
import sys

import numpy as np
from numba import njit, types
from gdrun.engine.compile.code_cache import CodeCache

@njit
def checked(number):
    if number > 3:
        raise ValueError("too large", number)
    return np.full(number, 2.0)

def total(number):
    return checked(number).sum()

compiled = njit(total)
compiled._cache = CodeCache(total)
compiled.compile(types.float64(types.int64))
compiled.disable_compile()
print(sum(compiled.stats.cache_hits.values()))
print("numba.np.arrayobj" in sys.modules)
print(compiled(3))
try:
    compiled(4)
except ValueError as error:
    print(error.args[1])
print(njit(lambda number: compiled(number) + checked(number)[0])(2))
"""


def run_code(folder: Path) -> list[str]:
    code = "import runpy; runpy.run_path('code.py')"
    path = str(Path(__file__).parents[2])
    return run_python(code, folder, PYTHONPATH=path, NUMBA_CACHE_DIR=str(folder / "cache"))


def test_runs_raises_and_is_called_by_what_is_compiled_later(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    results = ["6.0", "4", "6.0"]
    for hits, compiler in (("0", "True"), ("1", "False")):
        assert run_code(tmp_path) == [hits, compiler, *results]


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def turned_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def turned_into_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES = {
    "a bit": flipped,
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "empty": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"0"),
    "a folder": turned_into_a_folder,
    "a pipe": turned_into_a_pipe,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_no_file_and_told_once(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    tell_once.cache_clear()
    files, other = (SealedFiles(tmp_path, "f", source) for source in ("text", "other text"))
    files.save("key", 1)
    other.save("key", 2)
    for path in tmp_path.iterdir():
        DAMAGES[damage](path)
    assert files.load("key") is None
    assert other.load("key") is None
    assert [record.getMessage().count("is damaged") for record in caplog.records] == [1]


def test_a_file_in_the_place_of_another_is_not_taken_for_it(tmp_path: Path) -> None:
    names = [tmp_path / version / "module" for version in ("old", "new")]
    for folder in names:
        folder.mkdir(parents=True)
    old, new = (SealedFiles(folder, "f", "text") for folder in names)
    old.save("a", 1)
    new.save("a", 2)
    new.save("b", 3)
    (there,) = names[0].iterdir()
    one, two = names[1].iterdir()
    content = one.read_bytes()
    shutil.copy(two, one)
    two.write_bytes(content)
    assert (new.load("a"), new.load("b"), old.load("a")) == (None, None, 1)
    shutil.copy(there, names[1] / there.name)
    assert new.load("a") is None


def test_what_is_saved_takes_the_place_of_what_was_damaged(tmp_path: Path) -> None:
    files = SealedFiles(tmp_path, "f", "text")
    for value in (1, 2):
        files.save("key", value)
        assert files.load("key") == value
        flipped(next(tmp_path.iterdir()))
    assert len(list(tmp_path.iterdir())) == 1


def test_code_that_was_cut_short_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    expected = run_code(tmp_path)
    (path,) = (tmp_path / "cache").rglob("*.nbc")
    flipped(path)
    assert run_code(tmp_path) == expected
    assert run_code(tmp_path)[0] == "1"


def test_no_other_folder_is_taken_where_there_can_be_no_files(tmp_path: Path) -> None:
    """Numba would go on to the folder of the source, which nobody looked at."""
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "cache").touch()
    with pytest.raises(AssertionError, match="no locator available"):
        run_code(tmp_path)
