"""Running a plan's trials on an executor: tasks go out, records come back and are stored."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gdrun.experiment.diagnosing import Diagnosing
from gdrun.experiment.executors import Executor, Running
from gdrun.experiment.grouping import Grouping
from gdrun.experiment.preparing import PreparedVariant
from gdrun.experiment.session import Session
from gdrun.experiment.tracker import Tracker
from gdrun.experiment.undefined import Watch
from gdrun.records import Progress, Record, Status
from gdrun.trial.training import Trained
from gdrun.trial.work import python_turn, work

MessageT = TypeVar("MessageT")


@dataclass(frozen=True)
class Finished:
    """What came of a run."""

    records: list[Record]
    """Of the trials that ended, in the order in which they did."""
    seconds: float
    """Wall time of running them, from the first to be taken up to the last to end."""


def run_trials(
    variants: Sequence[PreparedVariant],
    executor: Executor,
    tracker: Tracker,
    session: Session,
    watch: Watch,
    stop: NDArray[np.int64],
    hold_outputs: bool,
    hold_histories: bool,
    on_progress: Callable[[Progress], None] | None,
) -> Finished:
    """Runs all trials of these variants; those that do not end before ``stop`` leave no record.

    Args:
        variants: What is to be run.
        executor: Where.
        tracker: Is told how far the trials are.
        session: Is given the trials that ended.
        watch: As ``session``.
        stop: May be set to 1 at any time, from any thread, to end the run soon.
        hold_outputs: Whether records hold outputs, as there is no store that they are read from.
        hold_histories: The same of histories.
        on_progress: Called in this thread, about ten times a second.
    """
    records: list[Record] = []
    waiting: list[Trained] = []
    stored = 0

    def keep() -> None:
        """Hands on what ended since the last time, many trials at once."""
        ended = waiting.copy()
        waiting.clear()
        with python_turn:
            diagnosed = diagnosing.of(ended)
            session.add(diagnosed)
        for each in diagnosed:
            record = each.with_outputs() if hold_outputs else each.record
            records.append(replace(record, history=each.history) if hold_histories else record)

    def tell(running: Running) -> None:
        nonlocal stored
        keep()
        # What is told to be done is kept, whatever happens next.
        if session.flush():
            tracker.count(records[stored:])
            stored = len(records)
        if on_progress:
            on_progress(tracker.progress(running))

    diagnosing = Diagnosing(variants)
    grouping, begun = Grouping(variants, executor.workers), time.perf_counter()
    tasks = takewhile(lambda _: not stop[0], grouping.tasks())
    try:
        with _listening(executor.run(work, tasks)) as messages:
            for message in messages:
                if stop[0]:
                    executor.stop()
                if isinstance(message, Running):
                    tell(message)
                    continue
                ended = [
                    each for each in message.result if each.record.status is not Status.INTERRUPTED
                ]
                for each in ended:
                    watch.note(each.record, each.history)
                finished = [each.record for each in ended]
                tracker.end(finished)
                grouping.learn(finished)
                waiting += ended
    finally:
        # Whoever breaks off the run loses nothing that had ended.
        keep()
    seconds = time.perf_counter() - (grouping.start or begun)
    tell(Running(0, 0))
    return Finished(records, seconds)


@contextmanager
def _listening(messages: Generator[MessageT, None, None]) -> Iterator[Iterator[MessageT]]:
    """Closes ``messages`` in the end; the executor is told of a Ctrl-C that ends this at once."""
    try:
        yield messages
    except KeyboardInterrupt as error:
        messages.throw(error)
    finally:
        messages.close()
