"""The kernels as plain Python: what is compiled is what is written."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_whole_trainings_without_the_compiler() -> None:
    """Small trainings agree with the naive ones when nothing is compiled either."""
    chosen = "penalties or two_classes or regression or other_activations or monitor"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen,
         "tests/experiment/test_against_naive.py"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout
