"""A few of the cases that the scripts of this folder make by the hundred."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(("script", "count"), [("store_flips", 10), ("kills", 6)])
def test_nothing_is_lost_and_nothing_wrong_is_shown(script: str, count: int) -> None:
    command = [sys.executable, "-m", f"tests.robustness.{script}", "--count", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
