"""``gdrun schema``."""

import json as json_text

import typer


def schema() -> None:
    """Prints the JSON Schema of a config, for editors.

    Example: gdrun schema > gdrun.schema.json
    """
    from gdrun.config import json_schema

    typer.echo(json_text.dumps(json_schema(), indent=1))
