"""Running gdrun as a user does: a process of its own."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"

_SECONDS = 300
"""No command lasts longer, or it hangs."""

_FORKING = multiprocessing.get_context("forkserver")
# Most of a small command's time is imports, so commands are forked from a process that did them.
_FORKING.set_forkserver_preload(
    [
        "gdrun.cli.app",
        "gdrun.experiment",
        "gdrun.prediction",
        "gdrun.report.json.outcomes",
        "gdrun.report.tables.outcomes",
        "gdrun.report.tables.trials",
        "gdrun.store",
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
        "matplotlib.figure",
    ]
)


def gdrun(
    *arguments: object, cwd: Path = ROOT, stdout: IO[str] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The finished process, with its output as text.

    Args:
        arguments: Of the command.
        cwd: The folder that it runs in.
        stdout: Where its output goes instead.
        environment: Variables besides those of the tests.
    """
    # Output is buffered, as it is for users: what cannot be written shows late.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with tempfile.TemporaryDirectory() as folder:
        # A store of its own, so that nothing is found that another test computed.
        store = str(Path(folder) / "gdrun.db")
        whole = {**inherited, "GDRUN_STORE": store, **environment}
        command = [str(each) for each in arguments]
        if stdout is None and all(map(_is_read_late, environment)):
            return _forked(command, cwd, whole, Path(folder))
        return subprocess.run(
            [sys.executable, "-m", "gdrun", *command],
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=_SECONDS,
            cwd=cwd,
            env=whole,
        )


def _is_read_late(variable: str) -> bool:
    """Whether it does not matter to what is imported."""
    return variable.startswith("GDRUN_") or variable == "COLUMNS"


def _forked(
    command: list[str], cwd: Path, environment: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Runs a command that need not import everything; what it prints goes through files."""
    output, errors = folder / "stdout", folder / "stderr"
    process = _FORKING.Process(target=_run, args=(command, cwd, environment, output, errors))
    process.start()
    process.join(_SECONDS)
    if process.exitcode is None:
        process.kill()
        raise subprocess.TimeoutExpired(command, _SECONDS)
    return subprocess.CompletedProcess(
        command, process.exitcode, output.read_text(), errors.read_text()
    )


def _run(
    command: list[str], cwd: Path, environment: dict[str, str], output: Path, errors: Path
) -> None:
    """Is that command, in a process that was forked."""
    from gdrun.cli.start import main

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, file in ((1, output), (2, errors)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv = ["gdrun", *command]
    main()
