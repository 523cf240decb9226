"""``gdrun claim``."""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.cli.exit_codes import BAD_RESULT, DONE, INTERRUPTED, UNDECIDED, ending_with
from gdrun.cli.groups import with_groups
from gdrun.cli.options import (
    AboutOption,
    Json,
    OwnParts,
    Quiet,
    Storing,
    Trials,
    Workers,
    about_what,
    own_files,
    run_options,
)
from gdrun.cli.showing import print_json

if TYPE_CHECKING:
    from gdrun.config import OwnFiles
    from gdrun.config.claims import Claim
    from gdrun.evidence.claims import CheckedClaims


@with_groups
def claim(
    ctx: typer.Context,
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG|FOLDER", help="A YAML file, or a folder of some.")
    ],
    claims: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM…]", help="Such as 'adam > sgd by 0.005'; else those of the file."
        ),
    ] = None,
    *,
    workers: Workers = None,
    about: AboutOption = None,
    parts: OwnParts = None,
    storing: Storing,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Checks claims: supported (0), refuted (1), or undecided (3), with what would settle it.

    Example: gdrun claim configs/digits.yaml "test.accuracy > 0.95"
    """
    from gdrun.evidence.claims import Answer, worst
    from gdrun.experiment.claims import check_claims
    from gdrun.report.console.notes import notes_on
    from gdrun.report.console.progress import show_progress
    from gdrun.report.console.streams import make_console, say
    from gdrun.report.json.claims import claims_document
    from gdrun.report.json.writing import pieces
    from gdrun.report.tables.claims import print_claims

    quiet = quiet or ctx.obj
    own = own_files(parts, quiet=quiet)
    asked = _asked(config, claims or (), own)
    errors = make_console(sys.stderr)
    errors.quiet = quiet
    found: list[CheckedClaims] = []
    for path, said in asked:
        trials = Trials(workers=workers)
        with redirect_stdout(sys.stderr), notes_on(errors), show_progress(errors) as show:
            options = run_options(trials, storing, (), show, partial(say, console=errors))
            checked = check_claims(path, said, own, options, about_what(about))
        for note in checked.outcome.notes:
            say(f"note: {note}", errors)
        found.append(checked)
        if checked.outcome.interrupted:
            break
    code = {Answer.REFUTED: BAD_RESULT, Answer.UNDECIDED: UNDECIDED, Answer.SUPPORTED: DONE}[
        worst(each.answer for each in found)
    ]
    interrupted = any(each.outcome.interrupted for each in found)
    with ending_with(INTERRUPTED if interrupted else code):
        if json:
            print_json(pieces(claims_document(found)))
        else:
            print_claims(found, make_console())


def _asked(
    path: Path, said: Sequence[str], own: "OwnFiles"
) -> list[tuple[Path, Sequence["Claim"]]]:
    """Each config file with the claims that are checked about it."""
    from gdrun.config.claims import GRAMMAR
    from gdrun.experiment.claims import claim_said, claims_in

    if said and path.is_dir():
        raise typer.BadParameter("a claim is about one config", param_hint="CLAIM…")
    if said:
        return [(path, [claim_said(text) for text in said])]
    files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    listed = [(file, claims_in(file, own)) for file in files]
    found: list[tuple[Path, Sequence[Claim]]] = [(file, each) for file, each in listed if each]
    if not found:
        raise typer.BadParameter(
            f"{path} lists no claims: say one, or add `claims`; {GRAMMAR}",
            param_hint="CLAIM…",
        )
    return found
