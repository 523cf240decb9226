"""``gdrun rm``."""

from typing import Annotated

import typer

from gdrun.cli.options import DEFAULT_STORE, StoreFile


def rm(
    experiments: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Ids or their beginnings, names, or last.")
    ],
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Removes experiments, and the trials that no other experiment has.

    Example: gdrun rm last
    """
    from gdrun.store import Store

    # Opened as for reading first: nothing may be made where there is no store.
    with Store.open(store, readonly=True) as opened:
        known = [opened.resolve(word, single=True) for word in experiments]
    with Store.open(store) as opened:
        for each in dict.fromkeys(known):
            removed = opened.remove(each)
            typer.echo(f"removed {each} and {removed:,} trials that no other experiment has")
