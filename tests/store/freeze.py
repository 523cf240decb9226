"""Makes a store for the tests to read in years to come.

``PYTHONPATH=OLD python tests/store/freeze.py tests/store/frozen/v2.db`` makes one with the gdrun in
the folder OLD. Each version of the schema has one, made by the last gdrun of that version. Nothing
of gdrun is imported, so that any version can be called as its users called it.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

SMALL = """\
data: {source: iris}
model: {hidden: [3]}
training: {epochs: 5}
seeds: 3
"""
ROWS = "x,y,class\n" + "".join(f"{i},{i * i % 17},{'ab'[i % 2]}\n" for i in range(40))
OF_A_FILE = SMALL.replace("iris", "rows.csv")
CONFIGS = {
    "small": SMALL,
    # With 1e8 all seeds diverge, with 0.01 none.
    "rates": """\
data: {source: diabetes, normalize_target: standardize}
model: {hidden: [2]}
optimizer: {name: gradient_descent, learning_rate: 0.01}
training: {epochs: 4}
seeds: 2
sweep: {optimizer.learning_rate: [0.01, 1.0e+8]}
""",
    # A history so long that it is stored compressed.
    "long": SMALL.replace("epochs: 5", "epochs: 300").replace("seeds: 3", "seeds: 2"),
    "file": OF_A_FILE,
    "given": OF_A_FILE.replace("[3]}", "[], weights: {name: file, path: w.npz}}"),
    "interrupted": """\
data: {source: {name: blobs, rows: 50000}}
model: {hidden: [32]}
training: {epochs: 20}
seeds: 50
""",
}
"""What is in a frozen store, by name; ``interrupted`` lacks some trials."""


WEIGHTS = Path(__file__).parent / "frozen" / "w.npz"
"""W0 = [[0.25], [−0.5]]."""


def write_files(folder: Path) -> None:
    """Writes the configs and their data into a folder."""
    for name, text in CONFIGS.items():
        (folder / f"{name}.yaml").write_text(text)
    (folder / "rows.csv").write_text(ROWS)
    # Its bytes are hashed, and Python's versions write archives in different ones.
    shutil.copy(WEIGHTS, folder)


def command(name: str, *options: str) -> list[str]:
    """What trains or sweeps a config in the folder of the files."""
    verb = "sweep" if "sweep:" in CONFIGS[name] else "train"
    return [sys.executable, "-m", "gdrun", verb, f"{name}.yaml", "--json", *options]


def freeze(store: Path) -> None:
    """Makes the store."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        environment = {**os.environ, "GDRUN_STORE": str(store.absolute())}
        for name in CONFIGS:
            options = [] if name in ("small", "given", "rates") else ["--keep-weights", "none"]
            if name == "interrupted":
                options += ["--workers", "1", "--keep-outputs", "none"]
            with subprocess.Popen(
                command(name, *options), cwd=folder, env=environment, stdout=subprocess.DEVNULL
            ) as process:
                if name == "interrupted":
                    while not _trials(store, name):
                        assert process.poll() is None
                        time.sleep(0.02)
                    process.send_signal(signal.SIGINT)
            print(name, process.returncode)


def _trials(store: Path, experiment: str) -> int:
    """How many trials an experiment has."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(store)) as connection:
        (number,) = connection.execute(
            "SELECT count(*) FROM results JOIN experiments ON number = experiment WHERE name = ?",
            (experiment,),
        ).fetchone()
        return int(number)
    return 0


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
