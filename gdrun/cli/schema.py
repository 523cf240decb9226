"""``gdrun schema``."""

import json as json_text

import typer

from gdrun.cli.options import OwnParts, own_files


def schema(ctx: typer.Context, parts: OwnParts = None) -> None:
    """Prints the JSON Schema of a config, for editors.

    Example: gdrun schema > gdrun.schema.json
    """
    from gdrun.config import json_schema, use_own_files

    use_own_files(own_files(parts, quiet=bool(ctx.obj)))
    typer.echo(json_text.dumps(json_schema(), indent=1))
