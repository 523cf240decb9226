"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

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


def seeds_override(seeds: str) -> str:
    """``--seeds`` as an override: ``10`` is a number of seeds, ``3,1,4`` and ``3,`` are lists."""
    if "," in seeds:
        return f"seeds=[{seeds.rstrip(',')}]"
    return f"seeds={seeds}"
