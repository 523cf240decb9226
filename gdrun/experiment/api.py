"""The room's front door: from a config to an outcome."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Combination, Config
from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.experiment.executors import Executor, ThreadExecutor
from gdrun.experiment.plan import (
    Plan,
    PlannedVariant,
    in_order,
    plan_sweep,
    plan_training,
    without,
)
from gdrun.experiment.preparing import PreparedVariant, outcome_of, prepare
from gdrun.experiment.running import run_trials
from gdrun.experiment.session import Session, open_session
from gdrun.experiment.stored_session import Asked, StoreOptions
from gdrun.experiment.tracker import Tracker
from gdrun.experiment.undefined import Watch, notes_on_undefined
from gdrun.experiment.until import Until, check_until, grown, what_it_took
from gdrun.experiment.variance import notes_on_data, plan_variance
from gdrun.records import (
    NO_HISTORY,
    KeepOutputs,
    Measured,
    Outcome,
    Progress,
    Record,
    Request,
    portion_and_name,
)
from gdrun.trial.identity import Identities

HISTORY_ROWS = 4000
"""So many epochs of a history are kept, unless more are asked for."""


@dataclass(frozen=True)
class RunOptions:
    """How an experiment is run; none of it changes a trial's result."""

    workers: int | None = None
    """Trials at the same time, each on one thread; None for the cores this process may use."""
    store: StoreOptions | None = None
    """Where trials are kept and found again."""
    until: Until | None = None
    """Adds seeds to each variant until its mean is known so well."""
    shown: tuple[str, ...] = ()
    """Metrics that tables are to show: a name that is none is refused before trials are run."""
    keep_arrays: bool = True
    """Whether records hold their histories and weights, wherever else those are kept."""
    hold_histories: bool = False
    """Whether records hold their histories, at least, of trials that are kept nowhere else."""
    history_rows: int | None = HISTORY_ROWS
    """So many epochs of a longer history are kept, spread evenly; None keeps every epoch."""
    outputs: KeepOutputs | None = None
    """What is kept of the outputs for held-out rows; None keeps all of a training, and classes and
    losses of a sweep. If it is said, stored trials that lack it are computed again."""
    command_line: tuple[str, ...] = ()
    """What was typed, to be kept with the experiment; empty in Python."""
    claims: tuple[str, ...] = ()
    """What is claimed of it, to be kept with the experiment; empty for what the config lists."""
    claims_about: str = ""
    """What claims are to be about; empty for as much as there is evidence for."""
    check: Callable[[Outcome], None] = lambda _: None
    """Given the experiment before any of its trials is run; what it raises ends the run."""
    executor: Callable[[int], Executor] = ThreadExecutor
    """Makes what runs the trials, for a number of workers."""
    on_progress: Callable[[Progress], None] | None = None
    """Called in this thread, about ten times a second."""
    on_status: Callable[[str], None] = lambda _: None
    """Told, in words, of what takes long before the trials start."""


def train(config: Config, metric: str | None = None, options: RunOptions = RunOptions()) -> Outcome:
    """Trains a config's network with every seed.

    Args:
        config: What to train.
        metric: What ``until`` is about; None for the primary one.
        options: How it is run.

    Returns:
        What was found. After Ctrl-C (in the main thread) only the trials that had ended are in
        it, and ``interrupted`` is set.

    Raises:
        GdrunError: If the data cannot be used, the parts do not fit together, or the store cannot
            be used.
    """
    return _run(plan_training(config), "train", metric, options)


def sweep(
    experiment: str,
    combinations: Sequence[Combination],
    metric: str | None = None,
    options: RunOptions = RunOptions(),
) -> Outcome:
    """Trains every combination with every seed; the trials of all share one pool.

    Args:
        experiment: Its name.
        combinations: What is compared; one that diverges or fails does not stop the others.
        metric: What they are ranked by; all must have it. None for the primary one.
        options: How it is run.

    Raises:
        GdrunError: As ``train`` does.
    """
    return _run(plan_sweep(experiment, combinations), "sweep", metric, options)


