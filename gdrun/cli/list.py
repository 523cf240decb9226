"""``gdrun list``."""

import json as json_text
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from gdrun.cli.options import Json


def list_parts(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="FAMILY|KEY|PART",
            help="A family, such as optimizers, a config's key, such as optimizer, or a part, "
            "such as adam; all families if left out.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Lists the parts that a config can choose.

    Example: gdrun list optimizers
    """
    listing, whole = _listing(what)
    if json:
        typer.echo(json_text.dumps(listing, indent=1))
        return
    from gdrun.report.console.streams import make_console
    from gdrun.report.tables.parts import print_listing

    print_listing(listing, make_console(), whole=whole)


def _listing(what: str | None) -> tuple[dict[str, list[dict[str, Any]]], bool]:
    """Rows for each family, and whether these are single parts that were asked for."""
    from gdrun.config import chosen_at
    from gdrun.parts.registry import families, names, parts

    if what is None:
        return {family: _rows(family, parts(family)) for family in families()}, False
    keys = {family.removesuffix("s"): family for family in families()} | chosen_at()
    family = keys.get(what.rpartition(".")[2], what)
    if family in families():
        return {family: _rows(family, parts(family))}, False
    found = {
        family: _rows(family, [known[what]])
        for family in families()
        if what in (known := dict(names(family)))
    }
    if not found:
        raise typer.BadParameter(
            f"'{what}' is no part; families are {', '.join(families())}",
            param_hint="FAMILY|KEY|PART",
        )
    return found, True


def _rows(family: str, chosen: Iterable[str]) -> list[dict[str, Any]]:
    from gdrun.parts.registry import parts

    return [
        {
            "name": name,
            "aliases": list(part.aliases),
            "parameters": part.parameters(),
            "meaning": part.summary(),
            "documentation": part.documentation(),
            "meanings": part.meanings(),
        }
        for name, part in ((name, parts(family)[name]) for name in chosen)
    ]
