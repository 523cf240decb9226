"""Signals that ask a command to end, and outputs that nobody reads on."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel, model_serializer

from gdrun.cli.app import Commands
from gdrun.experiment.executors import ThreadExecutor
from gdrun.trial.work import Signals
from tests.cli.storing import document, run, trials
from tests.store.killing import stored

LONG = ("--workers", "1", "--seeds", "500", "--set", "training.epochs=30000")

DIVERGING = """\
data: {source: diabetes}
optimizer: {name: gradient_descent, learning_rate: 1.0e+8}
seeds: 1
"""


def started(
    here: Path, *arguments: str, before: Callable[[], Any] | None = None
) -> subprocess.Popen[str]:
    """A training that has stored its first trial."""
    command = [sys.executable, "-m", "gdrun", "train", "small.yaml", "--json", *arguments]
    process = subprocess.Popen(
        command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "GDRUN_STORE": "gdrun.db"}, preexec_fn=before,
    )  # fmt: skip
    while not stored(here / "gdrun.db"):
        assert process.poll() is None
        time.sleep(0.02)
    return process


def but_compiling(errors: str) -> str:
    """What was said besides: the first of all commands has to compile."""
    return "".join(line for line in errors.splitlines(True) if not line.startswith("compiling"))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_it_ends_a_run_as_ctrl_c_does(here: Path, name: str) -> None:
    process = started(here, *LONG)
    process.send_signal(getattr(signal, name))
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, but_compiling(errors)) == (130, "")
    found = json.loads(output)
    assert found["interrupted"]
    assert 0 < len(trials(found)) == len(stored(here / "gdrun.db")) < 500
    assert "interrupted" in run(here, "runs")


def test_what_was_ignored_from_the_start_stays_ignored(here: Path) -> None:
    """As ``nohup`` does with SIGHUP, and a shell with Ctrl-C for what runs in the background."""

    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    process = started(here, *LONG[:2], "--seeds", "4", *LONG[4:], before=ignore)
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, but_compiling(errors)) == (0, "")
    assert len(trials(json.loads(output))) == 4


def test_sigterm_is_obeyed_where_ctrl_c_is_ignored(here: Path) -> None:
    process = started(here, *LONG, before=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert trials(json.loads(output))


def test_a_second_ctrl_c_leaves_the_store_whole(here: Path) -> None:
    process = started(here, *LONG)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors in ("", "interrupted\n")
    before = stored(here / "gdrun.db")
    assert trials(document(here, "train", *LONG[:2], "--seeds", "3", *LONG[4:]))
    assert before <= stored(here / "gdrun.db")


def test_a_second_ctrl_c_waits_for_no_thread() -> None:
    begun, end = threading.Event(), threading.Event()

    def deaf(task: int, _: Signals) -> int:
        begun.set()
        end.wait()
        return task

    messages = ThreadExecutor(1).run(deaf, [1])
    next(messages)
    assert begun.wait(60)
    with pytest.raises(KeyboardInterrupt):
        messages.throw(KeyboardInterrupt())
    end.set()


PRESSED = """
import importlib.abc, signal, sys
from gdrun.cli.start import main

class Press(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "{module}":
            signal.raise_signal(signal.{name})

sys.meta_path.insert(0, Press())
sys.argv = ["gdrun", "runs"]
main()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("module", ["gdrun.cli.app", "typer", "gdrun.store"])
def test_a_signal_while_modules_are_loaded(name: str, module: str) -> None:
    code = PRESSED.format(module=module, name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def unread(here: Path, *arguments: str, errors: bool = False) -> subprocess.CompletedProcess[str]:
    """A command whose output, or else what it says beside it, goes where nobody reads."""
    reader, closed = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [sys.executable, "-m", "gdrun", *arguments], cwd=here, text=True, timeout=120,
            env={**os.environ, "GDRUN_STORE": "gdrun.db"},
            stdout=subprocess.PIPE if errors else closed,
            stderr=closed if errors else subprocess.PIPE,
        )  # fmt: skip
    finally:
        os.close(closed)


def test_nobody_reads_the_result(here: Path) -> None:
    """It ends without a word, what was computed is stored, and the exit code tells of that."""
    done = unread(here, "train", "small.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("runs", "show", "export", "show --json"):
        done = unread(here, *command.split())
        assert (done.returncode, done.stderr) == (0, ""), command
    assert all(trial["reused"] for trial in trials(document(here, "train")).values())
    (here / "small.yaml").write_text(DIVERGING)
    assert unread(here, "train", "small.yaml").returncode == 1


def test_nobody_reads_what_is_said_beside_the_result(here: Path) -> None:
    done = unread(here, "train", "small.yaml", "--json", errors=True)
    assert done.returncode == 0
    assert len(trials(json.loads(done.stdout))) == 4
    assert unread(here, "show", "nothing", errors=True).returncode == 2


class _Interrupted(BaseModel):
    """Meets Ctrl-C while it is written."""

    @model_serializer
    def _written(self) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGINT)
        return {}


def test_ctrl_c_while_pydantic_writes_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    """It makes another error of a KeyboardInterrupt."""
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    app.command("write")(lambda: _Interrupted().model_dump())
    with pytest.raises(SystemExit) as ended:
        app(["write"])
    assert ended.value.code == 130
    assert capsys.readouterr().err == "interrupted\n"
