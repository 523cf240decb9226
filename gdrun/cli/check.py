"""``gdrun check``."""

import json as json_text
import sys

import typer

from gdrun.cli.options import ConfigFile, Json, Overrides, config_of


def check(
    ctx: typer.Context, config: ConfigFile, overrides: Overrides = None, json: Json = False
) -> None:
    """Checks a config with its sweep, and shows it with all defaults.

    No data is read: training may still find mistakes in it.

    Example: gdrun check configs/iris.yaml --set optimizer=adam
    """
    import yaml

    from gdrun.config import check_sweep
    from gdrun.report.console import make_console, say

    loaded = config_of(config, overrides, seeds=None)
    if loaded.sweep:
        check_sweep(config, overrides or ())
        errors = make_console(sys.stderr)
        errors.quiet = bool(ctx.obj)
        say("note: `sweep` is for `gdrun sweep`; `gdrun train` ignores it", errors)
    resolved = loaded.resolved()
    if json:
        typer.echo(json_text.dumps(resolved, indent=1))
    else:
        typer.echo(yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True), nl=False)
