"""Asking commands in a fork: many of them in a second, and a crash is seen for what it is."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

PATIENCE = 300
"""Seconds after which a command hangs."""


@dataclass(frozen=True)
class Answer:
    """What a command said; ``code`` is negative for a signal, as of ``subprocess``."""

    code: int
    output: str
    errors: str

    @property
    def crashed(self) -> bool:
        """Whether it ended by a signal, or in another way than by a message."""
        return self.code < 0 or self.code > 2 or "Traceback" in self.errors


LOADED = (
    "gdrun.cli.app", "gdrun.experiment", "gdrun.config", "gdrun.report.exports",
    "gdrun.report.tables.outcomes", "gdrun.report.tables.comparison",
    "gdrun.report.console.progress", "gdrun.engine.loop.signatures",
)  # fmt: skip
"""What takes each fork a second to load, if its parent has not."""


def ask(commands: Sequence[Sequence[str]], folder: Path) -> list[Answer]:
    """What commands answer, one after the other, in a process of their own.

    Args:
        commands: Their arguments.
        folder: Where they run, and where their outputs are kept meanwhile.

    Returns:
        Their answers; those that a crash prevented are left out.
    """
    for module in LOADED:
        import_module(module)
    child = os.fork()
    if not child:
        _answer(commands, folder)
    _, status = os.waitpid(child, 0)
    answers = []
    for number in range(len(commands)):
        out, err, end = (folder / f"{name}{number}" for name in ("out", "err", "end"))
        if not out.exists():
            break
        code = int(end.read_text()) if end.exists() else os.waitstatus_to_exitcode(status)
        answers.append(Answer(code, out.read_text(errors="replace"), err.read_text()))
        for file in (out, err, end):
            file.unlink(missing_ok=True)
    return answers


def _answer(commands: Sequence[Sequence[str]], folder: Path) -> None:
    """The child's life, which must not end like a fork of whoever tests."""
    try:
        os.chdir(folder)
        from gdrun.cli.app import app

        # Whoever tests may have put others in their places.
        sys.stdout, sys.stderr = (open(place, "w", closefd=False) for place in (1, 2))  # noqa: SIM115
        for number, arguments in enumerate(commands):
            signal.alarm(PATIENCE)
            for place, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(f"{name}{number}", os.O_WRONLY | os.O_CREAT), place)
            code = 0
            try:
                app(list(arguments))
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0
            except BaseException:
                traceback.print_exc()
                code = 70
            sys.stdout.flush()
            sys.stderr.flush()
            Path(f"end{number}").write_text(str(code))
    finally:
        os._exit(0)


def numbers_of(document: str) -> object:
    """What a training's JSON says, without what may differ from run to run."""
    found = json.loads(document)
    return [
        (
            variant["name"],
            [
                (each["seed"], each["status"], each["epochs"], each["weights_sha256"],
                 repr(each["metrics"]))
                for each in variant["trials"]
            ],
        )
        for variant in found["variants"]
    ]  # fmt: skip
