"""Running trials of one binding: from seeds to records."""

import hashlib
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.loop.state import (
    CONVERGED,
    DIVERGED,
    EARLY_STOPPED,
    FINISHED,
    INTERRUPTED,
    Report,
    State,
)
from gdrun.engine.loop.units import MEASURES
from gdrun.engine.loop.watching import WATCHED
from gdrun.records import (
    NO_HISTORY,
    PORTIONS,
    Documents,
    History,
    LayersSeen,
    Metrics,
    Outputs,
    PackedMetrics,
    Record,
    Status,
)
from gdrun.records.layers import COLUMNS
from gdrun.trial.binding import Binding
from gdrun.trial.fingerprint import fingerprint
from gdrun.trial.layers_seen import layers_seen
from gdrun.trial.metrics import BoundMetrics
from gdrun.trial.network import PlacedLayer
from gdrun.trial.outputs import outputs_of
from gdrun.trial.streams import TrialStreams
from gdrun.trial.task import Task
from gdrun.trial.thinning import thinned

_STATUS = {
    CONVERGED: Status.CONVERGED,
    FINISHED: Status.FINISHED,
    EARLY_STOPPED: Status.EARLY_STOPPED,
    DIVERGED: Status.DIVERGED,
    INTERRUPTED: Status.INTERRUPTED,
}
Loop = Callable[..., None]
"""The compiled ``gdrun.engine.loop.training.train_trials``."""


class Trained(NamedTuple):
    """A trial's record, which may be without these arrays, and these for who stores them.

    The records of a million trials would fill the memory with arrays that nobody looks at.
    """

    record: Record
    history: History
    weights: NDArray[np.floating]
    outputs: Outputs | None
    documents: Documents | None
    """None if the trial failed before there were any."""
    layers: LayersSeen

    def with_outputs(self) -> Record:
        """The record with its outputs and documents."""
        return replace(self.record, outputs=self.outputs, documents=self.documents)


@dataclass(frozen=True)
class Arrays:
    """What the loop works on for some trials at once, one row a trial."""

    state: State
    report: Report


def make_arrays(
    binding: Binding,
    seeds: Sequence[int],
    counters: NDArray[np.int64],
    *,
    epochs: int | None = None,
    outputs: bool = False,
    snapshots: int = 0,
) -> Arrays:
    """Initial weights, random states and room for results, for one trial a seed.

    Args:
        binding: What is trained.
        seeds: Of the trials.
        counters: Where the loop counts epochs and steps: (trials, 2).
        epochs: So many have room; None for those of the config.
        outputs: Whether the outputs for validation and test rows have.
        snapshots: So many of theta on its way have; how often they are taken is a rule.
    """
    streams = TrialStreams(seeds, binding.config.stream_seed)
    theta = binding.initial_thetas(streams)
    return arrays_of(
        binding, theta, streams, counters, epochs=epochs, outputs=outputs, snapshots=snapshots
    )


def arrays_of(
    binding: Binding,
    theta: NDArray[np.floating],
    streams: TrialStreams,
    counters: NDArray[np.int64],
    *,
    epochs: int | None = None,
    outputs: bool = False,
    snapshots: int = 0,
) -> Arrays:
    """As ``make_arrays``, for trials that begin at given weights ``theta``, a row a trial."""
    config, trials = binding.config, len(theta)
    epochs = config.training.epochs if epochs is None else epochs
    size, network = theta.shape[1], binding.problem.network
    averages = config.training.average is not None
    keeps_best = binding.problem.rules.monitor >= 0
    state = State(
        theta=theta,
        memory=np.zeros((trials, config.optimizer.slots(), network.parameters), theta.dtype),
        scalars=np.zeros((trials, config.optimizer.scalars)),
        reaction=np.zeros((trials, config.decay.state)),
        watch=np.zeros((trials, WATCHED)),
        mean_theta=np.zeros((trials, size if averages else 0), theta.dtype),
        averaged=np.zeros((trials, 1), np.int64),
        best_theta=np.zeros((trials, size if keeps_best else 0), theta.dtype),
        order_random=streams.seed_words("order"),
        rounding_random=streams.seed_words("rounding"),
        layer_random=layer_seeds(binding.layers, streams),
        status=np.zeros((trials, 1), np.int64),
    )
    data = binding.problem.data
    rows = len(data.validation.targets) + len(data.test.targets) if outputs else 0
    report = Report(
        first=np.full((trials, len(binding.columns)), np.nan),
        history=np.full((trials, epochs, len(binding.columns)), np.nan),
        metrics=np.full((trials, len(PORTIONS), len(binding.metrics.measured)), np.nan),
        outputs=np.zeros((trials, rows, binding.layers[-1].outputs), theta.dtype),
        losses=np.zeros((trials, rows), np.float32),
        units=np.full((trials, len(binding.layers), MEASURES), np.nan),
        snapshots=np.zeros((trials, snapshots, size), theta.dtype),
        progress=counters,
    )
    return Arrays(state, report)


