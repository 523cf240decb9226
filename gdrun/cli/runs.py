"""``gdrun runs``."""

import json as json_text
from dataclasses import asdict

import typer

from gdrun.cli.options import DEFAULT_STORE, Json, StoreFile


def runs(store: StoreFile = DEFAULT_STORE, json: Json = False) -> None:
    """Lists the experiments in the store, the last used first.

    Example: gdrun runs
    """
    from gdrun.report.console.streams import make_console
    from gdrun.report.tables.runs import print_runs
    from gdrun.store import Store

    with Store.open(store, readonly=True) as opened:
        experiments = opened.experiments()
    if json:
        listed = [
            asdict(each) | {"begun": each.begun.isoformat() if each.begun else None}
            for each in experiments
        ]
        typer.echo(json_text.dumps(listed, indent=1))
    else:
        print_runs(experiments, make_console())
