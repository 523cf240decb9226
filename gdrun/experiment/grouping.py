"""Grouping trials: several that are short share one task, and so one compiled call."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gdrun.experiment.preparing import PreparedVariant
from gdrun.records import Record
from gdrun.trial.data_of_seeds import Bindings
from gdrun.trial.memory import trial_bytes
from gdrun.trial.task import Task

CALL_SECONDS = 0.05
"""Trials so short that several fit into this time share one compiled call."""

MOST_SHARING = 256
"""Trials of one call, at most."""

SHARED_BYTES = 64e6
"""What the arrays of a call's trials, which exist at the same time, may take."""


class Grouping:
    """Makes tasks of trials, and learns from those that ended how long trials take."""

    def __init__(self, variants: Sequence[PreparedVariant], workers: int) -> None:
        self.start = 0.0
        """When the first task was asked for: then the executor is ready, and the run begins."""
        self._variants = variants
        self._workers = workers
        self._seconds_per_trial: dict[str, float] = {}
        self._bindings: dict[str, Bindings] = {}
        self._left: dict[str, int] = {}
        """Trials that have not ended, of the variants that have begun."""

    def learn(self, records: Sequence[Record]) -> None:
        """Takes note of trials of one task."""
        if records:
            variant = records[0].variant
            seconds = sum(record.seconds for record in records) / len(records)
            self._seconds_per_trial[variant] = seconds
            self._left[variant] -= len(records)
            if not self._left[variant]:
                del self._left[variant], self._bindings[variant], self._seconds_per_trial[variant]

    def tasks(self) -> Iterator[Task]:
        """As many trials at once as seem to fit into a call, and fewer towards the end.

        If all trials of a variant fit into one call a worker, each worker gets one.
        """
        self.start = time.perf_counter()
        for prepared in self._variants:
            seeds, begun = prepared.variant.seeds, 0
            if not seeds:
                continue
            name, bindings = prepared.variant.name, prepared.bindings
            # Its tasks find them for as long as they are held.
            self._bindings[name], self._left[name] = bindings, len(seeds)
            while begun < len(seeds):
                size = self._size(name, bindings, len(seeds), len(seeds) - begun)
                yield replace(prepared.task, seeds=seeds[begun : begun + size])
                begun += size

    def _size(self, variant: str, bindings: Bindings, trials: int, left: int) -> int:
        if not bindings.shared:
            return 1
        binding = bindings.first
        seconds = self._seconds_per_trial.get(variant)
        fitting = int(
            min(
                CALL_SECONDS / (seconds or binding.expected_seconds),
                SHARED_BYTES / trial_bytes(binding),
            )
        )
        fair = -(-trials // self._workers)
        if fair > fitting:
            fair = left // (2 * self._workers)
        return max(1, min(fitting, fair, MOST_SHARING))