def variance(
    config: Config, samples: int, metric: str | None = None, options: RunOptions = RunOptions()
) -> Outcome:
    """Trains what tells how much each random stream does; see ``plan_variance``.

    Args:
        config: What to train.
        samples: Rows of the design, each of which has two trials and one more for each stream.
        metric: What is looked at, as ``loss`` or ``test.loss``; None for the primary one on
            validation.
        options: How it is run.

    Raises:
        GdrunError: As ``train`` and ``plan_variance`` do.
    """
    portion, name = portion_and_name(metric or "")
    plan = plan_variance(config, samples, portion)
    outcome = _run(plan, "variance", name or None, options)
    return replace(outcome, notes=outcome.notes + notes_on_data(config))


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run(plan: Plan, command: str, metric: str | None, options: RunOptions) -> Outcome:
    workers = available_cores() if options.workers is None else options.workers
    if workers < 1:
        raise ValueError(f"workers must be at least 1, but {workers} were asked for")
    if options.until:
        check_until(options.until, plan)
    # Before the files are read, so that a change in between is seen.
    identities = Identities({variant.name: variant.config for variant in plan.variants})
    prepared = prepare(
        plan,
        identities,
        min(workers, plan.trials),
        options.on_status,
        metrics=(metric, *options.shown),
        keep_arrays=options.keep_arrays,
        history_rows=options.history_rows,
        outputs=_kept_outputs(command, options),
    )
    outcome = replace(outcome_of(plan, prepared), request=_request(plan, options))
    options.check(outcome)
    judged = outcome.measured(metric or outcome.primary_metric)
    # Only a request that can be carried out makes a store.
    # What is kept anyway nobody asked for.
    rows = 0 if options.history_rows == HISTORY_ROWS else options.history_rows
    outputs = options.outputs or KeepOutputs.NONE
    asked = Asked(command, judged, history_rows=rows, outputs=outputs)
    with open_session(options.store, plan, identities, asked) as session:
        session.begin(outcome, plan, repr(options.until))
        rounds = _Rounds(prepared.variants, outcome, session, judged, workers, options)
        with stopped_by_ctrl_c(rounds.stop):
            plan, records = rounds.run(plan)
        notes = (
            *outcome.notes,
            *notes_on_undefined(records, options.shown),
            *rounds.watch.notes(plan),
        )
        if options.until:
            notes += what_it_took(plan, outcome, records, judged.name, options.until)
        found = replace(
            outcome,
            records=tuple(records),
            seconds=rounds.seconds,
            steps=rounds.steps,
            interrupted=len(records) < plan.trials,
            planned=plan.trials,
            notes=notes,
        )
        return session.finish(found, plan.trials)


def _request(plan: Plan, options: RunOptions) -> Request:
    config = plan.variants[0].config
    folder = str(config.folder.absolute())
    claims = options.claims or config.claims
    return Request(
        config.text,
        config.description,
        folder,
        options.command_line,
        claims,
        options.claims_about,
    )


def _kept_outputs(command: str, options: RunOptions) -> KeepOutputs:
    """What trials give of their outputs; without a store intervals are made from them."""
    default = KeepOutputs.ALL if command == "train" else KeepOutputs.LOSSES
    return options.outputs or default


class _Rounds:
    """Runs what is not stored; with ``until``, again and again with more seeds."""

    def __init__(
        self,
        prepared: Sequence[PreparedVariant],
        outcome: Outcome,
        session: Session,
        metric: Measured,
        workers: int,
        options: RunOptions,
    ) -> None:
        self.stop: NDArray[np.int64] = np.zeros(1, np.int64)
        """Set to 1 to end the run soon."""
        self.seconds = 0.0
        self.steps = 0
        self.watch = Watch(each.variant for each in prepared)
        self._prepared = prepared
        self._outcome = outcome
        self._session = session
        self._metric = metric
        self._workers = workers
        self._options = options

    def run(self, plan: Plan) -> tuple[Plan, list[Record]]:
        """The plan with the seeds it had in the end, and the records in its order."""
        records: list[Record] = []
        while True:
            missing = without(plan, records)
            for variant in missing.variants:
                if self.stop[0]:
                    break
                records += self._find(variant)
            records += self._run_missing(without(plan, records), records)
            if not self._options.until:
                break
            further = grown(plan, self._outcome, records, self._metric.name, self._options.until)
            if further.trials == plan.trials:
                break
            # So what is not run for being interrupted is known to be missing.
            plan = further
            self._session.plan(plan.trials)
            if self.stop[0]:
                break
        return plan, in_order(plan, records)

    def _find(self, variant: PlannedVariant) -> list[Record]:
        """What is stored of a variant; histories are read where something looks at them."""
        arrays = self._options.keep_arrays
        histories = arrays or self.watch.looks_at(variant)
        found = self._session.find(variant, histories=histories, weights=arrays)
        for record in found:
            self.watch.note(record, record.history)
        if histories and not arrays:
            found = [replace(record, history=NO_HISTORY) for record in found]
        return found

    def _run_missing(self, missing: Plan, reused: Sequence[Record]) -> list[Record]:
        finished = run_trials(
            [
                replace(prepared, variant=variant)
                for prepared, variant in zip(self._prepared, missing.variants, strict=True)
            ],
            self._options.executor(max(min(self._workers, missing.trials), 1)),
            Tracker(missing, self._metric, reused),
            self._session,
            self.watch,
            self.stop,
            self._options.store is None,
            self._options.store is None and self._options.hold_histories,
            self._options.on_progress,
        )
        self.seconds += finished.seconds
        self.steps += sum(record.steps for record in finished.records)
        return finished.records
