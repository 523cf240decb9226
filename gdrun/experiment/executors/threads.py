"""Threads of this process: compiled loops run in parallel, for they release the lock."""

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import numpy as np

from gdrun.experiment.executors.executor import TICK, Ended, ResultT, Running, TaskT
from gdrun.trial.work import Signals

SWITCH_SECONDS = 2e-4
"""How long a thread may run Python before another gets its turn.

A thread that comes back from a compiled call waits this long for another one's Python.
"""

AHEAD = 16
"""So many tasks a worker may end before the caller has dealt with the first of them.

Results of short tasks would pile up where whoever takes them is slower than all workers together.
"""


class ThreadExecutor:
    """One thread a worker, each on a core of its own while tasks are short, if cores suffice."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._stop = np.zeros(1, np.int64)

    def stop(self) -> None:
        """As ``Executor.stop``."""
        self._stop[0] = 1

    def run(
        self, work: Callable[[TaskT, Signals], ResultT], tasks: Iterable[TaskT]
    ) -> Generator[Running | Ended[ResultT], None, None]:
        """As ``Executor.run``. If the caller stops early, no further task is begun."""
        results: queue.SimpleQueue[tuple[Signals, ResultT] | BaseException | None]
        results = queue.SimpleQueue()
        source, lock, closed = iter(tasks), threading.Lock(), threading.Event()
        running: set[Signals] = set()
        room = threading.Semaphore(AHEAD * self.workers)
        # The first to begin would keep the others from being started.
        in_place, cores = threading.Barrier(self.workers), _cores_for(self.workers)

        def drain(number: int) -> None:
            try:
                if cores:
                    _allow(0, cores[number : number + 1])
                in_place.wait()
                while room.acquire() and not closed.is_set():
                    with lock:
                        task = next(source, None)
                    if task is None:
                        break
                    signals = Signals(self._stop)
                    running.add(signals)
                    results.put((signals, work(task, signals)))
            except BaseException as error:  # Handed over, to be raised in the caller's thread.
                results.put(error)
            results.put(None)

        threads = [
            threading.Thread(target=drain, args=(number,), daemon=True)
            for number in range(self.workers)
        ]
        left, told = len(threads), time.monotonic()
        try:
            with _short_turns():
                for thread in threads:
                    thread.start()
                while left:
                    try:
                        result = results.get(timeout=TICK)
                    except queue.Empty:
                        # Where tasks take long, the system knows better which core is free.
                        for thread in threads if cores else ():
                            if thread.is_alive() and thread.native_id:
                                _allow(thread.native_id, cores)
                        # Threads see this, too: one that begins only now binds itself to none.
                        cores = []
                        yield _counts(running)
                        told = time.monotonic()
                        continue
                    if result is None:
                        left -= 1
                    elif isinstance(result, BaseException):
                        raise result
                    else:
                        signals, came = result
                        room.release()
                        running.discard(signals)
                        yield Ended(came)
                        if time.monotonic() - told >= TICK:
                            yield _counts(running)
                            # Not before: what takes longer than a tick would follow every result.
                            told = time.monotonic()
        except BaseException as error:
            self.stop()
            # Who presses Ctrl-C again waits for nothing more; what runs is stopped and left alone.
            if isinstance(error, KeyboardInterrupt):
                threads.clear()
            raise
        finally:
            closed.set()
            in_place.abort()
            room.release(self.workers)
            for thread in threads:
                if thread.ident is not None:
                    thread.join()


def _counts(running: Iterable[Signals]) -> Running:
    # A copy, as threads add to it meanwhile.
    those = tuple(running)
    counts = [signals.counts() for signals in those]
    losses = [loss for signals in those for loss in signals.latest_losses()]
    return Running(
        sum(epochs for epochs, _ in counts),
        sum(steps for _, steps in counts),
        sum(losses) / len(losses) if losses else None,
    )


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _cores_for(workers: int) -> list[int]:
    """A core for each worker, if there are as many; none if that is left to the system.

    Linux wakes a thread up on the core of the one that woke it: of two workers that begin to
    compute, one may wait for the other for milliseconds while a core has nothing to do.
    """
    if hasattr(os, "sched_getaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) == workers:
            return cores
    return []


def _allow(thread: int, cores: Sequence[int]) -> None:
    """Lets a thread, 0 for this one, run on these cores alone."""
    # It saves time, and no more: where it is forbidden, things go on without it.
    with suppress(OSError):
        os.sched_setaffinity(thread, cores)
