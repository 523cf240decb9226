"""``gdrun list``."""

import json as json_text
from typing import Annotated

import typer

from gdrun.cli.options import Json, OwnParts, own_files


def list_parts(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="FAMILY|KEY|PART",
            help="A family, such as optimizers, a config's key, such as optimizer, or a part, "
            "such as adam; all families if left out.",
        ),
    ] = None,
    parts: OwnParts = None,
    json: Json = False,
) -> None:
    """Lists the parts that a config can choose.

    Example: gdrun list optimizers
    """
    from gdrun.config import use_own_files
    from gdrun.config.listing import list_families, list_part
    from gdrun.parts.registry import families
    from gdrun.report.console.streams import make_console
    from gdrun.report.tables.parts import print_listing

    use_own_files(own_files(parts, quiet=bool(ctx.obj)))
    listed = list_families(what)
    single = {} if listed or what is None else list_part(what)
    if not (listed or single):
        raise typer.BadParameter(
            f"'{what}' is no part; families are {', '.join(families())}",
            param_hint="FAMILY|KEY|PART",
        )
    if json:
        typer.echo(json_text.dumps(listed or single, indent=1))
    else:
        print_listing(listed or single, make_console(), whole=bool(single))
