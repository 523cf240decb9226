"""What every executor must hold; a test class for one inherits from ``ExecutorContract``."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gdrun.config import parse_config
from gdrun.errors import ConfigError
from gdrun.experiment import RunOptions, train
from gdrun.experiment.executors import TICK, Ended, Executor, Running
from gdrun.records import Outcome, Progress, Status
from gdrun.trial.work import Signals

CONFIG: dict[str, Any] = {
    "data": {"source": "iris"},
    "model": {"hidden": [5]},
    "training": {"epochs": 20},
    "seeds": 7,
}
ENDLESS = {**CONFIG, "training": {"epochs": 10_000_000}, "seeds": 2}


def square(number: int, signals: Signals) -> int:
    return number * number


def fail_at_three(number: int, signals: Signals) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def wait_for_stop(number: int, signals: Signals) -> int:
    """Works until it is stopped, counting."""
    import numpy as np

    signals.counters = np.zeros((1, 2), np.int64)
    end = time.monotonic() + 60
    while not signals.stop[0] and time.monotonic() < end:
        signals.counters += 1
        time.sleep(0.001)
    return int(signals.stop[0])


def short_rest(number: int, signals: Signals) -> int:
    time.sleep(TICK / 10)
    return number


def run(config: dict[str, Any], **options: Any) -> Outcome:
    return train(parse_config(config, Path(), "contract"), options=RunOptions(**options))


class ExecutorContract:
    """Tests of the executors that ``make`` makes."""

    def make(self, workers: int) -> Executor:
        raise NotImplementedError

    @pytest.mark.parametrize("workers", [1, 3])
    def test_every_task_is_done_once(self, workers: int) -> None:
        messages = self.make(workers).run(square, range(50))
        results = [message.result for message in messages if isinstance(message, Ended)]
        assert sorted(results) == [n * n for n in range(50)]

    def test_tasks_are_taken_when_there_is_a_worker_for_them(self) -> None:
        """So that later ones can be made as the earlier ones tell."""
        taken: list[int] = []

        def tasks() -> Iterator[int]:
            for number in range(10**9):
                taken.append(number)
                yield number

        with closing(self.make(2).run(square, tasks())) as messages:
            for ended, message in enumerate(messages):
                if isinstance(message, Ended) and ended > 20:
                    break
        assert len(taken) < 10_000

    def test_an_error_ends_the_run_in_the_callers_thread(self) -> None:
        with pytest.raises(ValueError, match="three"):
            for _ in self.make(2).run(fail_at_three, iter(range(10**9))):
                pass

    def test_what_runs_is_told_and_can_be_stopped(self) -> None:
        executor = self.make(2)
        counts, results = [], []
        for message in executor.run(wait_for_stop, range(2)):
            if isinstance(message, Running):
                counts.append(message.steps)
                if len(counts) > 5 and counts[-1] > 0:
                    executor.stop()
            else:
                results.append(message.result)
        assert results == [1, 1]
        assert counts[-1] > 0

    def test_who_wants_no_more_stops_what_runs(self) -> None:
        start = time.monotonic()
        with closing(self.make(2).run(wait_for_stop, range(2))) as messages:
            next(messages)
        assert time.monotonic() - start < 30  # It would go on for a minute.

    def test_a_caller_that_takes_long_is_not_told_after_every_result(self) -> None:
        told = results = 0
        for message in self.make(1).run(short_rest, range(40)):
            if isinstance(message, Running):
                told += 1
                time.sleep(3 * TICK)
            else:
                results += 1
        assert results == 40
        assert 1 <= told <= 12

    @pytest.mark.parametrize("vary", [["init", "order"], ["split", "rounding", "init"], ["data"]])
    def test_bits_do_not_depend_on_where_trials_run(self, vary: list[str]) -> None:
        source = {"name": "moons", "rows": 60} if vary == ["data"] else "iris"
        config = {**CONFIG, "data": {"source": source}, "randomness": {"vary": vary}}
        here = run(config, workers=1)
        there = run(config, workers=2, executor=self.make)
        for a, b in zip(here.records, there.records, strict=True):
            assert (a.seed, a.status, a.weights_sha256) == (b.seed, b.status, b.weights_sha256)
            assert a.metrics == b.metrics
            assert a.weights.tobytes() == b.weights.tobytes()
            assert a.history.values.tobytes() == b.history.values.tobytes()
        assert there.steps == sum(record.steps for record in here.records)

    def test_a_trial_that_cannot_be_run_fails_alone(self, tmp_path: Path) -> None:
        """An outlier that only some splits hold out is beyond float32 for these alone."""
        rows = [f"{i},{'ab'[i % 2]},{1e60 if i == 0 else i % 3}\n" for i in range(20)]
        (tmp_path / "t.csv").write_text("x,y,z\n" + "".join(rows))
        config = {
            **CONFIG,
            "data": {"source": str(tmp_path / "t.csv"), "target": "y"},
            "randomness": {"vary": ["split"]},
        }
        config["seeds"] = 12
        here, there = run(config), run(config, executor=self.make)
        assert {Status.FAILED, Status.FINISHED} == {record.status for record in there.records}
        assert [(r.status, r.message) for r in here.records] == [
            (r.status, r.message) for r in there.records
        ]

    def test_progress_is_told_while_trials_run(self) -> None:
        seen: list[Progress] = []

        def look(progress: Progress) -> None:
            pressed = any(earlier.steps for earlier in seen)
            seen.append(progress)
            if progress.steps and not pressed:
                os.kill(os.getpid(), signal.SIGINT)

        outcome = run(ENDLESS, workers=2, executor=self.make, on_progress=look)
        assert outcome.interrupted
        assert not outcome.records
        assert any(progress.epochs > 0 for progress in seen)

    def test_a_mistake_is_told_before_anything_runs(self) -> None:
        with pytest.raises(ConfigError):
            run({**CONFIG, "optimizer": "adm"}, executor=self.make)