def layer_seeds(layers: Sequence[PlacedLayer], streams: TrialStreams) -> NDArray[np.int64]:
    """What layers draw with, in 63 bits: (trials, 1)."""
    if not any(layer.part.draws for layer in layers):
        return np.zeros((streams.trials, 1), np.int64)
    return (streams.seed_words("dropout")[:, :1] >> np.uint64(1)).astype(np.int64)


def train_trials(binding: Binding, arrays: Arrays, loop: Loop, stop: NDArray[np.int64]) -> float:
    """Trains all trials to their ends, or until ``stop`` is set; returns the seconds it took."""
    start = time.perf_counter()
    for epochs, rates in binding.only_rates or binding.rate_blocks():
        loop(
            epochs.start,
            epochs.stop,
            binding.problem,
            binding.kernels,
            rates,
            arrays.state,
            arrays.report,
            stop,
        )
        if arrays.state.status.all():
            break
    return time.perf_counter() - start


def make_records(
    task: Task, binding: Binding, arrays: Arrays, seconds: float, causes: Mapping[int, str]
) -> list[Trained]:
    """What came of a task's trials, in the order of its seeds.

    The time of a shared call, ``seconds``, is divided by the steps that each trial did. ``causes``
    has words for seeds that diverged, where the cause is known.
    """
    state, report = arrays.state, arrays.report
    columns, print_of_all = binding.columns, fingerprint()
    portions = [
        _metrics_of(report.metrics[:, i], binding.metrics, name)
        for i, name in enumerate(PORTIONS)
        if len(binding.problem.data[i].targets)
    ]
    nothing = state.theta[0, :0].copy()
    seen = layers_seen(binding, report.units)
    seconds_per_step = seconds / max(int(report.progress[:, 1].sum()), 1)
    documents = binding.dataset.documents
    kept = outputs_of(binding, report.outputs, report.losses, task.keep_outputs)
    trained = []
    for k, (seed, (status,), (epochs, steps), metrics, theta) in enumerate(
        zip(
            task.seeds,
            state.status.tolist(),
            report.progress.tolist(),
            zip(*portions, strict=True),
            state.theta,
            strict=True,
        )
    ):
        every = History(columns, report.history[k][:epochs], first=report.first[k].copy())
        history = thinned(every, task.history_rows, binding.metrics.measured)
        outputs = None if status == DIVERGED else kept[k]
        record = Record(
            variant=task.variant,
            seed=seed,
            status=_STATUS[status],
            epochs=epochs,
            steps=steps,
            history=history if task.keep_arrays else NO_HISTORY,
            metrics=PackedMetrics(dict(metrics)),
            weights=theta.copy() if task.keep_arrays else nothing,
            weights_sha256=weights_hash(theta),
            seconds=seconds_per_step * steps,
            fingerprint=print_of_all,
            message=causes.get(seed, ""),
            outputs=outputs if task.keep_arrays else None,
            documents=documents if task.keep_arrays else None,
        )
        trained.append(Trained(record, history, theta, outputs, documents, seen[k]))
    return trained


def _metrics_of(
    values: NDArray[np.float64], metrics: BoundMetrics, portion: str
) -> Iterator[tuple[str, Metrics]]:
    """The portion and its metrics, of one trial after the other; ``values`` (trials, metrics).

    They are there but for those that are not defined, which are NaN where the loss is finite.
    """
    pairs = list(enumerate(metrics.names))
    if portion == "train":
        # All are computed of those portions alone that were not trained on.
        pairs = list(zip(metrics.places, metrics.each_epoch, strict=True))
    for row in values.tolist():
        yield portion, _defined(row, pairs)


def metrics_of(values: NDArray[np.float64], metrics: BoundMetrics) -> Metrics:
    """All metrics of a portion that was not trained on, as a record has them; values (metrics,)."""
    return _defined(values.tolist(), list(enumerate(metrics.names)))


def _defined(row: Sequence[float], pairs: Sequence[tuple[int, str]]) -> Metrics:
    lost = not math.isfinite(row[0])
    return {name: row[m] for m, name in pairs if lost or row[m] == row[m]}


def make_failed(variant: str, seed: int, message: str) -> Trained:
    """What comes of a trial that could not be run."""
    nothing = np.empty(0)
    record = Record(
        variant=variant,
        seed=seed,
        status=Status.FAILED,
        epochs=0,
        steps=0,
        history=NO_HISTORY,
        metrics={},
        weights=nothing,
        weights_sha256="",
        seconds=0.0,
        fingerprint=fingerprint(),
        message=message,
    )
    return Trained(record, NO_HISTORY, nothing, None, None, np.empty((0, COLUMNS)))


def weights_hash(theta: NDArray[np.floating]) -> str:
    """SHA-256 of the little-endian bytes of ``theta``, in hexadecimal."""
    return hashlib.sha256(theta.astype(theta.dtype.newbyteorder("<")).tobytes()).hexdigest()
