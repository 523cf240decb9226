"""Compiled once, ever: not for each config, not in each process, and never stale."""

import os
import shutil
from pathlib import Path

from tests.processes import ROOT, run_python

PACKAGE = ROOT / "gdrun"

EVERY_PART = """
import sys
from numba.core import event

compiled = event.RecordingListener()
event.register("numba:compile", compiled)

import gdrun
from gdrun.engine.loop.signatures import training_loop
from gdrun.parts.registry import parts

def run(source, dtype, **sections):
    training = {"epochs": 1, "dtype": dtype}
    gdrun.train({"data": {"source": source}, "training": training, "seeds": 1, **sections})

SOURCES = {"classes": "iris", "binary": "breast_cancer"}
for dtype in ("float32", "float64"):
    for name, part in parts("activations").items():
        run("iris", dtype, model={"activation": {"name": name, **part.valid[0]}})
    for name, part in parts("losses").items():
        run(SOURCES.get(part.suits, "diabetes"), dtype, loss={"name": name, **part.valid[0]})
    for name, part in parts("optimizers").items():
        run("iris", dtype, optimizer={"name": name, **part.valid[0]})
    for name, part in parts("decays").items():
        run("iris", dtype, decay={"name": name, **part.valid[0]})
    print(len(training_loop(dtype).signatures))
print(sum("train_trials" in str(record.data["dispatcher"]) for _, record in compiled.buffer))
print(len(compiled.buffer))
"""


def test_one_compilation_a_dtype_and_none_in_a_second_process() -> None:
    first = run_python(EVERY_PART)
    assert first[:2] == ["1", "1"], "the loop was compiled more than once for a dtype"
    second = run_python(EVERY_PART)
    assert second == ["1", "1", "0", "0"], "a second process compiled again"


ONE_HASH = """
import gdrun
config = {"data": {"source": "iris"}, "training": {"epochs": 1}, "seeds": 1}
(record,) = gdrun.train(config).records
print(record.weights_sha256)
"""


def test_an_edited_source_is_never_stale(tmp_path: Path) -> None:
    """What is edited is called by the function that is cached, and lies in another file."""
    shutil.copytree(PACKAGE, tmp_path / "gdrun", ignore=shutil.ignore_patterns("__pycache__"))
    before = run_python(ONE_HASH, tmp_path)
    assert before == run_python(ONE_HASH)
    edited = tmp_path / "gdrun" / "engine" / "random" / "generator.py"
    source = edited.read_text(encoding="utf-8")
    other_shuffle = source.replace("below(state, i - start + 1)", "below(state, i - start)")
    assert other_shuffle != source
    edited.write_text(other_shuffle, encoding="utf-8")
    assert run_python(ONE_HASH, tmp_path) != before


OWN_PART = """
from typing import Literal

from helper import scale

import gdrun
from gdrun.parts.activations import Activation

def value(z, hyper, a):
    for i in range(z.size):
        a[i] = scale(z[i])

def derivative(z, a, hyper, slope):
    slope[:] = z

class Own(Activation):
    '''Its kernel calls a function of another file.'''

    name: Literal["own"] = "own"
    value = staticmethod(value)
    derivative = staticmethod(derivative)

config = {"data": {"source": "iris"}, "model": {"activation": "own"}, "training": {"epochs": 1}}
print(gdrun.train({**config, "seeds": 1}).records[0].weights_sha256)
"""


def test_a_part_from_outside_is_never_stale(tmp_path: Path) -> None:
    """What its kernel calls may lie in files that no hash of gdrun's knows of."""
    (tmp_path / "own.py").write_text(OWN_PART, encoding="utf-8")
    hashes = []
    for factor in ("1", "2"):
        helper = f"from numba import njit\n\n@njit\ndef scale(x):\n    return x * {factor}\n"
        (tmp_path / "helper.py").write_text(helper, encoding="utf-8")
        hashes += run_python(
            "import own",
            tmp_path,
            PYTHONPATH=str(ROOT),
            PYTHONDONTWRITEBYTECODE="1",
        )
    assert hashes[0] != hashes[1]


def test_only_folders_of_gdrun_are_pruned(tmp_path: Path) -> None:
    old, foreign = tmp_path / "compiled" / "0123456789abcdef", tmp_path / "compiled" / "thesis"
    for folder in (old, foreign, tmp_path / "0123456789abcdef"):
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))
    code = "from gdrun.engine.compile.cache_folder import cache_folder; cache_folder()"
    run_python(code, GDRUN_CACHE=str(tmp_path))
    assert not old.exists()
    assert foreign.exists()
    assert (tmp_path / "0123456789abcdef").exists()


def test_works_where_no_cache_can_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()
    code = "from gdrun.engine.compile.cache_folder import cache_folder; print(cache_folder())"
    assert run_python(code, GDRUN_CACHE=str(blocked)) == ["None"]
