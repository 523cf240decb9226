"""Drawing what a command found to the file that ``--plot`` names."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gdrun.pictures.kind import Kind
    from gdrun.records import Outcome
    from gdrun.statistics import About

PlotFile = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Draws it, too: a .png, .svg or .pdf."),
]


def check_plot_file(path: Path | None, store: Path | None = None) -> None:
    """Sees that there can be a picture, before anything is run.

    Raises:
        PictureError: If the ending is none of a picture.
        OutputError: If it is there already, or nothing can be written to its folder.
    """
    from gdrun.errors import OutputError

    if path is None:
        return
    check_picture_file(path)
    if store is not None and path.resolve() == store.resolve():
        raise OutputError(f"--plot {path}: this is the store itself; name another file")
    if path.exists():
        raise OutputError(f"--plot {path}: this file is there already; name another")


def check_picture_file(path: Path) -> None:
    """Sees that a file may become a picture.

    Raises:
        PictureError: If the ending is none of a picture.
        OutputError: If it is a folder, or nothing can be written to its own.
    """
    from gdrun.pictures.drawing.saving import format_of

    format_of(path)
    check_folder(path)


def check_folder(path: Path) -> None:
    """Sees that a file can be written where it is to be.

    Raises:
        OutputError: If it is a folder, or nothing can be written to its own.
    """
    from gdrun.errors import OutputError

    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path}: this is a folder; name a file")
    if not folder.is_dir():
        raise OutputError(f"{path}: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: nothing may be written to the folder {folder}")


def status_teller(*, quiet: bool) -> Callable[[str], None]:
    """Says on standard error what takes long, unless ``quiet``."""
    from gdrun.report.console.streams import make_console, say

    console = make_console(sys.stderr)
    console.quiet = quiet
    return partial(say, console=console)


def plot_outcome(
    outcome: "Outcome",
    command: str,
    metric: str,
    path: Path,
    about: "About | None",
    *,
    quiet: bool,
) -> None:
    """Draws what was run, and is stored or holds its arrays, as suits it best.

    Of what was interrupted nothing is drawn, as the command is run again to go on. Unless
    ``quiet``, it says what takes long.

    Raises:
        GdrunError: If nothing suits it, or the file cannot be written.
    """
    from gdrun.pictures.kind import outcome_subject
    from gdrun.pictures.registry import choose_kind
    from gdrun.pictures.stored import stored_subject, with_arrays
    from gdrun.store import Store

    if outcome.interrupted:
        typer.echo(f"no picture: {path} is drawn when the command has run to its end", err=True)
        return
    if outcome.id is None or outcome.store is None:
        subject = replace(outcome_subject(outcome, command, metric), about=about)
        kind = choose_kind(None, subject)
    else:
        with Store.open(Path(outcome.store), readonly=True) as opened:
            subject = stored_subject(opened, [outcome.id])
            subject = replace(subject, metric=metric, about=about)
            kind = choose_kind(None, subject)
            subject = with_arrays(opened, subject, kind)
    subject = replace(subject, on_status=status_teller(quiet=quiet))
    write_picture(kind, kind.make(subject), path)


def write_picture(kind: "Kind", value: Any, path: Path) -> None:
    """Draws a value that the kind made to a file.

    Raises:
        OutputError: If it cannot be written.
    """
    from gdrun.pictures.drawing.saving import format_of, picture_bytes
    from gdrun.report.exports import write_file

    def note(text: str) -> None:
        typer.echo(f"note: {path}: {text}", err=True)

    write_file(picture_bytes(kind, value, format_of(path), note), path)
