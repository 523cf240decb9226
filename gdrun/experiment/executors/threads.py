"""Executors: how a list of tasks becomes a stream of results."""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

TICK = 0.1
"""Seconds between two moments at which the caller may look around."""


class Executor(Protocol):
    """Runs tasks that do not depend on each other, ``workers`` at a time."""

    workers: int

    def run(
        self,
        work: Callable[[Task], Result],
        tasks: Iterable[Task],
        on_tick: Callable[[], None],
        abandon: Callable[[], None],
    ) -> Iterator[Result]:
        """Results in the order in which they come; an exception of ``work`` ends the run.

        ``on_tick`` is called in the caller's thread, about ``TICK`` seconds after it returned last;
        ``abandon`` when nobody will see the results, to make the tasks that run come to an end.
        """


class ThreadExecutor:
    """Threads of this process: compiled loops run in parallel, for they release the lock."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(
        self,
        work: Callable[[Task], Result],
        tasks: Iterable[Task],
        on_tick: Callable[[], None],
        abandon: Callable[[], None],
    ) -> Iterator[Result]:
        """As ``Executor.run``. If the caller stops early, no further task is begun."""
        results: queue.SimpleQueue[tuple[Result] | BaseException | None] = queue.SimpleQueue()
        source, lock, closed = iter(tasks), threading.Lock(), threading.Event()
        # The first to begin would keep the others from being started.
        in_place, cores = threading.Barrier(self.workers), _cores_for(self.workers)

        def drain(number: int) -> None:
            try:
                if cores:
                    _allow(0, cores[number : number + 1])
                in_place.wait()
                while not closed.is_set():
                    with lock:
                        task = next(source, None)
                    if task is None:
                        break
                    results.put((work(task),))
            except BaseException as error:  # Handed over, to be raised in the caller's thread.
                results.put(error)
            results.put(None)

        threads = [
            threading.Thread(target=drain, args=(number,), daemon=True)
            for number in range(self.workers)
        ]
        running, ticked = len(threads), time.monotonic()
        try:
            for thread in threads:
                thread.start()
            while running:
                try:
                    result = results.get(timeout=TICK)
                except queue.Empty:
                    # Where tasks take long, the system knows better which core is free.
                    for thread in threads if cores else ():
                        if thread.is_alive() and thread.native_id:
                            _allow(thread.native_id, cores)
                    # Threads see this, too: one that begins only now binds itself to none.
                    cores = []
                    on_tick()
                    ticked = time.monotonic()
                    continue
                if result is None:
                    running -= 1
                elif isinstance(result, BaseException):
                    raise result
                else:
                    yield result[0]
                    if time.monotonic() - ticked >= TICK:
                        on_tick()
                        # Not before: what takes longer than a tick would follow every result.
                        ticked = time.monotonic()
        except BaseException:
            abandon()
            raise
        finally:
            closed.set()
            in_place.abort()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()


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
