"""The room's front door: from a config to an outcome."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config, Setting
from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.errors import DataError, PartError
from gdrun.experiment.executors.threads import ThreadExecutor
from gdrun.experiment.plan import Plan, plan_sweep, plan_training, with_seeds
from gdrun.experiment.running import Ready, Run
from gdrun.experiment.session import Keeping, Keeps, kept
from gdrun.experiment.tracker import Tracker
from gdrun.experiment.until import Until, check_until, grown, what_it_took
from gdrun.parts.normalizers import Affine
from gdrun.records import Outcome, Progress, Record, Variant
from gdrun.trial.data_of_seeds import Bindings, Datasets, make_bindings
from gdrun.trial.identity import Keys
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.memory import check_memory
from gdrun.wording import did_you_mean


@dataclass(frozen=True)
class Manner:
    """How an experiment is run; none of it changes a trial's result."""

    workers: int | None = None
    """Trials at the same time, each on one thread; None for the cores this process may use."""
    keeping: Keeping | None = None
    """Where trials are kept and found again."""
    until: Until | None = None
    """Adds seeds to each variant until its mean is known so well."""
    weights: bool = True
    """Whether records hold their weights, wherever else those are kept."""
    on_progress: Callable[[Progress], None] | None = None
    """Called in this thread, about ten times a second."""
    on_status: Callable[[str], None] = lambda _: None
    """Told, in words, of what takes long before the trials start."""


def train(config: Config, metric: str | None = None, manner: Manner = Manner()) -> Outcome:
    """Trains a config's network with every seed.

    Args:
        config: What to train.
        metric: What ``until`` is about; None for the primary one.
        manner: How.

    Returns:
        What was found. After Ctrl-C (in the main thread) only the trials that had ended are in
        it, and ``interrupted`` is set.

    Raises:
        GdrunError: If the data cannot be used, the parts do not fit together, or the store cannot
            be used.
    """
    return _run(plan_training(config), "train", metric, manner)


def sweep(
    experiment: str,
    settings: Sequence[Setting],
    metric: str | None = None,
    manner: Manner = Manner(),
) -> Outcome:
    """Trains every setting with every seed; the trials of all settings share one pool.

    Args:
        experiment: Its name.
        settings: What is compared; one that diverges or fails does not stop the others.
        metric: What they are to be ranked by, so that all must have it; None for the primary one.
        manner: How.

    Raises:
        GdrunError: As ``train`` does.
    """
    return _run(plan_sweep(experiment, settings), "sweep", metric, manner)


def _run(plan: Plan, command: str, metric: str | None, manner: Manner) -> Outcome:
    workers = available_cores() if manner.workers is None else manner.workers
    if workers < 1:
        raise ValueError(f"workers must be at least 1, but {workers} were asked for")
    if manner.until:
        check_until(manner.until, plan)
    # Before the files are read, so that a change in between is seen.
    keys = Keys({variant.name: variant.config for variant in plan.variants})
    ready = _prepare(plan, manner.on_status)
    _check_metrics(ready, metric)
    metric = metric or ready[0].bindings.first.metric_names[1]
    check_memory([each.bindings.first for each in ready], min(workers, plan.trials))
    for each in ready:
        each.bindings.first.check_weights()
    outcome = _without_records(plan, ready, keys)
    # Only a request that can be carried out makes a store.
    with kept(manner.keeping, plan, keys, command) as keeper:
        keeper.begin(outcome, metric, plan, repr(manner.until))
        stop = np.zeros(1, np.int64)
        with stopped_by_ctrl_c(stop):
            outcome, plan = _run_rounds(outcome, plan, ready, keeper, metric, workers, manner, stop)
        return keeper.finish(outcome, plan.trials)


