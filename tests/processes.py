"""Python in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run_python(code: str, sources: Path = ROOT, **environment: str) -> list[str]:
    """The words that ``code`` prints, with the gdrun that lies in ``sources``."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=sources,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()
