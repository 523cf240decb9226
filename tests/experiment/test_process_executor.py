"""A second executor is one file, and holds the contract: a task is a value."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gdrun.config import parse_config
from gdrun.errors import DataError, PartError
from gdrun.experiment import RunOptions, train
from gdrun.experiment.executors import Executor
from gdrun.trial.fingerprint import fingerprint
from gdrun.trial.identity import Hashes, data_key
from gdrun.trial.task import Task, config_of, make_task
from gdrun.trial.work import Signals, work
from tests.experiment.executor_contract import CONFIG, ExecutorContract
from tests.experiment.process_executor import ProcessExecutor
from tests.parts.own_files import GOOD, no_files_left


class TestProcessExecutor(ExecutorContract):
    def make(self, workers: int) -> Executor:
        return ProcessExecutor(workers)


def task_of(source: str, folder: Path) -> Task:
    config = parse_config({**CONFIG, "data": {"source": source}}, folder, "task")
    return make_task("task", config, data_key(config, Hashes()), keep_arrays=True)


def test_a_task_survives_pickling_and_gives_its_config() -> None:
    task = task_of("iris", Path())
    again: Task = pickle.loads(pickle.dumps(task))
    assert again == task
    assert config_of(again).model_dump() == config_of(task).model_dump()


def test_other_data_where_a_task_runs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x,y\n1,a\n2,b\n3,a\n")
    task = task_of("t.csv", tmp_path)
    assert config_of(task).name == "task"
    (tmp_path / "t.csv").write_text("x,y\n1,a\n2,b\n4,a\n")
    with pytest.raises(DataError, match="not what the trials were planned for"):
        config_of(task)


def test_what_would_compute_other_bits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of("iris", Path())
    other = fingerprint().replace("numba ", "numba 9.")
    monkeypatch.setattr("gdrun.trial.task.fingerprint", lambda: other)
    with pytest.raises(PartError, match=r"other bits .*Numba from"):
        config_of(task)


def test_another_version_of_an_own_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of("iris", Path())
    monkeypatch.setattr("gdrun.trial.task.foreign_key", lambda _: "another")
    with pytest.raises(PartError, match="part from outside gdrun"):
        config_of(task)


def test_a_worker_process_loads_the_files_of_own_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    settings = {**CONFIG, "seeds": 3, "parts": ["mine.py"], "optimizer": "half"}
    with no_files_left():
        config = parse_config(settings, Path(), "own")
        here = train(config)
        there = train(config, options=RunOptions(workers=2, executor=ProcessExecutor))
    hashes = [record.weights_sha256 for record in here.records]
    assert [record.weights_sha256 for record in there.records] == hashes
    assert {record.status.value for record in there.records} == {"finished"}


@pytest.mark.parametrize("edited", [None, "open('ran', 'w')", f"{GOOD}\nopen('ran', 'w')\n"])
def test_another_file_of_own_parts_is_refused_before_it_runs(
    edited: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether or not a part of it is chosen, and as it was when it was loaded."""
    (tmp_path / "mine.py").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    with no_files_left():
        for optimizer in ("half", "sgd"):
            settings = {**CONFIG, "parts": ["mine.py"], "optimizer": optimizer}
            config = parse_config(settings, tmp_path, "task")
            task = make_task("task", config, data_key(config, Hashes()), keep_arrays=True)
            assert config_of(task) == config
            (tmp_path / "mine.py").unlink()
            if edited is not None:
                (tmp_path / "mine.py").write_text(edited)
            late = make_task("task", config, task.data, keep_arrays=True)
            for each in (task, late):
                with pytest.raises(PartError, match="another version of a part from outside gdrun"):
                    config_of(each)
            (tmp_path / "mine.py").write_text(GOOD)
    assert not (tmp_path / "ran").exists()


def test_a_copy_of_a_file_of_own_parts_elsewhere_is_as_good(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(GOOD)
    settings = {**CONFIG, "parts": ["mine.py"], "optimizer": "half"}
    with no_files_left():
        config = parse_config(settings, tmp_path / "one", "task")
        task = make_task("task", config, data_key(config, Hashes()), keep_arrays=True)
        assert config_of(replace(task, folder=tmp_path / "other")).optimizer.name == "half"


def test_paths_of_a_task_do_not_depend_on_where_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.csv").write_text("x,y\n1,a\n2,b\n3,a\n")
    monkeypatch.chdir(tmp_path)
    task = task_of("t.csv", Path())
    monkeypatch.chdir(tmp_path.parent)
    assert config_of(task).folder == tmp_path


def test_a_task_of_several_seeds_gives_each_its_own_split() -> None:
    """Where each seed has a split of its own, they share no compiled call."""
    config = parse_config({**CONFIG, "randomness": {"vary": ["split"]}}, Path(), "task")
    task = make_task("task", config, data_key(config, Hashes()), keep_arrays=True)
    together = work(task, Signals(np.zeros(1, np.int64)))
    alone = [
        work(replace(task, seeds=(seed,)), Signals(np.zeros(1, np.int64)))[0] for seed in task.seeds
    ]
    hashes = [record.weights_sha256 for record, *_ in together]
    assert hashes == [record.weights_sha256 for record, *_ in alone]
    assert len(set(hashes)) == len(hashes)
