"""Running gdrun as a user does: a process of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"


def gdrun(
    *arguments: object, stdout: IO[str] | int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The finished process, with its output as text."""
    # Output is buffered, as it is for users: what cannot be written shows late.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with tempfile.TemporaryDirectory() as folder:
        # A store of its own, so that nothing is found that another test computed.
        store = str(Path(folder) / "gdrun.db")
        return subprocess.run(
            [sys.executable, "-m", "gdrun", *map(str, arguments)],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
            cwd=ROOT,
            env={**inherited, "GDRUN_STORE": store, **environment},
        )
