"""The kernels as plain Python: what is compiled is what is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SMALL = {
    "tests/trial/test_against_naive.py": (
        "penalties or two_classes or regression or other_activations or monitor"
    ),
    "tests/parts/test_reference.py": "",
    "tests/engine/test_evaluation.py": "",
    "tests/engine/test_random.py": "",
    # Accuracy is measured over a million numbers: too many for an interpreter.
    "tests/engine/test_elementary.py": "not unit",
}
"""Tests that are quick enough without the compiler. Products are made of intrinsics, which have
no meaning there."""


@pytest.mark.parametrize("file", SMALL)
def test_without_the_compiler(file: str) -> None:
    """The same tests pass when nothing is compiled."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", SMALL[file],
         # Unsigned integers wrap around in compiled code, and do so with a warning here.
         "-W", "ignore:overflow encountered:RuntimeWarning", file],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
