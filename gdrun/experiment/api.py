"""The room's front door: from a config to an outcome."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config, Setting
from gdrun.config.suggestions import similar
from gdrun.errors import DataError, PartError
from gdrun.experiment.bindings import Bindings, Datasets, make_bindings
from gdrun.experiment.executors import ThreadExecutor
from gdrun.experiment.kernels import load_training_loop
from gdrun.experiment.memory import check_memory
from gdrun.experiment.plan import Plan, plan_sweep, plan_training
from gdrun.experiment.running import Ready, Run
from gdrun.records import Outcome, Progress, Variant


def train(
    config: Config,
    *,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_status: Callable[[str], None] | None = None,
) -> Outcome:
    """Trains a config's network with every seed.

    Args:
        config: What to train.
        workers: Trials at the same time, each on one thread; left out, the cores that this
            process may use. Results do not depend on it.
        on_progress: Called in this thread, about ten times a second.
        on_status: Told, in words, of what takes long before the trials start.

    Returns:
        What was found. After Ctrl-C (in the main thread) only the trials that had ended are in
        it, and ``interrupted`` is set.

    Raises:
        GdrunError: If the data cannot be used, or the parts do not fit together.
    """
    return _run(plan_training(config), workers, on_progress, on_status)


def sweep(
    experiment: str,
    settings: Sequence[Setting],
    *,
    metric: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_status: Callable[[str], None] | None = None,
) -> Outcome:
    """Trains every setting with every seed; the trials of all settings share one pool.

    Args:
        experiment: Its name.
        settings: What is compared; one that diverges or fails does not stop the others.
        metric: What they are to be ranked by, so that all must have it.
        workers: As for ``train``, like what follows.
        on_progress: As for ``train``.
        on_status: As for ``train``.

    Raises:
        GdrunError: If the data cannot be used, or the parts of a setting do not fit together.
    """
    return _run(plan_sweep(experiment, settings), workers, on_progress, on_status, metric)


def _run(
    plan: Plan,
    workers: int | None,
    on_progress: Callable[[Progress], None] | None,
    on_status: Callable[[str], None] | None,
    metric: str | None = None,
) -> Outcome:
    workers = available_cores() if workers is None else workers
    if workers < 1:
        raise ValueError(f"workers must be at least 1, but {workers} were asked for")
    ready = _prepare(plan, on_status or (lambda _: None))
    _check_metrics(ready, metric)
    check_memory([each.bindings.first for each in ready], min(workers, plan.trials))
    for each in ready:
        each.bindings.first.check_weights()
    run = Run(plan, ready)
    with _stopped_by_ctrl_c(run.stop):
        run.execute(ThreadExecutor(workers), on_progress)
    return _outcome(plan, run, ready)


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
        hint = similar(metric, names)
        raise PartError(
            f"this task has no metric `{metric}`; it has {', '.join(names)}"
            + (f": {hint}" if hint else "")
        )


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _stopped_by_ctrl_c(stop: NDArray[np.int64]) -> Iterator[None]:
    """The first Ctrl-C asks the run to end; the second is an ordinary KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if stop[0]:
            signal.default_int_handler(number, frame)
        stop[0] = 1

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _outcome(plan: Plan, run: Run, ready: Sequence[Ready]) -> Outcome:
    bindings = ready[0].bindings
    variants = tuple(Variant(v.name, v.parameters, v.config.resolved()) for v in plan.variants)
    return Outcome(
        experiment=plan.experiment,
        variants=variants,
        records=tuple(run.records),
        metric_names=bindings.first.metric_names,
        seconds=run.seconds,
        steps=sum(record.steps for record in run.records),
        interrupted=run.interrupted,
        notes=tuple(dict.fromkeys(note for each in ready for note in each.bindings.first.notes)),
        facts=_facts(bindings),
    )


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
