"""Executors run every task once, and end whatever happens."""

import os
import threading
import time

import pytest

from gdrun.experiment.executors.threads import TICK, ThreadExecutor


def nothing() -> None:
    pass


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_task_is_done_once(workers: int) -> None:
    results = ThreadExecutor(workers).run(lambda n: n * n, range(50), nothing, nothing)
    assert sorted(results) == [n * n for n in range(50)]


def test_an_error_ends_the_run_in_the_callers_thread() -> None:
    abandoned = threading.Event()

    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    with pytest.raises(ValueError, match="three"):
        list(ThreadExecutor(2).run(work, iter(range(10**9)), nothing, abandoned.set))
    assert abandoned.is_set()


def test_a_tick_that_takes_long_does_not_follow_every_result() -> None:
    ticks = []

    def tick() -> None:
        ticks.append(time.monotonic())
        time.sleep(3 * TICK)

    def work(number: int) -> int:
        time.sleep(TICK / 10)
        return number

    assert len(list(ThreadExecutor(1).run(work, range(40), tick, nothing))) == 40
    assert 1 <= len(ticks) <= 5


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
        list(ThreadExecutor(3).run(lambda n: n, range(5), nothing, nothing))
    assert threading.active_count() == before


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="cores are chosen on Linux alone")
def test_workers_have_cores_of_their_own_until_tasks_take_long() -> None:
    available = os.sched_getaffinity(0)
    if len(available) < 2:
        pytest.skip("there is one core alone")
    executor = ThreadExecutor(len(available))

    def where(seconds: float) -> tuple[frozenset[int], frozenset[int]]:
        before = frozenset(os.sched_getaffinity(0))
        time.sleep(seconds)
        return before, frozenset(os.sched_getaffinity(0))

    short = list(executor.run(where, [0.001] * 200, nothing, nothing))
    places = {before for before, _ in short}
    assert len(places) > 1
    assert places <= {frozenset([core]) for core in available}
    (_, after), *_ = executor.run(where, [0.5], nothing, nothing)
    assert after == available
    assert os.sched_getaffinity(0) == available
