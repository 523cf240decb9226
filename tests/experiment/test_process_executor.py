"""A second executor is one file, and holds the contract: a task is a value."""

import pickle
from pathlib import Path

import pytest

from gdrun.config import parse_config
from gdrun.errors import DataError, PartError
from gdrun.experiment.executors import Executor
from gdrun.trial.identity import Hashes, data_key
from gdrun.trial.task import Task, config_of, make_task
from tests.experiment.executor_contract import CONFIG, ExecutorContract
from tests.experiment.process_executor import ProcessExecutor


class TestProcessExecutor(ExecutorContract):
    def make(self, workers: int) -> Executor:
        return ProcessExecutor(workers)


def task_of(source: str, folder: Path) -> Task:
    config = parse_config({**CONFIG, "data": {"source": source}}, folder, "task")
    return make_task("task", config, data_key(config, Hashes()), keep_weights=True)


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


def test_other_parts_where_a_task_runs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of("iris", Path())
    monkeypatch.setattr("gdrun.trial.task.fingerprint", lambda: "another gdrun")
    with pytest.raises(PartError, match="another gdrun"):
        config_of(task)
