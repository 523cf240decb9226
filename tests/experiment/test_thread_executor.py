"""Threads hold the contract of executors, and have cores of their own while tasks are short."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from gdrun.experiment.executors import Ended, Executor, ThreadExecutor
from gdrun.experiment.executors.threads import AHEAD
from gdrun.records import Progress
from gdrun.trial.work import Signals
from tests.experiment.executor_contract import ENDLESS, ExecutorContract, run, square


class TestThreadExecutor(ExecutorContract):
    def make(self, workers: int) -> Executor:
        return ThreadExecutor(workers)


def test_the_interpreters_turns_are_as_before() -> None:
    interval = sys.getswitchinterval()
    assert len(list(ThreadExecutor(2).run(square, range(5)))) == 5
    assert sys.getswitchinterval() == interval


def test_the_loss_so_far_is_told_while_trials_train() -> None:
    told: list[float] = []

    def look(progress: Progress) -> None:
        if progress.loss is not None and not told:
            told.append(progress.loss)
            os.kill(os.getpid(), signal.SIGINT)

    run(ENDLESS, workers=2, executor=ThreadExecutor, on_progress=look)
    # Iris is learnt in no time; it begins with a loss above 1.
    assert 0 < told[0] < 0.5


def test_signals_tell_the_loss_after_the_last_epoch_of_trials_that_have_begun() -> None:
    counters = np.array([[3, 30], [1, 10], [0, 4]])
    losses = np.array([[3.0, 2.0, 1.0], [5.0, np.nan, np.nan], [np.nan] * 3])
    assert Signals(np.zeros(1, np.int64), counters, losses).latest_losses() == [1.0, 5.0]
    assert Signals(np.zeros(1, np.int64)).latest_losses() == []


def test_results_do_not_pile_up_where_the_caller_is_slow() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(10**6):
            taken.append(number)
            yield number

    with closing(ThreadExecutor(2).run(square, tasks())) as messages:
        next(messages)
        time.sleep(0.3)
        assert AHEAD < len(taken) <= 2 * AHEAD + 1


def test_a_thread_that_cannot_be_started_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, start = threading.active_count(), threading.Thread.start

    def refuse_third(thread: threading.Thread) -> None:
        if threading.active_count() >= before + 2:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse_third)
    with pytest.raises(RuntimeError, match="start new thread"):
        list(ThreadExecutor(3).run(square, range(5)))
    assert threading.active_count() == before


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="cores are chosen on Linux alone")
def test_workers_have_cores_of_their_own_until_tasks_take_long() -> None:
    available = os.sched_getaffinity(0)
    if len(available) < 2:
        pytest.skip("there is one core alone")
    executor = ThreadExecutor(len(available))

    def where(seconds: float, signals: Signals) -> tuple[frozenset[int], frozenset[int]]:
        before = frozenset(os.sched_getaffinity(0))
        time.sleep(seconds)
        return before, frozenset(os.sched_getaffinity(0))

    messages = executor.run(where, [0.001] * 200)
    places = {message.result[0] for message in messages if isinstance(message, Ended)}
    assert len(places) > 1
    assert places <= {frozenset([core]) for core in available}
    (_, after), *_ = [m.result for m in executor.run(where, [0.5]) if isinstance(m, Ended)]
    assert after == available
    assert os.sched_getaffinity(0) == available
