"""``gdrun``: its commands, and how anything that goes wrong is told."""

import errno
import gc
import os
import sys
from contextlib import suppress
from types import FrameType
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from gdrun.cli.check import check
from gdrun.cli.claim import claim
from gdrun.cli.compare import compare
from gdrun.cli.exit_codes import BAD_RESULT, DONE, INTERRUPTED
from gdrun.cli.export import ExportCommand, export
from gdrun.cli.gradcheck import gradcheck
from gdrun.cli.list import list_parts
from gdrun.cli.options import Quiet
from gdrun.cli.plot import plot
from gdrun.cli.predict import predict
from gdrun.cli.report import report
from gdrun.cli.rm import rm
from gdrun.cli.runs import runs
from gdrun.cli.schema import schema
from gdrun.cli.show import show
from gdrun.cli.start import quit_at_once
from gdrun.cli.sweep import sweep
from gdrun.cli.train import train
from gdrun.cli.variance import variance
from gdrun.engine.compile.signals import Answer, answered
from gdrun.errors import GdrunError

_UsageError: Any = typer.BadParameter.__base__
"""Typer has it from Click, or from a copy of Click, which differs between its versions."""


class Commands(TyperGroup):
    """All commands; errors that a user can cause end in a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        interruption = _Interruption()
        try:
            with answered(Answer(interruption)):
                return super().invoke(ctx)
        except GdrunError as error:
            _say(f"{error}")
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            raise _interrupted() from None
        except _UsageError as error:
            error.message = _visible(error.message)
            raise
        except (typer.Exit, typer.Abort):
            raise
        except (Exception, SystemExit) as error:
            # Pydantic makes an error of its own of what is raised while it writes a model.
            if interruption.raised:
                raise _interrupted() from None
            told = _blamed_on_own_parts(error)
            if told is None and isinstance(error, BrokenPipeError):
                # Whoever read the output wants no more of it.
                _drop(sys.stdout)
                raise typer.Exit(DONE) from None
            if told is None:
                raise
            _say(f"{told}")
            raise typer.Exit(told.exit_code) from None


class _Interruption:
    """Raises KeyboardInterrupt, which lets a command put things in order; again, it may not."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.raised:
            quit_at_once(number, frame)
        self.raised = True
        raise KeyboardInterrupt


def _interrupted() -> typer.Exit:
    """Says so; what ends the command."""
    _say("interrupted")
    return typer.Exit(INTERRUPTED)


def _visible(text: str) -> str:
    """Imported when something is told, so that ``--help`` does not wait for it."""
    from gdrun.wording import visible

    return visible(text)


def _drop(stream: TextIO) -> None:
    from gdrun.report.console.closed import drop

    drop(stream)


def _say(text: str) -> None:
    """Tells it on standard error, if somebody still reads that."""
    try:
        if sys.stderr.isatty():
            _say_in_lines(text)
        else:
            typer.echo(_visible(text), err=True)
    except OSError:
        _drop(sys.stderr)


def _say_in_lines(text: str) -> None:
    """Broken between words, as a terminal itself breaks anywhere."""
    from gdrun.report.console.streams import make_console, say

    say(text, make_console(sys.stderr))


def _blamed_on_own_parts(error: BaseException) -> GdrunError | None:
    """The error in words, if a file of own parts can be the cause; only a bug has a traceback."""
    if "gdrun.config" not in sys.modules:
        return None
    from gdrun.config import blamed_on_own_parts

    # Others end the program, too.
    return blamed_on_own_parts(error, sure=isinstance(error, SystemExit))


def _replace_closed() -> None:
    """Gives a standard stream that was closed before the start (``>&-``) somewhere to write.

    Else the next file that is opened, perhaps the store, would take its number.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


app = typer.Typer(
    name="gdrun",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help in plain text: the same in a terminal, in a pipe, and without colours.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("train")(train)
app.command("sweep")(sweep)
app.command("variance")(variance)
app.command("gradcheck")(gradcheck)
app.command("runs")(runs)
app.command("show")(show)
app.command("compare")(compare)
app.command("claim")(claim)
app.command("plot")(plot)
app.command("report")(report)
app.command("predict")(predict)
app.command("export", cls=ExportCommand)(export)
app.command("rm")(rm)
app.command("check")(check)
app.command("list")(list_parts)
app.command("schema")(schema)


def _show_version(wanted: bool) -> None:
    if wanted:
        from gdrun.version import VERSION

        typer.echo(f"gdrun {VERSION}")
        raise typer.Exit


@app.callback()
def gdrun(
    ctx: typer.Context,
    quiet: Quiet = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Trains small networks over many seeds, and tells luck from what a setting does.

    Start with: gdrun train configs/digits.yaml
    """
    ctx.obj = quiet


def main() -> None:
    """Runs the command that the arguments name, and ends the process."""
    _replace_closed()
    # Start-up leaves 150,000 objects and no garbage: to look for some takes 0.05 s on the way, and
    # for the interpreter at its end another 0.1 s. A trial leaves none either.
    gc.set_threshold(200_000)
    try:
        app()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _drop(sys.stdout)
        _say("the output could not be written: no space left")
        sys.exit(BAD_RESULT)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _leave_threads()
        raise
    finally:
        gc.freeze()


def _leave_threads() -> None:
    """Ends the process though threads may still compute, which the interpreter would wait for."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(INTERRUPTED)
