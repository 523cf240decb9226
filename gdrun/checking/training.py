"""Weights after some training: further from where they were drawn, gradients differ."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from gdrun.checking.subject import Floats
from gdrun.config import Config
from gdrun.engine.compile.interrupts import stopped_by_ctrl_c
from gdrun.errors import PartError
from gdrun.records import Status
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.identity import Hashes, data_key
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.memory import check_memory
from gdrun.trial.task import make_task
from gdrun.trial.work import Signals, provide, work


def trained_theta(config: Config, epochs: int, on_status: Callable[[str], None]) -> Floats:
    """Theta (parameters,) after so many epochs of the config's own training with its one seed.

    ``on_status`` is told, in words, of what takes long.

    Raises:
        GdrunError: If it cannot be trained, or diverges.
        KeyboardInterrupt: After Ctrl-C.
    """
    training = config.training.model_copy(update={"epochs": epochs})
    config = config.model_copy(update={"training": training})
    bindings = make_bindings(config, config.seed_list()[0], Datasets())
    check_memory(bindings.first, 1)
    bindings.first.check_weights()
    task = make_task(config.name, config, data_key(config, Hashes()), keep_arrays=True)
    provide(task, bindings)
    # In the main thread, where Ctrl-C ends the compiler, too.
    load_training_loop(config.training.dtype, on_status)
    stop = np.zeros(1, np.int64)
    # Python hears Ctrl-C in the main thread alone, and not while that is in compiled code.
    with stopped_by_ctrl_c(stop), ThreadPoolExecutor(1) as thread:
        (trained,) = thread.submit(work, task, Signals(stop)).result()
    record = trained.record
    if stop[0] or record.status is Status.INTERRUPTED:
        raise KeyboardInterrupt
    if record.status is Status.FAILED:
        raise PartError(f"training failed: {record.message}")
    if record.status is Status.DIVERGED:
        raise PartError(
            f"training diverged in epoch {record.epochs}, so there is nothing to check: lower "
            "`optimizer.learning_rate`, or train for fewer epochs"
        )
    return trained.weights.astype(float)
