"""A second executor, for the contract alone: each worker is a process of its own."""

import multiprocessing
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import Any

import numpy as np

from gdrun.experiment.executors.executor import TICK, Ended, ResultT, Running, TaskT
from gdrun.trial.work import Signals

_CONTEXT = multiprocessing.get_context("spawn")


class ProcessExecutor:
    """Processes that know nothing but the tasks that are sent to them."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._stop = _CONTEXT.Event()

    def stop(self) -> None:
        """As ``Executor.stop``."""
        self._stop.set()

    def run(
        self, work: Callable[[TaskT, Signals], ResultT], tasks: Iterable[TaskT]
    ) -> Generator[Running | Ended[ResultT], None, None]:
        """As ``Executor.run``."""
        inbox: Any = _CONTEXT.Queue()
        outbox: Any = _CONTEXT.Queue()
        processes = [
            _CONTEXT.Process(target=_serve, args=(work, inbox, outbox, self._stop), daemon=True)
            for _ in range(self.workers)
        ]
        source, counts = iter(tasks), {}
        begun = ended = 0
        try:
            for process in processes:
                process.start()
            for task in _first(source, self.workers):
                inbox.put((begun, task))
                begun += 1
            told = time.monotonic()
            while ended < begun:
                try:
                    number, kind, content = outbox.get(timeout=TICK)
                except queue.Empty:
                    number, kind, content = -1, "nothing", None
                if kind == "counts":
                    counts[number] = content
                elif kind == "error":
                    raise content
                elif kind == "result":
                    counts.pop(number, None)
                    ended += 1
                    yield Ended(content)
                    for task in _first(source, 1):
                        inbox.put((begun, task))
                        begun += 1
                if time.monotonic() - told >= TICK:
                    epochs, steps = np.sum([(0, 0), *counts.values()], axis=0).tolist()
                    yield Running(epochs, steps)
                    told = time.monotonic()
        finally:
            self.stop()
            for _ in processes:
                inbox.put(None)
            for process in processes:
                if process.pid is not None:
                    process.join(5)
                    process.terminate()


def _first(source: Any, number: int) -> list[Any]:
    return [task for _ in range(number) for task in [next(source, None)] if task is not None]


def _serve(work: Callable[[Any, Signals], Any], inbox: Any, outbox: Any, stop: Any) -> None:
    """What a process does: it takes tasks, and sends counts while they run, and results."""
    while (sent := inbox.get()) is not None:
        number, task = sent
        signals, done = Signals(np.zeros(1, np.int64)), threading.Event()

        def watch(number: int = number, signals: Signals = signals, done: Any = done) -> None:
            while not done.wait(TICK / 2):
                signals.stop[0] = int(stop.is_set())
                outbox.put((number, "counts", signals.counts()))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            message = (number, "result", work(task, signals))
        except BaseException as error:
            message = (number, "error", error)
        done.set()
        watcher.join()
        outbox.put(message)
