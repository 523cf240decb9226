"""``gdrun check``."""

import json as json_text

import typer

from gdrun.cli.options import ConfigFile, Json, Overrides, OwnParts, load_with_options, own_files
from gdrun.cli.showing import say_that_training_ignores_the_sweep
from gdrun.wording import visible


def check(
    ctx: typer.Context,
    config: ConfigFile,
    overrides: Overrides = None,
    parts: OwnParts = None,
    json: Json = False,
) -> None:
    """Checks a config with its sweep and its claims, and shows it with all defaults.

    No data is read: training may still find mistakes in it.

    Example: gdrun check configs/iris.yaml --set optimizer=adam
    """
    import yaml

    from gdrun.config import check_sweep, load_sweep

    own = own_files(parts, quiet=bool(ctx.obj))
    loaded = load_with_options(config, overrides, own)
    if loaded.sweep:
        check_sweep(config, overrides or (), own)
    if loaded.claims:
        # It takes more imports than all else that is checked.
        from gdrun.experiment.claims import claimed

        claimed(loaded, (), lambda: load_sweep(config, overrides or (), own=own).combinations())
    say_that_training_ignores_the_sweep(loaded, bool(ctx.obj))
    resolved = loaded.resolved()
    if json:
        typer.echo(json_text.dumps(resolved, indent=1))
    else:
        told = yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True)
        if visible(told) != told:
            # YAML's own escapes, so that it can still be read.
            told = yaml.safe_dump(resolved, sort_keys=False)
        typer.echo(told, nl=False)
