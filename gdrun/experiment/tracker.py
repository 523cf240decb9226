"""How far a run is: counts of what ended, and of what still trains."""

import math
import time
from collections.abc import Sequence

import numpy as np

from gdrun.experiment.executors import Running
from gdrun.experiment.plan import Plan
from gdrun.records import JUDGED, Leader, Measured, Progress, Record, Status

LEADERS = 3
"""So many variants are named as the best so far."""


class Tracker:
    """Follows a run, from the thread that hears of it."""

    def __init__(self, plan: Plan, metric: Measured, reused: Sequence[Record] = ()) -> None:
        """Follows the trials of ``plan``; ``reused`` ones count among the leaders alone."""
        self._metric = metric
        self._places = {variant.name: place for place, variant in enumerate(plan.variants)}
        self._names = tuple(self._places)
        self._sums = np.zeros(len(plan.variants))
        self._counts = np.zeros(len(plan.variants), np.int64)
        self._trials_planned = plan.trials
        self._epochs = {v.name: v.config.training.epochs for v in plan.variants}
        self._epochs_planned = sum(len(v.seeds) * self._epochs[v.name] for v in plan.variants)
        self._trials = self._diverged = self._epochs_done = self._steps = 0
        self._start = time.perf_counter()
        for record in reused:
            self._note_value(record)

    def end(self, records: Sequence[Record]) -> None:
        """Counts the epochs and steps of trials that ended."""
        for record in records:
            self._epochs_done += record.epochs
            self._steps += record.steps
            # What a trial that ended early does not need is not waited for.
            self._epochs_planned -= self._epochs[record.variant] - record.epochs

    def count(self, records: Sequence[Record]) -> None:
        """Counts these trials as done."""
        for record in records:
            self._trials += 1
            self._diverged += record.status is Status.DIVERGED
            self._note_value(record)

    def _note_value(self, record: Record) -> None:
        value = record.metrics.get(JUDGED, {}).get(self._metric.name, math.nan)
        if math.isfinite(value) and record.status is not Status.DIVERGED:
            place = self._places[record.variant]
            self._sums[place] += value
            self._counts[place] += 1

    def _leaders(self) -> tuple[Leader, ...]:
        (begun,) = self._counts.nonzero()
        means = self._sums[begun] / self._counts[begun]
        order = np.argsort(-means if self._metric.largest_is_best else means, kind="stable")
        return tuple(
            Leader(self._names[begun[i]], float(means[i]), int(self._counts[begun[i]]))
            for i in order[:LEADERS]
        )

    def progress(self, running: Running) -> Progress:
        """The present state; ``running`` counts what the trials that still train have done."""
        return Progress(
            trials=self._trials,
            trials_planned=self._trials_planned,
            diverged=self._diverged,
            epochs=self._epochs_done + running.epochs,
            epochs_planned=self._epochs_planned,
            steps=self._steps + running.steps,
            seconds=time.perf_counter() - self._start,
            variants=len(self._epochs),
            leaders=self._leaders(),
            loss=running.loss,
        )
