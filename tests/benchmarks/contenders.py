"""What is timed: each contender trains a task over all seeds and tells steps, seconds, accuracy."""

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import gdrun
from gdrun.config import parse_config
from tests.benchmarks.tasks import SEEDS, Arrays, Task, config_of, steps_per_epoch


@dataclass(frozen=True)
class Run:
    """One timed run over all seeds."""

    steps: int
    seconds: float
    accuracy: float
    """On test data, the mean over the seeds."""

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self.steps / self.seconds


class Contender(ABC):
    """One way to train a task; whatever is compiled is compiled before it is timed.

    Each shuffles and validates in every epoch, and in the end judges its weights on the training
    and the test part, as gdrun does.
    """

    name: str

    def __init__(self, task: Task, arrays: Arrays, folder: Path) -> None:
        self.task, self.arrays, self.folder = task, arrays, folder
        rows = len(arrays.train[0])
        self.batch_size = task.batch_size or rows
        self.batches = steps_per_epoch(task, rows)
        self.steps = SEEDS * task.epochs * self.batches
        self.prepare()

    def prepare(self) -> None:  # noqa: B027
        """What is done once, before anything is timed."""

    @abstractmethod
    def accuracy(self) -> float:
        """Trains all seeds and returns their mean accuracy on test data."""

    def run(self) -> Run:
        """Trains all seeds against the clock."""
        start = time.perf_counter()
        accuracy = self.accuracy()
        return Run(self.steps, time.perf_counter() - start, accuracy)


class Gdrun(Contender):
    """gdrun, on all cores; timed by itself as for every user."""

    name = "gdrun"
    workers: int | None = None

    def prepare(self) -> None:
        self.config = parse_config(config_of(self.task), self.folder, self.task.name)
        self.run()

    def accuracy(self) -> float:
        raise NotImplementedError("gdrun tells its own time")

    def run(self) -> Run:
        outcome = gdrun.train(self.config, workers=self.workers)
        accuracies = [record.metrics["test"]["accuracy"] for record in outcome.records]
        return Run(outcome.steps, outcome.seconds, sum(accuracies) / len(accuracies))


class GdrunOneWorker(Gdrun):
    """gdrun on a single core."""

    name = "gdrun, 1 worker"
    workers = 1
