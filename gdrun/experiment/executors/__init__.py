"""Executors: where tasks run. A task is a value, so it may be a thread, a process or a machine."""

from gdrun.experiment.executors.executor import TICK, Ended, Executor, Running
from gdrun.experiment.executors.threads import ThreadExecutor

__all__ = ["TICK", "Ended", "Executor", "Running", "ThreadExecutor"]
