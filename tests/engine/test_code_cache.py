"""Code from the disk: without the compiler, and in all else as if it had just been compiled."""

from pathlib import Path

import pytest

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
    path = str(Path(__file__).parents[2])
    return run_python("import runpy; runpy.run_path('code.py')", folder, PYTHONPATH=path)


def test_runs_raises_and_is_called_by_what_is_compiled_later(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    results = ["6.0", "4", "6.0"]
    for hits, compiler in (("0", "True"), ("1", "False")):
        assert run_code(tmp_path) == [hits, compiler, *results]


@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
def test_files_that_were_cut_short_are_made_anew(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    expected = run_code(tmp_path)
    (path,) = (tmp_path / "__pycache__").glob(f"*.{suffix}")
    path.write_bytes(path.read_bytes()[:100])
    assert run_code(tmp_path) == expected
    assert run_code(tmp_path)[0] == "1"
