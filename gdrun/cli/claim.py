"""``gdrun claim``."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.cli.exit_codes import BAD_RESULT, DONE, INTERRUPTED, UNDECIDED, ending_with
from gdrun.cli.groups import with_groups
from gdrun.cli.options import (
    AboutOption,
    Json,
    Overrides,
    OwnParts,
    Quiet,
    Seeds,
    Storing,
    Trials,
    Workers,
    about_what,
    override_seeds,
    own_files,
)
from gdrun.cli.showing import print_json, run_shown

if TYPE_CHECKING:
    from gdrun.config import OwnFiles
    from gdrun.evidence.findings import CheckedClaims
    from gdrun.experiment.claims import Claimed


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
    seeds: Seeds = None,
    workers: Workers = None,
    overrides: Overrides = None,
    parts: OwnParts = None,
    about: AboutOption = None,
    storing: Storing,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Checks claims: supported (0), refuted (1), or undecided (3), with what would settle it.

    Example: gdrun claim configs/digits.yaml "test.accuracy > 0.95"
    """
    from gdrun.errors import StoreError
    from gdrun.evidence.checked_claims import check_claims
    from gdrun.evidence.findings import Answer, worst
    from gdrun.experiment.claims import check_claimable, run_claimed
    from gdrun.records import Status
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.claims import claims_document
    from gdrun.report.json.writing import pieces
    from gdrun.report.tables.claims import print_claims

    quiet = quiet or ctx.obj
    own, scope = own_files(parts, quiet=quiet), about_what(about)
    trials = Trials(seeds, workers, overrides, parts)
    found: list[CheckedClaims] = []
    refused = ""
    for each in _claimed(config, claims or (), trials, own):
        check = partial(check_claimable, claims=each.claims, asked=scope)
        running = partial(run_claimed, each, asked=scope)
        try:
            outcome = run_shown(running, trials, storing, each.metrics, quiet, check)
        except StoreError as error:
            # What was found by then is printed first.
            if not found:
                raise
            refused = f"{each.config.origin}: not checked: {error}"
            break
        found.append(check_claims(outcome, each.claims, scope))
        if outcome.interrupted:
            break
    code = {Answer.REFUTED: BAD_RESULT, Answer.UNDECIDED: UNDECIDED, Answer.SUPPORTED: DONE}[
        worst(each.answer for each in found)
    ]
    outcomes = [each.outcome for each in found]
    failed = any(Status.FAILED in {r.status for r in each.records} for each in outcomes)
    if refused or failed or any(each.unsaved for each in outcomes):
        code = BAD_RESULT
    if outcomes[-1].interrupted:
        code = INTERRUPTED
    with ending_with(code):
        if json:
            print_json(pieces(claims_document(found)))
        else:
            print_claims(found, make_console())
        if refused:
            typer.echo(refused, err=True)


def _claimed(path: Path, said: Sequence[str], trials: Trials, own: "OwnFiles") -> "list[Claimed]":
    """Each config file with the claims that are checked about it."""
    from gdrun.config.claims import GRAMMAR

    if said and path.is_dir():
        raise typer.BadParameter("a claim is about one config", param_hint="CLAIM…")
    files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
    # All are looked at before the first is run.
    listed = [_of_file(file, said, trials, own) for file in files]
    found = [each for each in listed if each.claims]
    if found:
        return found
    if path.is_dir():
        raise typer.BadParameter(f"no config in {path} lists `claims`", param_hint="CONFIG|FOLDER")
    raise typer.BadParameter(
        f"{path} lists no claims: say one, or add `claims`; {GRAMMAR}", param_hint="CLAIM…"
    )


def _of_file(file: Path, said: Sequence[str], trials: Trials, own: "OwnFiles") -> "Claimed":
    from gdrun.config import load_config, load_sweep
    from gdrun.experiment.claims import claimed

    with override_seeds(trials.overrides, trials.seeds) as over:
        config = load_config(file, over, own)
        return claimed(config, said, lambda: load_sweep(file, over, own=own).combinations())
