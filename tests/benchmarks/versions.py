"""Times two checkouts of gdrun against each other, interleaved, and one of them against itself.

``python -m tests.benchmarks.versions BEFORE AFTER``: the second column, BEFORE against BEFORE,
tells how far ratios go that mean nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUIET_SECONDS = 0.5

Times = dict[str, float]
"""What was timed, and how fast (steps per second) or how long (seconds) it was."""


def environment(checkout: Path, cache: Path) -> dict[str, str]:
    """For a process that imports gdrun from the checkout, and the benchmark's code from here."""
    path = os.pathsep.join((str(checkout), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path, "GDRUN_CACHE": str(cache)}


def run(arguments: list[str], checkout: Path, cache: Path, folder: Path) -> str:
    """The output of Python with these arguments."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment(checkout, cache),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return done.stdout


def training_speeds(checkout: Path, cache: Path, folder: Path, tasks: list[str]) -> Times:
    """Steps per second of every task."""
    script = str(ROOT / "tests" / "benchmarks" / "timing.py")
    told = json.loads(run([script, *tasks], checkout, cache, folder))
    assert Path(told["package"]).is_relative_to(checkout), told["package"]
    speeds: Times = told["speeds"]
    return speeds


def command_seconds(checkout: Path, cache: Path, folder: Path) -> Times:
    """How long commands take: with nothing compiled, with everything compiled, and for help."""
    train = ["-m", "gdrun", "train", str(checkout / "configs" / "iris.yaml"), "--no-store"]

    def seconds(arguments: list[str], where: Path) -> float:
        start = time.perf_counter()
        run(arguments, checkout, where, folder)
        return time.perf_counter() - start

    with tempfile.TemporaryDirectory() as empty:
        first = seconds(train, Path(empty))
    times = {"first train, empty cache": first}
    seconds(train, cache)
    for name, arguments in (("train, compiled", train), ("--help", ["-m", "gdrun", "--help"])):
        times[name] = statistics.median(seconds(arguments, cache) for _ in range(9))
    return times


def compared(
    measure: Callable[[Path], Times], before: Path, after: Path, rounds: int
) -> Mapping[str, tuple[list[float], list[float]]]:
    """For each thing timed the ratios before / before and after / before, one a round."""
    ratios: dict[str, tuple[list[float], list[float]]] = {}
    for number in range(rounds):
        # Neither is always the one that comes first.
        order = [before, after, before] if number % 2 else [before, before, after]
        found = []
        for checkout in order:
            time.sleep(QUIET_SECONDS)
            found.append((checkout, measure(checkout)))
        first, second = (times for checkout, times in found if checkout == before)
        (other,) = (times for checkout, times in found if checkout == after)
        for name in first:
            alike, changed = ratios.setdefault(name, ([], []))
            alike.append(second[name] / first[name])
            changed.append(other[name] / statistics.mean((first[name], second[name])))
    return ratios


def main() -> None:
    """Prints a row for each thing that is timed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="by default all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--commands", action="store_true", help="times commands, not trainings")
    asked = parser.parse_args()
    before, after = asked.before.resolve(), asked.after.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        caches = {before: folder / "before", after: folder / "after"}
        work = folder / "work"
        work.mkdir()

        def measure(checkout: Path) -> Times:
            if asked.commands:
                return command_seconds(checkout, caches[checkout], work)
            return training_speeds(checkout, caches[checkout], work, asked.tasks)

        what = "seconds" if asked.commands else "steps per second"
        print(f"ratios of {what}, medians of {asked.rounds} rounds (smallest to largest)\n")
        print("| what | before / before | after / before |\n| --- | --- | --- |")
        for key, both in compared(measure, before, after, asked.rounds).items():
            cells = (
                f"{statistics.median(each):.3f} ({min(each):.3f} to {max(each):.3f})"
                for each in both
            )
            print(f"| {key} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
