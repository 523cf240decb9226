"""``gdrun check``."""

import json as json_text

import typer

from gdrun.cli.options import ConfigFile, Json, Overrides, config_of


def check(config: ConfigFile, overrides: Overrides = None, json: Json = False) -> None:
    """Checks a config, and shows it with all defaults.

    Example: gdrun check configs/iris.yaml --set optimizer=adam
    """
    import yaml

    resolved = config_of(config, overrides, seeds=None).resolved()
    if json:
        typer.echo(json_text.dumps(resolved, indent=1))
    else:
        typer.echo(yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True), nl=False)
