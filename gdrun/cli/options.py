"""Options that several commands share."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.errors import ConfigError

if TYPE_CHECKING:
    from gdrun.config import Config

ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Overrides a key, such as training.epochs=5."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Trials at the same time; by default one for each core."),
]
Seeds = Annotated[
    str | None,
    typer.Option(metavar="N|A,B,C", help="How many seeds, from 0; or the seeds themselves."),
]


def load(path: Path, overrides: list[str] | None, seeds: str | None) -> "Config":
    """The config at ``path`` with what the command line says over it.

    Of ``seeds``, ``10`` is how many there are; ``3,1,4``, and ``3,`` for a single one, list them.
    """
    from gdrun.config import load_config

    if seeds is None:
        return load_config(path, overrides or ())
    override = f"seeds=[{seeds.rstrip(',')}]" if "," in seeds else f"seeds={seeds}"
    try:
        return load_config(path, [*(overrides or ()), override])
    except ConfigError as error:
        said = (f"--set {override}", f"--seeds {seeds}")
        problems = (replace(p, where=p.where.replace(*said)) for p in error.problems)
        raise ConfigError(tuple(problems)) from None
