"""Drawing what a command found to the file that ``--plot`` names."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gdrun.pictures.kind import Kind
    from gdrun.records import Outcome

PlotFile = Annotated[
    Path | None,
    typer.Option("--plot", metavar="FILE", help="Draws it, too: a .png, .svg or .pdf."),
]


def check_plot_file(path: Path | None) -> None:
    """Sees that there can be a picture, before anything is run.

    Raises:
        PictureError: If the ending is none of a picture.
    """
    from gdrun.pictures.drawing.saving import format_of

    if path is None:
        return
    format_of(path)
    if path.exists():
        raise typer.BadParameter(
            f"{path} is there already: name another file, or draw it later with gdrun plot --force",
            param_hint="--plot",
        )


def plot_outcome(outcome: "Outcome", command: str, metric: str, path: Path) -> None:
    """Draws what was run, and is stored or holds its arrays, as suits it best.

    Raises:
        GdrunError: If nothing suits it, or the file cannot be written.
    """
    from gdrun.pictures.kind import Need, outcome_subject
    from gdrun.pictures.registry import choose_kind
    from gdrun.pictures.stored import stored_subject
    from gdrun.store import Store

    if outcome.id is None or outcome.store is None:
        subject = outcome_subject(outcome, command, metric)
    else:
        with Store.open(Path(outcome.store), readonly=True) as opened:
            subject = stored_subject(opened, [outcome.id], frozenset(Need))
    kind = choose_kind(None, subject)
    write_picture(kind, kind.make(subject), path)


def write_picture(kind: "Kind", value: Any, path: Path) -> None:
    """Draws a value that the kind made to a file.

    Raises:
        OutputError: If it cannot be written.
    """
    from gdrun.pictures.drawing.saving import format_of, picture_bytes
    from gdrun.report.exports import write_file

    write_file(picture_bytes(kind, value, format_of(path)), path)
