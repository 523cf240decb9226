"""Times gdrun and its peers, interleaved, and prints a table of medians and ratios."""

import argparse
import platform
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from gdrun.experiment import available_cores
from tests.benchmarks.contenders import Contender, Gdrun, GdrunOneWorker, Run
from tests.benchmarks.jax_peer import JaxOneByOne, JaxTogether
from tests.benchmarks.limit import multiply_add_limit
from tests.benchmarks.sklearn_peer import Sklearn
from tests.benchmarks.tasks import TASKS, Task, arrays_of, flops_per_step, write_wide
from tests.benchmarks.torch_peer import TorchAllThreads, TorchOneThread

CONTENDERS: tuple[type[Contender], ...] = (
    Gdrun,
    GdrunOneWorker,
    JaxTogether,
    JaxOneByOne,
    TorchOneThread,
    TorchAllThreads,
    Sklearn,
)
HEADING = (
    "| task | gdrun steps/s | JAX | PyTorch | scikit-learn | × fastest peer | × PyTorch "
    "| of the limit | all workers / 1 | accuracy: gdrun, JAX, PyTorch, scikit-learn |"
)


LIBRARIES = "numba", "jax", "optax", "torch", "scikit-learn"

QUIET_SECONDS = 0.5
"""Threads of the last contender still wait for more, in a loop that keeps a core busy."""

LEAST_SECONDS = 0.2


def time_task(task: Task, folder: Path, repeats: int) -> dict[str, list[Run]]:
    """Runs of each contender; one of each in turn, so that drift hits all alike."""
    arrays = arrays_of(task, folder)
    contenders = [contender(task, arrays, folder) for contender in CONTENDERS]
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for _ in range(repeats):
        for contender in contenders:
            time.sleep(QUIET_SECONDS)
            runs[contender.name].append(measure(contender))
    return runs


def measure(contender: Contender) -> Run:
    """The median of as many runs as take ``LEAST_SECONDS``: one of milliseconds tells little."""
    runs = [contender.run()]
    while sum(run.seconds for run in runs) < LEAST_SECONDS:
        runs.append(contender.run())
    return sorted(runs, key=lambda run: run.speed)[len(runs) // 2]


def processor() -> str:
    """What the machine's processor calls itself."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        lines = facts.read_text(encoding="utf-8").splitlines()
        pairs = (line.partition(":") for line in lines)
        said = {key.strip(): value.strip() for key, _, value in pairs}
        if "model name" in said:
            return f"{said['model name']}, family {said['cpu family']}"
    return platform.processor() or platform.machine()


def main() -> None:
    """Prints a row for each task, as it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="by default all")
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_wide(folder)
        limit = multiply_add_limit()
        versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        print(f"{processor()}, {available_cores()} cores, Python {platform.python_version()},")
        print(f"{versions};")
        print(f"multiply-add limit {limit / 1e9:.0f} GFLOP/s; medians of {asked.repeats}\n")
        print(HEADING)
        print("| --- " * HEADING.count(" | ") + "| --- |")
        for task in TASKS:
            if asked.tasks and task.name not in asked.tasks:
                continue
            runs = time_task(task, folder, asked.repeats)
            speed = {key: statistics.median(r.speed for r in each) for key, each in runs.items()}
            accuracy = {key: each[0].accuracy for key, each in runs.items()}
            ours, alone = speed["gdrun"], speed["gdrun, 1 worker"]
            jax = max(JaxTogether.name, JaxOneByOne.name, key=lambda key: speed[key])
            torch = max(TorchOneThread.name, TorchAllThreads.name, key=lambda key: speed[key])
            share = ours * flops_per_step(task, arrays_of(task, folder)) / limit
            peers = jax, torch, Sklearn.name
            fastest = max(speed[peer] for peer in peers)
            print(
                f"| {task.name} | {ours:,.0f} | "
                + " | ".join(f"{speed[peer]:,.0f}" for peer in peers)
                + f" | {ours / fastest:.1f} | {ours / speed[torch]:.0f} | {share:.0%} "
                f"| {ours / alone:.2f} | "
                + ", ".join(f"{accuracy[name]:.3f}" for name in ("gdrun", *peers))
                + " |",
                flush=True,
            )


if __name__ == "__main__":
    main()
