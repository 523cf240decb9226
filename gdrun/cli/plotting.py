"""Drawing what a command found to the file that ``--plot`` names."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gdrun.pictures.kind import Subject
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
    from gdrun.evidence.comparability import Candidate
    from gdrun.pictures.kind import Need, Subject
    from gdrun.pictures.stored import stored_subject
    from gdrun.store import Store

    if outcome.id is None or outcome.store is None:
        candidates = tuple(Candidate(outcome, each, each.name) for each in outcome.variants)
        plot_subject(lambda: Subject(candidates, command, metric), path)
        return
    with Store.open(Path(outcome.store), readonly=True) as opened:
        known = outcome.id
        plot_subject(lambda: stored_subject(opened, [known], frozenset(Need)), path)


def plot_subject(subject: "Callable[[], Subject]", path: Path, kind: str | None = None) -> None:
    """Draws a subject as the kind, or as what suits it best."""
    from gdrun.pictures.drawing.saving import format_of, picture_bytes
    from gdrun.pictures.registry import choose_kind
    from gdrun.report.exports import write_file

    found = subject()
    chosen = choose_kind(kind, found)
    write_file(picture_bytes(chosen, chosen.make(found), format_of(path)), path)
