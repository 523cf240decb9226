"""Running a task, on the thread and in the process where this is called."""

import threading
from collections import OrderedDict
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.loop.signatures import training_loop
from gdrun.errors import GdrunError
from gdrun.parts.own_files import blame
from gdrun.records import KeepOutputs
from gdrun.trial.causes import causes_of_divergence
from gdrun.trial.data_of_seeds import Bindings, Datasets, make_bindings
from gdrun.trial.task import Task, config_of
from gdrun.trial.training import Trained, make_arrays, make_failed, make_records, train_trials

LARGE = 20_000
"""Parameters from which on the work that NumPy does on a network is more than Python's."""

MOST_MADE = 4
"""Bindings that a process keeps of tasks that came from another one."""

python_turn = threading.Lock()
"""Held for Python's work on small networks: threads that hand the interpreter's lock to and fro,
as at each of NumPy's draws, take longer than if one waits for the other."""


@dataclass(eq=False)
class Signals:
    """What a task, while it trains, and whoever waits for it tell each other."""

    stop: NDArray[np.int64]
    """One number. Set to 1, from any thread, it makes the task come to an end soon."""
    counters: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    """(trials, 2): the epochs and steps that each trial has done, counted while it trains."""
    losses: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    """(trials, epochs): the train loss after each epoch that is done."""

    def counts(self) -> tuple[int, int]:
        """Epochs and steps of all trials so far."""
        epochs, steps = self.counters.sum(axis=0).tolist()
        return epochs, steps

    def latest_losses(self) -> list[float]:
        """Of each trial that has done an epoch, the train loss after the last."""
        losses = self.losses
        done = self.counters[: len(losses), 0].tolist()
        return [float(losses[k, epochs - 1]) for k, epochs in enumerate(done) if epochs]


_provided: WeakValueDictionary[str, Bindings] = WeakValueDictionary()
"""By the tasks' groups: what trials of this process train on, for as long as somebody holds it."""

_made: OrderedDict[str, Bindings] = OrderedDict()
_making = threading.Lock()


def provide(task: Task, bindings: Bindings) -> None:
    """Makes tasks of this group, run in this process, train on ``bindings``: no copies are made."""
    _provided[task.group] = bindings


def work(task: Task, signals: Signals) -> list[Trained]:
    """Runs a task's trials to their ends, or until ``signals.stop`` is set.

    What goes wrong in a trial, as a part from outside gdrun may raise anything, is in its record.

    Returns:
        What came of each trial, in the order of the seeds.

    Raises:
        GdrunError: If the task cannot be run here at all: the data or the parts are others.
    """
    bindings = _bindings_of(task)
    if not bindings.shared and len(task.seeds) > 1:
        return _one_by_one(task, signals)
    try:
        return _train(task, bindings, signals)
    except (Exception, SystemExit) as error:
        if len(task.seeds) > 1:
            # One bad seed must not fail those that happened to share its call.
            return _one_by_one(task, signals)
        return [make_failed(task.variant, task.seeds[0], _in_words(error))]


def _one_by_one(task: Task, signals: Signals) -> list[Trained]:
    alone = (replace(task, seeds=(seed,)) for seed in task.seeds)
    return [trained for one in alone for trained in work(one, signals)]


def _train(task: Task, bindings: Bindings, signals: Signals) -> list[Trained]:
    binding = bindings.of(task.seeds[0])
    counters = np.zeros((len(task.seeds), 2), np.int64)
    # NumPy's draws and hashes of large networks run in parallel.
    turn = python_turn if binding.parameters < LARGE else nullcontext()
    with turn:
        outputs = task.keep_outputs is not KeepOutputs.NONE
        arrays = make_arrays(binding, task.seeds, counters, outputs=outputs)
    signals.counters = counters
    signals.losses = arrays.report.history[:, :, binding.columns.index("train.loss")]
    loop = training_loop(binding.config.training.dtype)
    seconds = train_trials(binding, arrays, loop, signals.stop)
    causes = causes_of_divergence(binding, arrays, task.seeds, loop, signals.stop)
    with turn:
        return make_records(task, binding, arrays, seconds, causes)


def _bindings_of(task: Task) -> Bindings:
    """What was provided for the task's group, or else is made here, from the task alone."""
    known = _provided.get(task.group)
    if known is not None:
        return known
    with _making:
        made = _made.get(task.group)
        if made is None:
            config = config_of(task)
            # Of the first seed the planning process has seen that its data can be used.
            made = make_bindings(config, config.seed_list()[0], Datasets())
            _made[task.group] = made
            while len(_made) > MOST_MADE:
                _made.popitem(last=False)
    return made


def _in_words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "the memory did not suffice; fewer workers need less"
    if isinstance(error, GdrunError):
        return str(error)
    mistake = blame(error)
    if mistake and mistake.line:
        return f"{mistake.path}:{mistake.line}: {mistake.message}"
    return f"{type(error).__name__}: {error}"
