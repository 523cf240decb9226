"""Running a plan: trials go to an executor, records come back."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import GdrunError
from gdrun.experiment.executors.threads import Executor
from gdrun.experiment.plan import PlannedVariant
from gdrun.experiment.session import Keeps
from gdrun.experiment.tracker import Tracker
from gdrun.records import Progress, Record, Status
from gdrun.trial.data_of_seeds import Bindings
from gdrun.trial.memory import trial_bytes
from gdrun.trial.training import (
    Loop,
    Trained,
    make_arrays,
    make_failed,
    make_records,
    train_trials,
)

CALL_SECONDS = 0.05
"""Trials so short that several fit into this time share one compiled call."""

SWITCH_SECONDS = 2e-4
"""How long a thread may run Python before another gets its turn."""

LARGE = 20_000
"""Parameters from which on the work that NumPy does on a network is more than Python's."""

MOST_SHARING = 256
SHARED_BYTES = 64e6
"""Trials of one call, and what their arrays, which exist at the same time, may take."""


@dataclass(frozen=True)
class Ready:
    """A planned variant with all that its trials need."""

    variant: PlannedVariant
    bindings: Bindings
    loop: Loop


@dataclass(frozen=True)
class _Group:
    """Trials of one variant that share a compiled call."""

    ready: Ready
    seeds: tuple[int, ...]


class Run:
    """One run of a plan's trials."""

    def __init__(
        self,
        ready: Sequence[Ready],
        tracker: Tracker,
        stop: NDArray[np.int64],
        keeper: Keeps,
        *,
        weights: bool,
    ) -> None:
        """A run of the trials that are ``ready``.

        Args:
            ready: The variants.
            tracker: Is told how far they are.
            stop: May be set to 1 at any time, from any thread, to end the run soon.
            keeper: Is given the trials that ended.
            weights: Whether their records hold their weights after that.
        """
        self.records: list[Record] = []
        self.seconds = 0.0
        """Wall time of running the trials, from the first to be taken up to the last to end."""
        self._ready = ready
        self._stop = stop
        self._keeper = keeper
        self._tracker = tracker
        self._weights = weights
        self._seconds_per_trial: dict[str, float] = {}
        self._start = 0.0
        self._turn = threading.Lock()
        """Held for Python's work on small networks: threads that hand the interpreter's lock to and
        fro, as at each of NumPy's draws, take longer than if one waits for the other."""

    def execute(
        self, executor: Executor, on_progress: Callable[[Progress], None] | None = None
    ) -> None:
        """Runs all trials; those that do not end before ``stop`` is set leave no record."""
        kept = 0

        def tell() -> None:
            nonlocal kept
            # What is told to be done is kept, whatever happens next.
            if self._keeper.flush():
                self._tracker.count(self.records[kept:])
                kept = len(self.records)
            if on_progress:
                on_progress(self._tracker.progress())

        self._start, interval = time.perf_counter(), sys.getswitchinterval()
        # A thread that comes back from a compiled call waits this long for another one's Python.
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            groups = self._groups(executor.workers)
            for trained in executor.run(self._run_group, groups, tell, self._abandon):
                with self._turn:
                    self._keeper.keep(trained)
                records = [record for record, _ in trained]
                self.records += records
                if records:
                    seconds = sum(record.seconds for record in records) / len(records)
                    self._seconds_per_trial[records[0].variant] = seconds
        finally:
            self.seconds = time.perf_counter() - self._start
            sys.setswitchinterval(interval)
        tell()

    def _abandon(self) -> None:
        self._stop[0] = 1

    def _groups(self, workers: int) -> Iterator[_Group]:
        """As many trials at once as seem to fit into a call, and fewer towards the end.

        If all do, each worker gets one call.
        """
        # The first is asked for when the executor has its threads, which are no part of the run.
        self._start = time.perf_counter()
        for ready in self._ready:
            seeds, begun = ready.variant.seeds, 0
            while begun < len(seeds) and not self._stop[0]:
                size = 1
                if ready.bindings.shared:
                    binding = ready.bindings.first
                    seconds = self._seconds_per_trial.get(ready.variant.name)
                    fitting = int(
                        min(
                            CALL_SECONDS / (seconds or binding.expected_seconds),
                            SHARED_BYTES / trial_bytes(binding),
                        )
                    )
                    fair = -(-len(seeds) // workers)
                    if fair > fitting:
                        fair = (len(seeds) - begun) // (2 * workers)
                    size = max(1, min(fitting, fair, MOST_SHARING))
                yield _Group(ready, seeds[begun : begun + size])
                begun += size

    def _run_group(self, group: _Group) -> list[Trained]:
        counters: NDArray[np.int64] = np.zeros((len(group.seeds), 2), np.int64)
        try:
            trained = self._train(group, counters)
        # A part from outside gdrun may raise anything; it fails its own trials, not all the others.
        except Exception as error:
            self._tracker.end(counters, ())
            if len(group.seeds) > 1:
                # One bad seed must not fail those that happened to share its call.
                alone = (_Group(group.ready, (seed,)) for seed in group.seeds)
                return [each for one in alone for each in self._run_group(one)]
            name, (seed,) = group.ready.variant.name, group.seeds
            trained = [make_failed(name, seed, _in_words(error))]
        ended = [each for each in trained if each[0].status is not Status.INTERRUPTED]
        self._tracker.end(counters, [record for record, _ in ended])
        return ended

    def _train(self, group: _Group, counters: NDArray[np.int64]) -> list[Trained]:
        binding, name = group.ready.bindings.of(group.seeds[0]), group.ready.variant.name
        # NumPy's draws and hashes of large networks run in parallel.
        turn = self._turn if binding.parameters < LARGE else nullcontext()
        with turn:
            arrays = make_arrays(binding, group.seeds, counters)
        self._tracker.begin(counters)
        seconds = train_trials(binding, arrays, group.ready.loop, self._stop)
        with turn:
            return make_records(name, group.seeds, binding, arrays, seconds, weights=self._weights)


def _in_words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "the memory did not suffice; fewer workers need less"
    if isinstance(error, GdrunError):
        return str(error)
    return f"{type(error).__name__}: {error}"
