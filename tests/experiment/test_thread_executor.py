"""Threads hold the contract of executors, and have cores of their own while tasks are short."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from gdrun.experiment.executors import Ended, Executor, ThreadExecutor
from gdrun.experiment.executors.threads import AHEAD
from gdrun.trial.work import Signals
from tests.experiment.executor_contract import ExecutorContract, square


class TestThreadExecutor(ExecutorContract):
    def make(self, workers: int) -> Executor:
        return ThreadExecutor(workers)


def test_the_interpreters_turns_are_as_before() -> None:
    interval = sys.getswitchinterval()
    assert len(list(ThreadExecutor(2).run(square, range(5)))) == 5
    assert sys.getswitchinterval() == interval


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
