"""What an executor is: it takes tasks, and tells in messages what becomes of them.

A new executor is one file beside this one. ``tests/experiment/executor_contract.py`` says in tests
what it must hold.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gdrun.trial.work import Signals

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

TICK = 0.1
"""Seconds between two messages about what runs."""


@dataclass(frozen=True)
class Running:
    """How far the tasks are that have begun, and have not been told to have ended."""

    epochs: int
    steps: int
    loss: float | None = None
    """Mean of the trials' train losses after their last epochs; None where that is not known."""


@dataclass(frozen=True)
class Ended(Generic[ResultT]):
    """What came of a task."""

    result: ResultT


class Executor(Protocol):
    """Runs tasks that do not depend on each other, ``workers`` at a time; used for one run."""

    workers: int

    def run(
        self, work: Callable[[TaskT, Signals], ResultT], tasks: Iterable[TaskT]
    ) -> Generator[Running | Ended[ResultT], None, None]:
        """Messages as they come: one for each task that ended, in any order, and ``Running``.

        Tasks are taken when there is a worker for them, and not before. ``Running`` comes about
        ``TICK`` seconds after the last one was dealt with. An exception of ``work`` ends the run.
        Whoever does not want the rest closes the iterator; then tasks that run are stopped, and
        waited for. A KeyboardInterrupt that is thrown into it stops them and waits for nothing.

        Args:
            work: A function of a module, which can be found by its name in another process.
            tasks: Values that can be pickled.
        """

    def stop(self) -> None:
        """Makes the tasks that run come to an end soon; called from any thread."""
