"""``gdrun plot``."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.cli.options import DEFAULT_STORE, Experiments, OwnParts, Replace, StoreFile, own_files
from gdrun.cli.plotting import check_picture_file, status_teller, write_picture

if TYPE_CHECKING:
    from gdrun.pictures.kind import Kind

HELP = "help"


def plot(
    ctx: typer.Context,
    experiments: Experiments = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="Which picture; help lists them. What suits if left out."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .png, .svg or .pdf; NAME-ID-KIND.png here."
        ),
    ] = None,
    force: Replace = False,
    parts: OwnParts = None,
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Draws what was found.

    Example: gdrun plot last --kind curves
    """
    from gdrun.pictures.naming import picture_name
    from gdrun.pictures.registry import choose_kind, kinds
    from gdrun.pictures.stored import stored_subject, with_arrays
    from gdrun.report.exports import check_target
    from gdrun.store import Store

    if kind == HELP:
        _print_kinds(kinds().values())
        return
    if output is not None:
        check_picture_file(output)
        check_target(output, store, force=force)
    own = own_files(parts, quiet=bool(ctx.obj))
    for file in own.files:
        own.before(file)
    with Store.open(store, readonly=True) as opened:
        found = replace(
            stored_subject(opened, experiments or ["last"]),
            parts=own.files,
            on_status=status_teller(quiet=bool(ctx.obj)),
        )
        chosen = choose_kind(kind, found)
        subject = with_arrays(opened, found, chosen)
    path = output or Path(picture_name(found, chosen))
    check_picture_file(path)
    write_picture(chosen, chosen.make(subject), path)
    typer.echo(f"{path}")


def _print_kinds(known: "Iterable[Kind]") -> None:
    from gdrun.report.console.streams import make_console
    from gdrun.report.tables.layout import described

    console = make_console()
    console.print(described(((each.name, each.shows) for each in known), console))
