"""``gdrun list``."""

import json as json_text
from typing import Annotated, Any

import typer

from gdrun.cli.options import Json


def list_parts(
    family: Annotated[
        str | None,
        typer.Argument(metavar="[FAMILY]", help="One family, such as optimizers; all if left out."),
    ] = None,
    json: Json = False,
) -> None:
    """Lists the parts that a config can choose.

    Example: gdrun list optimizers
    """
    import gdrun.parts  # noqa: F401  (fills the registry)
    from gdrun.parts.registry import families

    if family is not None and family not in families():
        raise typer.BadParameter(f"families are {', '.join(families())}", param_hint="FAMILY")
    listing = {name: _rows(name) for name in ([family] if family else families())}
    if json:
        typer.echo(json_text.dumps(listing, indent=1))
        return
    from gdrun.report.console import make_console
    from gdrun.report.listing import print_listing

    print_listing(listing, make_console())


def _rows(family: str) -> list[dict[str, Any]]:
    from gdrun.parts.registry import parts

    return [
        {
            "name": name,
            "aliases": list(part.aliases),
            "parameters": part.parameters(),
            "meaning": part.summary(),
        }
        for name, part in parts(family).items()
    ]
