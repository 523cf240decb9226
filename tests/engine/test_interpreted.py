"""Kernels and ``gdrun.engine`` as plain Python: what is compiled is what is written."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_without_the_compiler() -> None:
    """The tests with the mark ``interpreted`` pass when nothing is compiled.

    Those are quick enough. Products are made of intrinsics, which have no meaning there.
    """
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "interpreted",
         # Unsigned integers wrap around in compiled code, and do so with a warning here.
         "-W", "ignore:overflow encountered:RuntimeWarning", "tests"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
