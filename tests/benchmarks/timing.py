"""Times one checkout of gdrun in a process of its own: run by ``versions``, with its path first."""

import json
import statistics
import sys
import tempfile
from pathlib import Path

import gdrun
from gdrun.config import parse_config
from tests.benchmarks.tasks import TASKS, config_of, write_wide

LEAST_SECONDS = 0.4
LEAST_RUNS = 3


def speeds(names: list[str]) -> dict[str, float]:
    """Steps per second of each task, the median of some runs after one that does not count."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        write_wide(Path(name))
        for task in TASKS:
            if names and task.name not in names:
                continue
            config = parse_config(config_of(task), Path(name), task.name)
            gdrun.train(config)
            runs: list[tuple[float, float]] = []
            while len(runs) < LEAST_RUNS or sum(seconds for _, seconds in runs) < LEAST_SECONDS:
                outcome = gdrun.train(config)
                runs.append((outcome.steps / outcome.seconds, outcome.seconds))
            found[task.name] = statistics.median(speed for speed, _ in runs)
    return found


if __name__ == "__main__":
    print(json.dumps({"package": gdrun.__file__, "speeds": speeds(sys.argv[1:])}))
