"""Commands over one small config and one store, both in one folder."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.cli.commands import gdrun
from tests.store.killing import stored

CONFIG = """\
data: {source: iris, normalize: minmax}
model: {hidden: [3], activation: tanh}
optimizer: {name: adam, learning_rate: 0.05}
training: {epochs: 8}
seeds: 4
"""


def run(here: Path, command: str, *arguments: object, code: int = 0) -> str:
    if command in ("train", "sweep", "variance", "claim"):
        arguments = (here / "small.yaml", *arguments)
    result = gdrun(command, *arguments, GDRUN_STORE=str(here / "gdrun.db"), COLUMNS="150")
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    return result.stdout if code == 0 else result.stderr


def document(here: Path, command: str, *arguments: object) -> Any:
    return json.loads(run(here, command, *arguments, "--json"))


def trials(found: Any) -> dict[tuple[str, int], Any]:
    return {(v["name"], t["seed"]): t for v in found["variants"] for t in v["trials"]}


def kept_seeds(here: Path, experiment: str = "last") -> dict[str, list[int]]:
    """The seeds of which weights are stored, by the number of the variant, or by nothing."""
    run(here, "export", experiment, "--format", "npz", "--force", "--output", here / "w.npz")
    with np.load(here / "w.npz") as arrays:
        return {
            name.removesuffix("seeds"): values.tolist()
            for name, values in arrays.items()
            if name.endswith("seeds")
        }


def interrupted(store: Path, *command: object) -> str:
    """What a command prints that meets Ctrl-C as soon as a trial is in its store."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gdrun", *map(str, command), "--store", str(store)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (store.exists() and stored(store)):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    return output
