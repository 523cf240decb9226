"""``gdrun report``."""

from pathlib import Path
from typing import Annotated

import typer

from gdrun.cli.options import DEFAULT_STORE, Experiments, OwnParts, Replace, StoreFile, own_files
from gdrun.cli.plotting import check_folder


def report(
    ctx: typer.Context,
    experiments: Experiments = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; NAME-ID.html here."),
    ] = None,
    force: Replace = False,
    parts: OwnParts = None,
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Writes a page to hand in: what was run, what was found, pictures, every seed.

    Example: gdrun report last -o report.html
    """
    from gdrun.config import use_own_files
    from gdrun.evidence.comparability import Candidate
    from gdrun.page.report import report_page
    from gdrun.page.writing import check_page_file, page_html
    from gdrun.pictures.naming import file_stem
    from gdrun.report.exports import check_target, write_file
    from gdrun.store import Store, stored_variants

    if output is not None:
        check_folder(output)
        check_target(output, store, force=force)
        check_page_file(output)
    own = own_files(parts, quiet=bool(ctx.obj))
    # What a person named is refused at once, and not only missing in the page.
    use_own_files(own)
    words = experiments or ["last"]
    with Store.open(store, readonly=True) as opened:
        page = report_page(opened, words, own.files)
        # An experiment may be there beside one of its own variants.
        found = stored_variants(opened, words)
    named = [Candidate(each.outcome, each.variant, each.label) for each in found]
    path = output or Path(f"{file_stem(named)}.html")
    check_folder(path)
    write_file(page_html(page), path)
    typer.echo(f"{path}")
