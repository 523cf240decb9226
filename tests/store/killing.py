"""Killing a sweep at random moments, and what its store must still hold.

``python -m tests.store.killing [N]`` does it N times, by default a hundred.
"""

import json
import math
import os
import pty
import random
import re
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

CONFIG = """\
data: {source: digits}
model: {hidden: [16]}
training: {epochs: 60}
seeds: 12
sweep:
  optimizer.learning_rate: [0.001, 0.003, 0.01]
  model.activation: [relu, tanh, sigmoid]
"""


def command(config: Path, store: Path) -> list[str]:
    """The sweep, whose result goes to standard output as JSON."""
    return [sys.executable, "-m", "gdrun", "sweep", str(config), "--store", str(store), "--json"]


def run_and_kill(arguments: list[str], seconds: float) -> int:
    """Kills the command so many seconds after it first told how far it is.

    Returns:
        How many trials it said were done.
    """
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        seen, end = b"", math.inf
        while (left := end - time.monotonic()) > 0 and process.poll() is None:
            if select.select([ours], [], [], min(left, 0.05))[0]:
                seen += _read(ours)
                if end == math.inf and _told(seen):
                    end = time.monotonic() + seconds
        process.send_signal(signal.SIGKILL)
        process.wait()
        while select.select([ours], [], [], 0)[0] and (rest := _read(ours)):
            seen += rest
    os.close(ours)
    return _told(seen)[-1] if _told(seen) else 0


def _told(seen: bytes) -> list[int]:
    return [int(trials) for trials in re.findall(rb"(\d+)/\d+ trials", seen)]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed.
        return b""


def stored(store: Path) -> set[str]:
    """The keys of the trials that a store holds."""
    if not store.exists() or not store.stat().st_size:
        return set()
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return set()
        return {key for (key,) in connection.execute("SELECT key FROM trials")}


def run_to_the_end(arguments: list[str]) -> tuple[dict[tuple[str, int], str], float]:
    """The weights' hash of each trial, and the seconds of running them."""
    run = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    document = json.loads(run.stdout)
    hashes = {
        (variant["name"], trial["seed"]): trial["weights_sha256"]
        for variant in document["variants"]
        for trial in variant["trials"]
    }
    return hashes, document["seconds"]


def kill_often(folder: Path, times: int, rng: random.Random) -> int:
    """Kills sweeps; each store is continued until it is whole, then another one is begun.

    Returns:
        How many were killed after some trials and before the last one.

    Raises:
        AssertionError: If a store does not open, lacks a trial that was there or was said to be
            done, or ends with other weights than a sweep that nobody killed.
    """
    config = folder / "sweep.yaml"
    config.write_text(CONFIG)
    expected, seconds = run_to_the_end(command(config, folder / "whole.db"))
    store, known, midway = folder / "killed0.db", set[str](), 0
    for number in range(times):
        said = run_and_kill(command(config, store), rng.uniform(0, 0.6 * seconds))
        now = stored(store)
        assert known <= now, "a trial that was there is missing"
        assert len(now) - len(known) >= said, "a trial that was said to be done is missing"
        midway += known < now and len(now) < len(expected)
        known = now
        if len(known) == len(expected):
            store, known = folder / f"killed{number + 1}.db", set()
    for each in folder.glob("killed*.db"):
        assert run_to_the_end(command(config, each))[0] == expected
        assert len(stored(each)) == len(expected)
    return midway


def main() -> None:
    """The script."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        midway = kill_often(Path(folder), times, random.Random(0))
        stores = len(list(Path(folder).glob("killed*.db")))
    print(
        f"{times} kills, {midway} of them midway, {stores} stores: nothing is missing, and all "
        "weights are equal"
    )


if __name__ == "__main__":
    main()