def _run_rounds(
    outcome: Outcome,
    plan: Plan,
    ready: Sequence[Ready],
    keeper: Keeps,
    metric: str,
    workers: int,
    manner: Manner,
    stop: NDArray[np.int64],
) -> tuple[Outcome, Plan]:
    """Runs what is not stored; with ``until``, again and again with more seeds."""
    records: list[Record] = []
    seconds, steps = 0.0, 0
    while True:
        done = {(record.variant, record.seed) for record in records}
        asked = {
            v.name: tuple(seed for seed in v.seeds if (v.name, seed) not in done)
            for v in plan.variants
        }
        for variant in with_seeds(plan, asked).variants:
            if stop[0]:
                break
            records += keeper.find(variant, weights=manner.weights)
        done = {(record.variant, record.seed) for record in records}
        missing = with_seeds(
            plan,
            {
                name: tuple(seed for seed in seeds if (name, seed) not in done)
                for name, seeds in asked.items()
            },
        )
        run = Run(
            [replace(r, variant=v) for r, v in zip(ready, missing.variants, strict=True)],
            Tracker(missing, metric, records),
            stop,
            keeper,
            weights=manner.weights,
        )
        threads = max(min(workers, missing.trials), 1)
        run.execute(ThreadExecutor(threads), manner.on_progress)
        records += run.records
        seconds += run.seconds
        steps += sum(record.steps for record in run.records)
        if not manner.until:
            break
        further = grown(plan, records, metric, manner.until)
        if further.trials == plan.trials:
            break
        # So what is not run for being interrupted is known to be missing.
        plan = further
        if stop[0]:
            break
    place = {variant.name: i for i, variant in enumerate(plan.variants)}
    order = {v.name: {seed: i for i, seed in enumerate(v.seeds)} for v in plan.variants}
    records.sort(key=lambda r: (place[r.variant], order[r.variant][r.seed]))
    notes = outcome.notes
    if manner.until:
        notes += what_it_took(plan, records, metric, manner.until)
    found = replace(
        outcome,
        records=tuple(records),
        seconds=seconds,
        steps=steps,
        interrupted=len(records) < plan.trials,
        planned=plan.trials,
        notes=notes,
    )
    return found, plan


def _prepare(plan: Plan, on_status: Callable[[str], None]) -> list[Ready]:
    """All variants bound to their data, so that what does not fit is found before anything runs."""
    datasets, ready = Datasets(), []
    for variant in plan.variants:
        try:
            bindings = make_bindings(variant.config, variant.seeds[0], datasets)
        except (PartError, DataError) as error:
            if len(plan.variants) == 1:
                raise
            raise type(error)(f"in {variant.name}: {error}") from None
        loop = load_training_loop(variant.config.training.dtype, on_status)
        ready.append(Ready(variant, bindings, loop))
    return ready


def _check_metrics(ready: Sequence[Ready], metric: str | None) -> None:
    """Sees that all variants have the same metrics, and the one to rank by."""
    names = ready[0].bindings.first.metric_names
    for each in ready:
        if each.bindings.first.metric_names != names:
            raise PartError(
                f"{each.variant.name} has other metrics than {ready[0].variant.name}, so they "
                "cannot be compared: classes and numbers are different tasks"
            )
    if metric is not None and metric not in names:
        hint = did_you_mean(metric, names)
        raise PartError(
            f"this task has no metric `{metric}`; it has {', '.join(names)}"
            + (f": {hint}" if hint else "")
        )


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _without_records(plan: Plan, ready: Sequence[Ready], keys: Keys) -> Outcome:
    bindings = ready[0].bindings
    variants = tuple(
        Variant(v.name, v.parameters, v.config.resolved(), _preparation(each, keys.data(v.name)))
        for v, each in zip(plan.variants, ready, strict=True)
    )
    return Outcome(
        experiment=plan.experiment,
        variants=variants,
        records=(),
        metric_names=bindings.first.metric_names,
        seconds=0.0,
        steps=0,
        notes=tuple(dict.fromkeys(note for each in ready for note in each.bindings.first.notes)),
        facts=_facts(bindings),
    )


def _preparation(ready: Ready, data_key: str) -> dict[str, object]:
    dataset = ready.bindings.dataset
    found: dict[str, object] = {
        "data": data_key,
        "sizes": ready.bindings.first.network.sizes.tolist(),
        "class_names": dataset.class_names,
        "feature_names": dataset.feature_names,
    }
    if ready.bindings.shared:
        found["target_shift"] = dataset.target_shift.tolist()
        found["target_scale"] = dataset.target_scale.tolist()
        if isinstance(dataset.input_normalizer, Affine):
            found["input_shift"] = dataset.input_normalizer.shift.tolist()
            found["input_scale"] = dataset.input_normalizer.scale.tolist()
    return found


def _facts(bindings: Bindings) -> dict[str, object]:
    dataset, binding = bindings.dataset, bindings.first
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return {
        "task": dataset.task,
        "rows": {name: len(part.targets) for name, part in parts.items() if part},
        "inputs": len(dataset.feature_names),
        "outputs": int(binding.network.sizes[-1]),
        "parameters": binding.parameters,
        "loss": binding.loss.name,
    }
