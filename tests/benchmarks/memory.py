"""Peak memory and seconds of large experiments, of two checkouts of gdrun side by side.

``python -m tests.benchmarks.memory BEFORE AFTER`` takes the folders of both. Each command is a
process of its own, which may take so much memory and time and no more.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

GIGABYTE = 10**9

EPOCHS = """\
name: epochs
data: {source: xor, split: {train: 0.5, validation: 0.5}}
model: {hidden: []}
training: {epochs: 1000000, batch_size: full}
seeds: 10
"""
VARIANTS = """\
name: variants
data: {source: points.csv, split: {train: 8, validation: 4}}
model: {hidden: []}
training: {epochs: 1, batch_size: full}
seeds: SEEDS
sweep: {optimizer.learning_rate: {log: [0.001, 0.1, COUNT]}}
"""
POINTS = "x,y,class\n" + "".join(f"{i * 7 % 12},{i * 5 % 11},{'ab'[i % 2]}\n" for i in range(12))


@dataclass(frozen=True)
class Case:
    """A store that is filled, and the commands that use it."""

    name: str
    config: str
    commands: tuple[tuple[str, ...], ...]


USES = (
    ("runs",),
    ("show",),
    ("show", "--json"),
    ("export", "--output", "curves.csv"),
    ("export", "--output", "all.json"),
    ("compare", "last:1", "last:2"),
)


def sweep_of(variants: int, seeds: int) -> Case:
    """A sweep of a linear model over rates, for one epoch on twelve rows."""
    config = VARIANTS.replace("COUNT", str(variants)).replace("SEEDS", str(seeds))
    run = ("sweep", "config.yaml", "--yes", "--top", "3")
    return Case(f"{variants:,} × {seeds:,}", config, (run, *USES, run, ("rm", "last")))


CASES = (
    Case("10⁶ epochs × 10", EPOCHS, (("train", "config.yaml"), *USES[:-1], ("rm", "last"))),
    sweep_of(1_000, 10),
    sweep_of(1_000, 100),
    sweep_of(10_000, 10),
    sweep_of(100_000, 10),
)


@dataclass(frozen=True)
class Taken:
    """What a command took."""

    code: int
    seconds: float
    peak: int
    """Bytes."""

    def __str__(self) -> str:
        told = f"{self.peak / GIGABYTE:.2f} GB, {self.seconds:.1f} s"
        return told if self.code == 0 else f"{told}, ended with {self.code}"


def measure(command: tuple[str, ...], folder: Path, source: Path, limits: tuple[int, int]) -> Taken:
    """Runs a command of the gdrun in ``source``, within bytes of memory and seconds."""
    memory, seconds = limits
    environment = {**os.environ, "PYTHONPATH": str(source)}
    begun = time.perf_counter()
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gdrun", *command],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
        )
        while True:
            # Of one child alone, which ``RUSAGE_CHILDREN`` does not tell.
            found, status, usage = os.wait4(process.pid, os.WNOHANG)
            if found:
                break
            if time.perf_counter() - begun > seconds:
                process.kill()
            time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Taken(process.returncode, time.perf_counter() - begun, 1024 * usage.ru_maxrss)


def main() -> None:
    """Prints a row for each command, as it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--gigabytes", type=float, default=8.0, help="of address space")
    parser.add_argument("--seconds", type=int, default=900)
    parser.add_argument("--cases", nargs="*", help="parts of their names")
    asked = parser.parse_args()
    limits = int(asked.gigabytes * GIGABYTE), asked.seconds
    print(f"| case | command | {' | '.join(map(str, asked.sources))} |")
    print("| --- | --- " + "| --- " * len(asked.sources) + "|")
    for case in CASES:
        if asked.cases and not any(each in case.name for each in asked.cases):
            continue
        with tempfile.TemporaryDirectory() as name:
            folders = [Path(name) / str(number) for number in range(len(asked.sources))]
            for folder in folders:
                folder.mkdir()
                (folder / "config.yaml").write_text(case.config, encoding="utf-8")
                (folder / "points.csv").write_text(POINTS, encoding="utf-8")
            for command in case.commands:
                taken = [
                    measure(command, folder, source.resolve(), limits)
                    for folder, source in zip(folders, asked.sources, strict=True)
                ]
                told = " | ".join(map(str, taken))
                print(f"| {case.name} | {' '.join(command)} | {told} |", flush=True)


if __name__ == "__main__":
    main()
