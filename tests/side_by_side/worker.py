"""Runs commands of the gdrun that ``PYTHONPATH`` holds, many in one process, and writes what came.

``python -P worker.py SCENES RESULTS CORE``: SCENES is a JSON list of scenes, each with a folder and
commands; RESULTS gets a line of JSON for each command as soon as it has ended; CORE is the one that
the process stays on, or -1. Of gdrun nothing is used but ``gdrun.cli.app``.
"""

import contextlib
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gdrun.cli.app import app

LONGEST = 300
"""Seconds after which a command hangs: the process then ends with a traceback."""

TRACEBACK = "Traceback: "


def run(command: Mapping[str, Any]) -> dict[str, Any]:
    """What a command wrote, and its exit code."""
    with changed_environment(command["environment"]):
        if command["alone"]:
            return run_alone(command["words"])
        return run_here(command["words"])


def run_alone(words: list[str]) -> dict[str, Any]:
    """The command in a new process, from the entry point on."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "gdrun", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
    )
    return {
        "stdout": done.stdout.decode(errors="backslashreplace"),
        "stderr": done.stderr.decode(errors="backslashreplace"),
        "code": done.returncode,
    }


def run_here(words: list[str]) -> dict[str, Any]:
    """The command in this process, with its output going to files, which are no terminal."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        with (
            out.open("w", encoding="utf-8") as stdout,
            err.open("w", encoding="utf-8") as stderr,
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            code = exit_code(words)
        return {
            "stdout": out.read_text("utf-8"),
            "stderr": err.read_text("utf-8"),
            "code": code,
        }


def exit_code(words: list[str]) -> int | str | None:
    """How the command ends; an exception that it lets through is written as a user would see it."""
    faulthandler.dump_traceback_later(LONGEST, exit=True, file=2)
    try:
        app(args=words, prog_name="gdrun")
    except SystemExit as end:
        return end.code or 0
    except BaseException as error:
        # Where in the code it came from differs between two checkouts.
        sys.stderr.write(TRACEBACK + "".join(traceback.format_exception_only(error)))
        return 1
    finally:
        faulthandler.cancel_dump_traceback_later()
    return 0


@contextlib.contextmanager
def changed_environment(changes: Mapping[str, str]) -> Iterator[None]:
    """The environment with these variables set."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main() -> None:
    """The script."""
    scenes, results, core = sys.argv[1:]
    if core != "-1":
        os.sched_setaffinity(0, {int(core)})
    # Another gdrun that is installed must not be taken for this one.
    found = Path(sys.modules["gdrun.cli.app"].__file__ or "").resolve()
    if Path(os.environ["PYTHONPATH"]).resolve() not in found.parents:
        sys.exit(f"gdrun was imported from {found}, not from {os.environ['PYTHONPATH']}")
    with Path(results).open("a", encoding="utf-8") as file:
        # That it has begun: a process that dies from here on dies of a command.
        file.write("\n")
        file.flush()
        for scene in json.loads(Path(scenes).read_text("utf-8")):
            os.chdir(scene["folder"])
            for command in scene["commands"]:
                start = time.perf_counter()
                result = run(command) | {"seconds": time.perf_counter() - start}
                file.write(json.dumps(result) + "\n")
                file.flush()


if __name__ == "__main__":
    main()
